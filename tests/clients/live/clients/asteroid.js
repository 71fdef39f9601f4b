/*
 * asteroid 2: sends the password as it is, resumes its login by itself.  It
 * also subscribes again by itself, but before that login: what needs one is
 * refused then, and subscribed to when it says that it is logged in.
 */
"use strict";

module.exports = ({load, socket}, on) => {
	const Asteroid = load("asteroid").createClass();
	const client = new Asteroid({endpoint: socket,
		SocketConstructor: load("ws"), autoConnect: false,
		reconnectInterval: 200});
	const subscriptions = new Map();
	let wasIn = false;

	function subscribe(stream, name) {
		const subscription = client.subscribe(stream, name, false);
		return new Promise((resolve, reject) => {
			subscription.on("ready", () => {
				subscriptions.set(name, {stream,
					id: subscription.id});
				resolve();
			});
			subscription.on("error", reject);
		});
	}

	client.ddp.on("changed", ({collection, fields}) =>
		on.changed(collection, fields));
	client.on("loggedIn", async () => {
		if (!wasIn) {
			wasIn = true;
			return;
		}
		await Promise.all(Array.from(subscriptions,
			([name, {stream, id}]) =>
				client.subscriptions.cache.get(id) === null ?
					subscribe(stream, name) : null));
		on.resumed();
	});
	return {
		connect: () => new Promise((resolve) => {
			client.on("connected", resolve);
			client.connect();
		}),
		async login(username, password) {
			const id = await client.loginWithPassword(
				{username, password});
			return {id};
		},
		subscribe,
		unsubscribe: (name) => new Promise((resolve) => {
			const {id} = subscriptions.get(name);
			client.ddp.on("nosub", (frame) => {
				if (frame.id === id)
					resolve();
			});
			subscriptions.delete(name);
			client.unsubscribe(id);
		}),
		call: (...words) => client.call(...words),
		send: (rid, msg) => client.call("sendMessage", {rid, msg}),
		logout: () => client.logout(),
		close: () => client.disconnect(),
	};
};
