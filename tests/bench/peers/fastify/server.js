"use strict";
/*
 * The send of msgcgi as a Node service: fastify and pg.
 *
 * It does the same job on the same tables (sql/schema/003, 004): check an
 * HS256 bearer token, validate the body, count the call, store the message
 * with its conversation's next seq, answer its id.  BATCH=1 stores what waits
 * in groups (batch.js), else each request makes two statements of its own.
 *
 * Environment: PORT (on 127.0.0.1), WORKERS, POOL (connections of a worker),
 * SECRET, QUOTA (calls a second), BATCH, and libpq's PGHOST PGUSER PGDATABASE.
 */
const cluster = require("node:cluster");
const { createHash, createHmac, createSecretKey, timingSafeEqual } =
    require("node:crypto");

const QUOTA = Number(process.env.QUOTA);
const APP = 1;

/* The worker's number in the middle keeps the ids of workers apart. */
let number = 0;
function newId() {
	number = (number + 1) & 0xffff;
	return String(BigInt(Date.now()) << 20n |
	    BigInt((cluster.worker?.id ?? 0) & 15) << 16n | BigInt(number));
}

/* A conversation's number is a hash, as ours; few rooms, so remembered. */
const conversations = new Map();
function conversationOf(room) {
	let conv = conversations.get(room);
	if (conv === undefined) {
		conv = createHash("sha256").update(`${APP}\0room\0${room}`)
		    .digest().readBigInt64BE().toString();
		if (conversations.size < 10000)
			conversations.set(room, conv);
	}
	return conv;
}

/*
 * The header is compared byte for byte, so that a token cannot choose its
 * algorithm; then signature, expiry and audience.
 */
const HEADER = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString("base64url");
const secret = createSecretKey(Buffer.from(process.env.SECRET, "hex"));

function authenticated(authorization, audience) {
	if (!authorization?.startsWith("Bearer "))
		return false;
	const [header, claims, signature] = authorization.slice(7).split(".");
	if (header !== HEADER || !signature)
		return false;
	const given = Buffer.from(signature, "base64url");
	const right = createHmac("sha256", secret)
	    .update(`${header}.${claims}`).digest();
	if (given.length !== right.length || !timingSafeEqual(given, right))
		return false;
	const { exp, aud } = JSON.parse(Buffer.from(claims, "base64url"));
	return aud === audience && exp > Date.now() / 1000;
}

/* fastify compiles both schemas: a validator and a serializer. */
const name = { type: "string", minLength: 1, maxLength: 64 };
const schema = {
	body: {
		type: "object",
		required: ["from", "to", "type", "body"],
		properties: {
			from: name,
			to: { type: "array", minItems: 1, maxItems: 1, items: name },
			type: { type: "string", const: "txt" },
			body: {
				type: "object",
				required: ["msg"],
				properties: { msg: { type: "string", minLength: 1 } },
			},
		},
	},
	response: {
		200: {
			type: "object",
			properties: {
				action: { type: "string" },
				application: { type: "string" },
				timestamp: { type: "integer" },
				data: {
					type: "object",
					additionalProperties: { type: "string" },
				},
			},
		},
	},
};

function serve() {
	const fastify = require("fastify")({ logger: false });
	const { Pool } = require("pg");
	/* Connections are kept; a request waits for one that is free. */
	const pool = new Pool({
		max: Number(process.env.POOL), idleTimeoutMillis: 0,
	});
	pool.on("error", (error) => { console.error(error.message); });
	const store = process.env.BATCH === "1"
	    ? require("./batch.js")(pool, QUOTA)
	    : require("./single.js")(pool, QUOTA);

	fastify.addHook("onRequest", async (request, reply) => {
		const { org, app } = request.params;
		if (!authenticated(request.headers.authorization, `${org}#${app}`))
			return reply.code(401).send({ error: "unauthorized" });
	});
	fastify.post("/:org/:app/messages/chatrooms", { schema },
	    async (request, reply) => {
		const { from, to, type, body } = request.body;
		const message = {
			id: newId(), app: APP, room: to[0],
			conv: conversationOf(to[0]), from, type,
			body: JSON.stringify(body),
		};
		if (!await store(message))
			return reply.code(429).send({ error: "too many requests" });
		return {
			action: "post", application: request.params.app,
			timestamp: Date.now(), data: { [to[0]]: message.id },
		};
	});
	fastify.listen({ host: "127.0.0.1", port: Number(process.env.PORT) });
	process.once("SIGTERM", async () => {
		await fastify.close();
		await pool.end();
		process.exit(0);
	});
}

const workers = Number(process.env.WORKERS);
if (workers === 1) {
	serve();			/* no cluster for one */
} else if (cluster.isPrimary) {
	for (let i = 0; i < workers; i++)
		cluster.fork();
	cluster.on("exit", (worker, code) => {
		console.error(`worker ${worker.process.pid} ended: ${code}`);
		process.exit(1);
	});
	process.once("SIGTERM", () => {
		cluster.removeAllListeners("exit");
		for (const worker of Object.values(cluster.workers))
			worker.process.kill("SIGTERM");
	});
} else {
	serve();
}
