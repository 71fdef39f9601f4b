const response = await axios.post(
"https://your-app.imkit.io/messages",
{
room: "project-room-001",
sender: "admin",
message: "系統將於今晚 22:00 進行維護",
messageType: "announcement",
},
{
headers: {
"IM-API-KEY": process.env.IM_API_KEY,
"Content-Type": "application/json; charset=utf-8",
},
}
);
