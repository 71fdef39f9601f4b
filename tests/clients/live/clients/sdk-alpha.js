/*
 * @rocket.chat/sdk 1.0.0-alpha, of the mobile applications.  It logs in and
 * subscribes again by itself.  A subscription that is refused, and one that is
 * ended, it leaves waiting; the frame is to be had.
 */
"use strict";

module.exports = ({load, host}, on) => {
	const {DDPDriver} = load("sdk-alpha/lib/drivers/ddp");
	const quiet = () => {};
	const driver = new DDPDriver({host, useSsl: false, reopen: 200,
		logger: {debug: quiet, info: quiet, warning: quiet,
			error: quiet}, config: {}});
	const waiting = new Set();
	let wasIn = false;

	/* Until heard(frame) is true of a nosub, or stop(). */
	function nosub(heard) {
		let stop;
		const promise = new Promise((resolve) => {
			const one = (frame) => heard(frame) && stop();
			stop = () => waiting.delete(one) && resolve();
			waiting.add(one);
		});
		return {promise, stop};
	}

	driver.ddp.on("nosub", (frame) => waiting.forEach((one) => one(frame)));
	driver.onMessage((message) => on.changed("stream-room-messages",
		{eventName: message.rid, args: [message]}));
	for (const stream of ["stream-notify-user", "stream-notify-room"])
		driver.onStreamData(stream, ({fields}) =>
			on.changed(stream, fields));
	driver.ddp.on("login", () => {
		if (wasIn)
			on.resumed();
		wasIn = true;
	});
	return {
		connect: async () => void await driver.connect(),
		login: (username, password) => driver.login(
			{username, password}),
		async subscribe(stream, name) {
			let failure;
			const refused = nosub(({error}) => failure = error);
			await Promise.race([refused.promise,
				driver.subscribe(stream, name)]);
			refused.stop();
			if (failure)
				throw failure;
		},
		/* After a loss it has those of before, too. */
		unsubscribe(name) {
			const {subscriptions} = driver.ddp;
			const wanted = new Set(Object.keys(subscriptions).filter(
				(id) => subscriptions[id].params[0] === name));
			const {promise} = nosub(({id}) => wanted.delete(id) &&
				wanted.size === 0);
			for (const id of Array.from(wanted))
				driver.unsubscribe({id});
			return promise;
		},
		call: (...words) => driver.methodCall(...words),
		send: (rid, msg) => driver.methodCall("sendMessage", {rid, msg}),
		/* Its own logout() waits for the ends of subscriptions. */
		logout: () => driver.methodCall("logout"),
		close: () => driver.disconnect(),
	};
};
