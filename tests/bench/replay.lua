-- wrk: the requests of a file, in turn, again and again.
-- Arguments: the file, whose lines are method, path and body with tabs between
-- them; the bearer token, if there is one.  Paths are added to that of the URL.
local requests, turn = {}, 0

function init(args)
	local headers = { ["Content-Type"] = "application/json" }
	local prefix = wrk.path:gsub("/$", "")

	if args[2] then
		headers["Authorization"] = "Bearer " .. args[2]
	end
	for line in io.lines(args[1]) do
		local method, path, body = line:match("^(%S+)\t(%S*)\t(.*)$")

		requests[#requests + 1] = wrk.format(method, prefix .. path,
		    headers, body ~= "" and body or nil)
	end
end

function request()
	turn = turn % #requests + 1
	return requests[turn]
end
