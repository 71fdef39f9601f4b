/*
 * ddp.js: frames in and out, and a connection that comes back; what to do then
 * is the application's.
 */
"use strict";

module.exports = ({load, socket}, on) => {
	const {default: DDP = load("ddp.js")} = load("ddp.js");
	const client = new DDP({endpoint: socket,
		SocketConstructor: load("ws"), autoConnect: false,
		reconnectInterval: 200});
	const subscriptions = new Map(), waiting = new Map();
	let token;

	const answer = (id) => new Promise((resolve, reject) =>
		waiting.set(id, {resolve, reject}));

	function answered(id, error, value) {
		const one = waiting.get(id);
		waiting.delete(id);
		if (error)
			one?.reject(error);
		else
			one?.resolve(value);
	}

	const call = (method, ...params) =>
		answer("m" + client.method(method, params));

	async function subscribe(stream, name) {
		const id = client.sub(stream, [name, false]);
		await answer("s" + id);
		subscriptions.set(name, {stream, id});
	}

	client.on("result", ({id, error, result}) =>
		answered("m" + id, error, result));
	client.on("ready", ({subs}) => subs.forEach((id) =>
		answered("s" + id)));
	client.on("nosub", ({id, error}) => answered("s" + id, error));
	client.on("changed", ({collection, fields}) =>
		on.changed(collection, fields));
	client.on("connected", async () => {
		if (token === undefined)
			return;
		const login = call("login", {resume: token});
		await Promise.all([login, ...Array.from(subscriptions,
			([name, {stream}]) => subscribe(stream, name))]);
		on.resumed();
	});
	return {
		connect: () => new Promise((resolve) => {
			client.on("connected", resolve);
			client.connect();
		}),
		async login(username, password) {
			const result = await call("login",
				{user: {username}, password});
			token = result.token;
			return result;
		},
		subscribe,
		unsubscribe(name) {
			const {id} = subscriptions.get(name);
			subscriptions.delete(name);
			return answer("s" + client.unsub(id));
		},
		call,
		send: (rid, msg) => call("sendMessage", {rid, msg}),
		async logout() {
			token = undefined;
			await call("logout");
		},
		close: () => client.disconnect(),
	};
};
