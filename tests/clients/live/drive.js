/*
 * A real client of the realtime API or of the event streams, driven line by
 * line; run by tests/t/1020-live-clients, which says what is to be done and
 * judges what comes.
 *
 *	node drive.js NAME		of clients/NAME.js
 *
 * A line of input: {"id": 1, "do": "login", "with": ["ann", "secret"]}; its
 * answer: {"id": 1, "result": ...} or {"id": 1, "error": {...}}, as the
 * client's own API showed it.  What comes without being asked for:
 * {"event": "changed", "stream", "name", "args"}, {"event": "resumed"} when the
 * client is back, logged in and subscribed, {"event": "message", ...} of an
 * event stream, {"event": "uncaught", "error"}.  A Date is {"Date": ms}.
 *
 * clients/NAME.js is a function of {load (require, of the packages), host, url,
 * socket} and of what it calls when something comes; it gives an object of
 * async functions:
 *	connect()	close()		logout()
 *	login(user, password)		the user's id
 *	subscribe(stream, name)		ready, or an exception
 *	unsubscribe(name)		nosub came
 *	call(method, ...params)		the result
 *	send(rid, text)			the message that was stored
 *
 * MODULES, in the environment, is the folder of the packages, URL the server.
 */
"use strict";
const path = require("path");
const readline = require("readline");
const {createRequire} = require("module");

function dates(key, value) {
	return this[key] instanceof Date ? {Date: this[key].getTime()} : value;
}

function say(what) {
	process.stdout.write(JSON.stringify(what, dates) + "\n");
}

function shown(error) {
	if (!(error instanceof Error))
		return error ?? {};
	return Object.assign({message: error.message}, error);
}

const host = new URL(process.env.URL).host;
const client = require(`./clients/${process.argv[2]}.js`)({
	load: createRequire(path.join(process.env.MODULES, "x")),
	host,
	url: `http://${host}`,
	socket: `ws://${host}/websocket`,
}, {
	changed: (stream, fields) => say({event: "changed", stream,
		name: fields.eventName, args: fields.args}),
	resumed: () => say({event: "resumed"}),
	message: (message) => say({event: "message", ...message}),
});

/* Some clients also leave a promise behind of a refusal that they told. */
for (const kind of ["uncaughtException", "unhandledRejection"])
	process.on(kind, (error) => {
		if (error instanceof Error)
			say({event: "uncaught", error: shown(error),
				stack: error.stack});
	});

readline.createInterface({input: process.stdin}).on("line", async (line) => {
	const {id, do: name, with: words} = JSON.parse(line);
	try {
		say({id, result: await client[name](...words) ?? null});
	} catch (error) {
		say({id, error: shown(error)});
	}
}).on("close", () => process.exit());
