-- wrk: a message of 100 bytes of text to one of 16 users, in turn.
local requests, turn = {}, 0

function init(args)
	local headers = { ["Content-Type"] = "application/json" }
	for user = 1, 16 do
		requests[user] = wrk.format("POST", "/api/send_message", headers,
		    string.format('{"type":"chat","from":"user1@localhost",' ..
		    '"to":"room%d@localhost","subject":"","body":"%s"}',
		    user, string.rep("x", 100)))
	end
end

function request()
	turn = turn % 16 + 1
	return requests[turn]
end
