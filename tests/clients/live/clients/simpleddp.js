/*
 * simpleddp: restarts its subscriptions by itself; the login is the
 * application's.
 */
"use strict";
const {createHash} = require("crypto");

module.exports = ({load, socket}, on) => {
	const server = new (load("simpleddp"))({endpoint: socket,
		SocketConstructor: load("ws"), autoConnect: false,
		reconnectInterval: 200});
	const subscriptions = new Map();
	let token;

	server.on("changed", ({collection, fields}) =>
		on.changed(collection, fields));
	server.on("connected", async () => {
		if (token === undefined)
			return;
		await server.call("login", {resume: token});
		/* ready() would take the end of the old one for a refusal. */
		while (!Array.from(subscriptions.values()).every(
			(subscription) => subscription.isReady()))
			await new Promise((resolve) => setTimeout(resolve, 10));
		on.resumed();
	});
	return {
		connect: () => server.connect(),
		async login(username, password) {
			const digest = createHash("sha256").update(password)
				.digest("hex");
			const result = await server.call("login", {
				user: {username},
				password: {digest, algorithm: "sha-256"}});
			token = result.token;
			return result;
		},
		async subscribe(stream, name) {
			const subscription = server.subscribe(stream, name,
				false);
			await subscription.ready();
			subscriptions.set(name, subscription);
		},
		async unsubscribe(name) {
			await subscriptions.get(name).stop();
			subscriptions.delete(name);
		},
		call: (...words) => server.call(...words),
		send: (rid, msg) => server.call("sendMessage", {rid, msg}),
		async logout() {
			token = undefined;
			await server.call("logout");
		},
		close: () => server.disconnect(),
	};
};
