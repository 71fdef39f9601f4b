const response = await axios.post(
"https://your-app.imkit.io/messages",
{
room: "project-room-001",
sender: "user-a",
message: "請 @user-b 確認這份文件",
messageType: "text",
mentions: ["user-b"],
},
{
headers: {
"IM-API-KEY": process.env.IM_API_KEY,
"Content-Type": "application/json; charset=utf-8",
},
}
);
