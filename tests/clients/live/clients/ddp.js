/*
 * ddp: a plain view of Meteor's protocol, whose collections know only documents
 * that were `added`.  After a loss it connects again; login and subscriptions
 * are the application's, as is another try when that one failed.
 */
"use strict";
const {createHash} = require("crypto");

module.exports = ({load, host}, on) => {
	const [name, port] = host.split(":");
	const client = new (load("ddp"))({host: name, port: Number(port),
		autoReconnectTimer: 200});
	const subscriptions = new Map();
	let token;

	/* Both callbacks must come, of what failed too. */
	function call(method, ...params) {
		return new Promise((resolve, reject) => {
			let left = 2, failure, value;
			const part = () => {
				if (--left > 0)
					return;
				if (failure)
					reject(failure);
				else
					resolve(value);
			};
			client.call(method, params, (error, result) => {
				failure = error;
				value = result;
				part();
			}, part);
		});
	}

	function subscribe(stream, event) {
		return new Promise((resolve, reject) => {
			const id = client.subscribe(stream, [event, true],
				(error) => {
					if (error)
						reject(error);
					else {
						subscriptions.set(event,
							{stream, id});
						resolve();
					}
				});
		});
	}

	async function resume() {
		const wanted = Array.from(subscriptions);
		if (token === undefined)
			return;
		await call("login", {resume: token});
		await Promise.all(wanted.map(([event, {stream}]) =>
			subscribe(stream, event)));
		on.resumed();
	}

	for (const stream of ["stream-room-messages", "stream-notify-user"])
		client.observe(stream, () => {}, (id, old, cleared, fields) =>
			on.changed(stream, fields));
	return {
		connect: () => new Promise((resolve, reject) => {
			client.connect((error, again) => {
				if (!error)
					again ? resume() : resolve();
				else if (again)
					setTimeout(() => client.connect(), 200);
				else
					reject(error);
			});
		}),
		async login(username, password) {
			const digest = createHash("sha256").update(password)
				.digest("hex");
			const result = await call("login", {user: {username},
				password: {digest, algorithm: "sha-256"}});
			token = result.token;
			return result;
		},
		subscribe,
		unsubscribe: (event) => new Promise((resolve) => {
			const {id} = subscriptions.get(event);
			client.on("message", function heard(text) {
				const frame = JSON.parse(text);
				if (frame.msg !== "nosub" || frame.id !== id)
					return;
				client.removeListener("message", heard);
				resolve();
			});
			subscriptions.delete(event);
			client.unsubscribe(id);
		}),
		call,
		send: (rid, msg) => call("sendMessage", {rid, msg}),
		async logout() {
			token = undefined;
			await call("logout");
		},
		close: () => client.close(),
	};
};
