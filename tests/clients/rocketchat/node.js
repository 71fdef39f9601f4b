/*
 * The Rocket.Chat client of npm under Node; run by
 * tests/t/0920-rocketchat-clients.
 *
 *	node node.js		walk.js, with the setup in the standard input;
 *				writes what was answered, in JSON
 *	node node.js bundle	the client for a page: a script that defines
 *				RestClient
 *
 * MODULES, in the environment, is the folder of the packages.
 */
"use strict";
const fs = require("fs");
const path = require("path");
const {createRequire} = require("module");
const main = createRequire(path.join(process.env.MODULES, "x"))
	.resolve("@rocket.chat/api-client");

/* Each file as a function, with what its calls of require() mean. */
function add(files, file) {
	const text = fs.readFileSync(file, "utf8"), names = {};
	const resolve = createRequire(file).resolve;
	files[file] = null;
	for (const [, name] of text.matchAll(/\brequire\(["']([^"']+)["']\)/g)) {
		names[name] = resolve(name);
		if (!(names[name] in files))
			add(files, names[name]);
	}
	files[file] = `[${JSON.stringify(names)}, (module, exports, require)` +
		` => {${text}\n}]`;
}

function bundle() {
	const files = {};
	add(files, main);
	return `"use strict"; const RestClient = (() => {
const made = {}, files = {${Object.entries(files).map(([name, text]) =>
		JSON.stringify(name) + ": " + text).join(",\n")}};
function load(name) {
	if (!(name in made)) {
		made[name] = {exports: {}};
		files[name][1](made[name], made[name].exports,
			(inner) => load(files[name][0][inner]));
	}
	return made[name].exports;
}
return load(${JSON.stringify(main)}).RestClient;
})();`;
}

if (process.argv[2] === "bundle")
	fs.writeSync(1, bundle());
else
	require("./walk.js")(require(main).RestClient,
		JSON.parse(fs.readFileSync(0, "utf8"))).then((results) =>
		console.log(JSON.stringify(results)));
