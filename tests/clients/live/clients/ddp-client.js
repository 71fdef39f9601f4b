/*
 * @rocket.chat/ddp-client: what Rocket.Chat's own applications are made of.  It
 * logs in and subscribes again by itself, with the same ids; its REST calls go
 * with the login.
 */
"use strict";
const {createHash} = require("crypto");

module.exports = ({load, url}, on) => {
	/* In a browser an error that nobody listens for is none. */
	global.WebSocket = class extends load("ws") {
		constructor(...words) {
			super(...words);
			this.on("error", () => {});
		}
	};
	const {DDPSDK} = load("@rocket.chat/ddp-client");
	const client = DDPSDK.create(url, {retryCount: 100, retryTime: 100});
	const subscriptions = new Map();
	const {ddp} = client.client;

	const ready = (id) => new Promise((resolve) =>
		ddp.onPublish(id, resolve));

	client.connection.on("connected", async () => {
		if (!client.account.user?.token)
			return;
		await Promise.all([
			new Promise((resolve) =>
				client.account.once("user", resolve)),
			...Array.from(subscriptions.values(), ({id}) =>
				ready(id))]);
		on.resumed();
	});
	return {
		connect: () => client.connection.connect(),
		async login(username, password) {
			await client.account.loginWithPassword(username,
				createHash("sha256").update(password)
					.digest("hex"));
			return {id: client.account.uid};
		},
		async subscribe(stream, name) {
			const subscription = stream.startsWith("stream-") ?
				client.stream(stream.slice("stream-".length),
					name, (...args) => on.changed(stream,
						{eventName: name, args})) :
				client.client.subscribe(stream, name);
			await subscription.ready();
			subscriptions.set(name, subscription);
		},
		unsubscribe(name) {
			const {id, stop} = subscriptions.get(name);
			const nosub = new Promise((resolve) =>
				ddp.onNoSub(id, resolve));
			subscriptions.delete(name);
			stop();
			return nosub;
		},
		call: (...words) => client.call(...words),
		send: (rid, msg) => client.call("sendMessage", {rid, msg}),
		rest: (rid, msg) => client.rest.post("/v1/chat.sendMessage",
			{message: {rid, msg}}),
		user: () => client.account.user,
		logout: () => client.account.logout(),
		close: () => client.connection.close(),
	};
};
