/*
 * inputs.mjs SEED COUNT [SLOW]: so many texts, half of texts.mjs and half of
 * people.mjs, and the trees that @rocket.chat/message-parser makes of them; a
 * line {"input", "options", "expected"} each.  The same seed makes the same
 * texts.  expected is missing where the model gives up or takes longer than
 * SLOW milliseconds (2000) of the processor's time, which may double with each
 * character.
 *
 * Left out are bare hours with an offset, which mean today's.
 */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
import * as people from './people.mjs';
import * as texts from './texts.mjs';

const SLOW = Number(process.argv[4] ?? 2000), BATCH = 100;	/* ms */
const require = createRequire(process.env.MODULES + '/');
const model = pathToFileURL(require.resolve('@rocket.chat/message-parser'));
const production = {
  colors: true, emoticons: true, customDomains: [],
  katex: { dollarSyntax: false, parenthesisSyntax: true },
};
const settings = [
  production, production, production, {},
  { ...production, customDomains: ['local', 'intranet', 'größen'],
    katex: { dollarSyntax: true, parenthesisSyntax: true } },
  { emoticons: true, katex: { dollarSyntax: true, parenthesisSyntax: false } },
];

function make(count) {
  const lines = [];
  while (lines.length < count) {
    const input = texts.pick([texts, people]).text();
    const options = texts.pick(settings);
    if (input !== '' && !/<t:\d\d:\d\d(:\d\d)?[+-]/.test(input))
      lines.push({ input, options });
  }
  return lines;
}

/* It keeps flags of its own from one text to the next, wrong ones if it was
 * stopped: then it is loaded anew, under a name that is new. */
let loads = 0;
async function load() {
  globalThis.parse = (await import(`${model}?${loads++}`)).parse;
}

/* What takes too long is stopped, but not each for itself, which would take
 * longer than most texts. */
async function expect(lines) {
  let next = 0;
  globalThis.step = () => {
    const end = performance.now() + BATCH;
    for (; next < lines.length && performance.now() < end; next++) {
      const line = lines[next], begin = process.cpuUsage();
      const tree = parse(line.input, line.options);
      if (process.cpuUsage(begin).user <= SLOW * 1000)
        line.expected = tree;
    }
  };
  const script = new Script('step()');
  for (await load(); next < lines.length;)
    try {
      script.runInThisContext({ timeout: BATCH + SLOW });
    } catch {
      next++;
      await load();
    }
}

texts.seed(Number(process.argv[2]));
const lines = make(Number(process.argv[3]));
await expect(lines);
for (const line of lines)
  console.log(JSON.stringify(line));
