const response = await axios.post(
"https://your-app.imkit.io/messages",
{
room: "project-room-001",
sender: "system",
message: "歡迎加入專案討論群!",
messageType: "text",
},
{
headers: {
"IM-API-KEY": process.env.IM_API_KEY,
"Content-Type": "application/json; charset=utf-8",
},
}
);
