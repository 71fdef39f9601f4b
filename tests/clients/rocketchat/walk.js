/*
 * What a user of the Rocket.Chat dialect does, with @rocket.chat/api-client and
 * with fetch itself; the same under Node and in a page.
 *
 *	walk(RestClient, setup)		a promise of what was answered to each
 *					step: {status, data, limit}
 *
 * setup: {url, user, password, digest, name (of a channel to be made), room,
 * seed (a frame as text), admin: {user, password}, sends}.
 */
"use strict";

function limit(headers) {
	const number = (name) => {
		const text = headers.get("X-RateLimit-" + name);
		return text === null ? null : Number(text);
	};
	return {limit: number("Limit"), remaining: number("Remaining"),
		reset: number("Reset"), after: headers.get("Retry-After"),
		id: headers.get("X-Request-Id")};
}

/* The npm client gives the body, and throws the Response of what failed. */
async function shown(promise) {
	try {
		return {status: 200, data: await promise};
	} catch (response) {
		if (response.status === undefined)
			return {status: 0, data: String(response)};
		return {status: response.status, data: await response.json(),
			limit: limit(response.headers)};
	}
}

async function fetched(url, options) {
	try {
		const response = await fetch(url, options);
		return {status: response.status, data: await response.json(),
			type: response.headers.get("Content-Type"),
			limit: limit(response.headers)};
	} catch (error) {
		return {status: 0, data: String(error)};
	}
}

async function enter(client, setup, results, name) {
	const answer = await shown(client.post("/v1/login",
		{user: setup.user, password: setup.password}));
	const data = answer.data.data;
	results[name] = answer;
	if (data !== undefined)
		client.setCredentials({"X-User-Id": data.userId,
			"X-Auth-Token": data.authToken});
	return data;
}

function methodCall(client, name, frame) {
	return shown(client.post("/v1/method.call/" + name, {message: frame}));
}

async function talk(client, setup, results) {
	results.channel = await shown(client.post("/v1/channels.create",
		{name: setup.name}));
	const rid = results.channel.data.channel?._id ?? setup.room;
	results.rest = await shown(client.post("/v1/chat.sendMessage",
		{message: {rid, msg: "to *all* of #" + setup.name}}));
	results.seed = await methodCall(client, "sendMessage", setup.seed);
	results.again = await methodCall(client, "sendMessage", setup.seed);
	results.number = await methodCall(client, "sendMessage",
		JSON.stringify({msg: "method", method: "sendMessage", id: 1000,
			params: [{_id: String(Math.random()), rid,
				msg: "test message"}]}));
	results.got = await shown(client.get("/v1/chat.getMessage",
		{msgId: results.rest.data.message?._id}));
	results.unknown = await methodCall(client, "nothing", JSON.stringify(
		{msg: "method", method: "nothing", id: "1", params: []}));
	results.refused = await shown(client.post("/v1/chat.sendMessage",
		{message: {msg: "to no room"}}));
}

/* In a second's first half, so that six of them are sent in one. */
async function hurry(setup, credentials, results) {
	const send = () => fetched(setup.url + "/api/v1/chat.sendMessage", {
		method: "POST",
		headers: Object.assign({"Content-Type": "application/json"},
			credentials),
		body: JSON.stringify({message: {rid: setup.room, msg: "x"}}),
	});
	for (let tries = 0; tries < 10; tries++) {
		await new Promise((resolve) =>
			setTimeout(resolve, 1020 - Date.now() % 1000));
		results.six = [];
		for (let n = 0; n < 6; n++)
			results.six.push(await send());
		if (new Set(results.six.map((one) => one.limit?.reset)).size
			=== 1)
			break;
	}
	results.method429 = await fetched(
		setup.url + "/api/v1/method.call/sendMessage", {
			method: "POST",
			headers: Object.assign({"Content-Type":
				"application/json"}, credentials),
			body: JSON.stringify({message: JSON.stringify({
				msg: "method", method: "sendMessage", id: "7",
				params: [{rid: setup.room, msg: "x"}]})}),
		});
}

async function walk(RestClient, setup) {
	const client = new RestClient({baseUrl: setup.url}), results = {};
	const admin = new RestClient({baseUrl: setup.url});
	results.info = await shown(client.get("/info"));
	results.nobody = await shown(client.get("/v1/me"));
	await enter(client, {user: setup.user, password: "wrong"}, results,
		"wrong");
	const self = await enter(client, setup, results, "login");
	if (self === undefined)
		return results;
	const credentials = client.getCredentialsAsHeaders();
	results.me = await shown(client.get("/v1/me"));
	results.fetch = await fetched(setup.url + "/api/v1/me",
		{headers: credentials});
	results.digest = await shown(client.post("/v1/login", {
		user: {username: setup.user}, password: {digest: setup.digest,
			algorithm: "sha-256"}}));
	results.resume = await shown(client.post("/v1/login",
		{resume: self.authToken}));
	await talk(client, setup, results);
	await hurry(setup, credentials, results);
	await enter(admin, setup.admin, results, "admin");
	results.many = (await Promise.all(Array.from({length: setup.sends},
		(_, n) => shown(admin.post("/v1/chat.sendMessage", {message:
			{rid: setup.room, msg: "number " + n}})))))
		.map((one) => one.status);
	results.logout = await shown(client.post("/v1/logout"));
	results.out = await shown(client.get("/v1/me"));
	return results;
}

if (typeof module !== "undefined")
	module.exports = walk;
