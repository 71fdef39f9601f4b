/*
 * rate.mjs SECONDS < LINES: how many texts a second (lines {"input", "options"})
 * @rocket.chat/message-parser parses and JSON.stringify() writes, when all of
 * them were parsed once to warm up, and then again for so long.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(process.env.MODULES + '/');
const { parse } = await import(pathToFileURL(
  require.resolve('@rocket.chat/message-parser')));
const lines = readFileSync(0, 'utf8').split('\n').filter(Boolean)
  .map((line) => JSON.parse(line));

function round() {
  for (const { input, options } of lines)
    JSON.stringify(parse(input, options));
}

round();
const begin = performance.now(), end = begin + 1000 * Number(process.argv[2]);
let rounds = 0, now;
do {
  round();
  rounds++;
  now = performance.now();
} while (now < end);
console.log((rounds * lines.length * 1000 / (now - begin)).toFixed(1));
