/*
 * Clients of the IMKit dialect, with the real axios; run by tests/t/0810-clients.
 *
 *	node node.js seed-001	the calls of seed-001/, exactly as printed there
 *				but for the host; the key is in IM_API_KEY
 *	node node.js js-lib	what imkit-js-lib does: POST to the encoded room,
 *				CLIENT_KEY with IM-Authorization, and a promise
 *				that is kept only for a 2xx with RC === 0
 *
 * URL and MODULES are in the environment; for js-lib the calls in the standard
 * input, [{room, body, client_key, token}].
 * Writes one JSON array: of each call {status, data} or {refused}.
 */
"use strict";
const fs = require("fs");
const path = require("path");
const axios = require(path.join(process.env.MODULES, "axios"));
const AsyncFunction = (async () => {}).constructor;
const url = process.env.URL;

async function seed() {
	const folder = path.join(__dirname, "seed-001");
	const results = [];
	for (const name of fs.readdirSync(folder).sort()) {
		const text = fs.readFileSync(path.join(folder, name), "utf8")
			.replace("https://your-app.imkit.io", url);
		try {
			const response = await new AsyncFunction("axios",
				text + "return response;")(axios);
			results.push({status: response.status,
				data: response.data});
		} catch (error) {
			results.push({status: error.response?.status ?? 0,
				data: error.response?.data ?? error.message});
		}
	}
	return results;
}

/* Never kept and never broken is what a 2xx with another RC would be. */
function sendMessage(call) {
	return new Promise((resolve, reject) => {
		axios.post(
			`${url}/rooms/${encodeURIComponent(call.room)}/message`,
			call.body, {
				headers: {
					CLIENT_KEY: call.client_key,
					"IM-Authorization": call.token,
				},
			}).then((response) => {
			if (response.data.RC === 0)
				resolve(response.data.result);
		}, (error) => {
			const answer = error.response;
			reject(answer?.data?.RC || answer?.statusText ||
				error.message);
		});
	});
}

async function jsLib() {
	const results = [];
	for (const call of JSON.parse(fs.readFileSync(0, "utf8"))) {
		let timer;
		const silence = new Promise((resolve) => {
			timer = setTimeout(resolve, 15000, {refused: "silence"});
		});
		results.push(await Promise.race([silence, sendMessage(call).then(
			(result) => ({status: 200, data: result}),
			(refused) => ({refused}))]));
		clearTimeout(timer);
	}
	return results;
}

(process.argv[2] === "seed-001" ? seed() : jsLib()).then(
	(results) => console.log(JSON.stringify(results)));
