-- wrk: sends of 100 bytes of text, over all apps in turn, and with each round
-- over 16 rooms.  Arguments: a file with lines "PATH TOKEN", one per app.
local ROOMS = 16
local requests, turn = {}, 0

function init(args)
	local apps = {}
	for line in io.lines(args[1]) do
		local path, token = line:match("^(%S+) (%S+)$")
		apps[#apps + 1] = { path = path, headers = {
			["Authorization"] = "Bearer " .. token,
			["Content-Type"] = "application/json",
		} }
	end
	assert(#apps > 0, "no apps in " .. args[1])
	-- Made beforehand: the load's own work shall not be measured.
	for room = 1, ROOMS do
		local body = string.format('{"from":"user1","to":["room%d"],' ..
		    '"type":"txt","body":{"msg":"%s"}}', room,
		    string.rep("x", 100))
		for _, app in ipairs(apps) do
			requests[#requests + 1] = wrk.format("POST", app.path,
			    app.headers, body)
		end
	end
end

function request()
	turn = turn % #requests + 1
	return requests[turn]
end
