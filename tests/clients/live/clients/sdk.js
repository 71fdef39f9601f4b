/*
 * @rocket.chat/sdk 0.2.9, which most bots are made of, on the asteroid 0.6.1 of
 * npm (it asks for a copy of that on GitHub, which differs by a login() of its
 * own).  It hears `__my_messages__`, whose messages it shows twice: all, and to
 * respondToMessages() those of others.  Login and subscriptions come back by
 * themselves, the subscriptions first.
 */
"use strict";

module.exports = ({load, host}, on) => {
	const {driver} = load("sdk");
	const quiet = () => {};
	const streams = new Map();
	let wasIn = false;

	driver.useLog({debug: quiet, info: quiet, warn: quiet, error: quiet,
		warning: quiet});

	/* What is for its user alone was refused before he was logged in. */
	async function back() {
		streams.forEach((stream, name) =>
			driver.asteroid.subscribe(stream, name, true));
		await Promise.all(Object.values(driver.asteroid.subscriptions)
			.map((subscription) => subscription.ready));
		on.resumed();
	}

	async function subscribe(stream, name) {
		if (name !== "__my_messages__") {
			const subscription = driver.asteroid.subscribe(stream,
				name, true);
			await subscription.ready;
			streams.set(name, stream);
			driver.asteroid.getCollection(stream).reactiveQuery({})
				.on("change", (id) => notified(stream, id));
			return;
		}
		await driver.subscribeToMessages();
		driver.reactToMessages((error, message, meta) =>
			on.changed(stream, {eventName: name,
				args: [message, meta]}));
		await driver.respondToMessages((error, message, meta) =>
			on.changed("respondToMessages", {eventName: name,
				args: [message, meta]}));
	}

	function notified(stream, id) {
		const [found] = driver.asteroid.getCollection(stream)
			.reactiveQuery({_id: id}).result;
		if (found?.args)
			on.changed(stream, found);
	}

	return {
		async connect() {
			await driver.connect({host, useSsl: false});
			driver.asteroid.on("login", () => {
				if (wasIn)
					back();
				wasIn = true;
			});
		},
		async login(username, password) {
			return {id: await driver.login({username, password})};
		},
		subscribe,
		/* Those that it made again after a loss, the driver does not
		   know. */
		async unsubscribe(name) {
			const wanted = Object.values(driver.asteroid.subscriptions)
				.find(({_params}) => _params[0] === name);
			wanted.stop();
			while (wanted.id in driver.asteroid.subscriptions)
				await new Promise((resolve) =>
					setTimeout(resolve, 10));
		},
		call: (method, ...params) => driver.asyncCall(method, params),
		send: (rid, text) => driver.sendToRoomId(text, rid),
		toRoom: (name, text) => driver.sendToRoom(text, name),
		toUser: (name, text) => driver.sendDirectToUser(text, name),
		join: (name) => driver.joinRoom(name),
		name: (rid) => driver.getRoomName(rid),
		logout: () => driver.logout(),
		/* There is no call that ends it. */
		close() {
			driver.asteroid.ddp._autoreconnect = false;
			driver.asteroid.ddp._socket.close();
		},
	};
};
