/*
 * inputs.mjs SEED COUNT: texts made of pieces that mean something to a message
 * parser, and the trees that @rocket.chat/message-parser makes of them; a line
 * {"input", "options", "expected"} each.  The same seed makes the same texts.
 * With "time N" behind them: only the seconds that N rounds of parsing take.
 *
 * Left out are bare hours, which mean today's.
 */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(process.env.MODULES + '/');
const { parse } = await import(pathToFileURL(
  require.resolve('@rocket.chat/message-parser')));

const everything = [
  'a', 'word', 'foo_bar', 'x1', '_a_b', 'a__', '__a__b', 'é', '日本語', 'привет',
  '*', '**', '_', '__', '~', '~~', '_x_', '*b*', '~s~', '`', '``', '```', '`c`',
  '\n', '\n\n', '\r\n', '\r', ' ', '  ', '\t', '\u0000', '\u00a0',
  '#', '## ', '> ', '>', '- ', '- [ ] ', '- [x] ', '* ', '1. ', '12. ',
  '999999999999999999999. ', '---', '|', '||', '\\|', '|---|', '|:-:|:--|',
  '| a | b |', '[', ']', '](', '(', ')', '<', '>', '!', '![', '] [',
  '[t](http://x.y)', '[](a:b)', '<https://x.com|t>', '[a] [b](', '@', '@@',
  '@user', '#chan', '#general.x', 'http://', 'https://', 'rocket.chat',
  'example.com', 'a.b', 'localhost', 'localhost:3000', 'www.', 'mailto:',
  'https://a.b.co.uk/x?y=1#z', 'me@example.com', 'a.b+c@x.org',
  'ftp://u:p@h.com:21/p', '1.2.3.4', '+49-30123456', '+(12)3456789', '+1234',
  '$', '$$', '\\(', '\\)', '\\[', '\\]', '\\*', '\\_', '\\', '<t:',
  '1630360800', '<t:1708551317:R>', '<t:1708551317>',
  '<t:2025-07-22T10:00:00.000Z:d>', '<t:2025-07-22T10:00:00+02:00>',
  '<t:2025-02-31T24:00:00.000+00:00:F>', '<t:2025-13-01T00:00:00.000+00:00>',
  'color:#', 'color:#ff0000', 'color:#f00a', ':smile:', ':+1:', ':D', ':)',
  ':-(', '<3', '>:(', '-_-', '8)', 'O_O', '(y)', '*)', 'D:', '=D', 'X)', '#)',
  '%)', '\\0\\/', '😀', '👍🏽', '👨‍👩‍👧', '❤️', '🇩🇪', '1️⃣', '☀', '✂️', '⬛', '™️',
  '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '?', '.', ',', ';', ':', '"', "'", '=', '%', '&', '^', '{', '}', '/',
  '//', '-', '+', 'unreachable',
];
const families = [
  everything, everything, everything,
  ['*', '_', '~', 'a', ' ', 'b', '**', '__', '~~', '`', '\n'],
  ['[', ']', '(', ')', '](', 'a', 'http://x.de', ' ', '_', '*', '<', '|', '>'],
  ['|', '-', 'a', '\n', ' ', ':', '\\|', '|-|', '*'],
  [':)', ':(', '<3', ' ', 'a', ':D', '*', '_', '-_-', ':x:', '😀'],
  ['@', '.', 'a', 'b.de', '_', ' ', 'com', '://', 'http', '/', ':', '80', '?'],
  ['`', '\n', 'a', ' ', '```', '\r\n'],
  ['||', '\n', 'a', '> ', '|', '*', '#'],
  ['\\(', '\\)', '$', '$$', '\\[', '\\]', 'a', '\n', ' ', '\\'],
  ['+', '1', '12', '(', ')', '-', ' ', '34567'],
];
const production = {
  colors: true, emoticons: true, customDomains: [],
  katex: { dollarSyntax: false, parenthesisSyntax: true },
};
const settings = [
  production, production, production, {},
  { ...production, customDomains: ['local', 'intranet'],
    katex: { dollarSyntax: true, parenthesisSyntax: true } },
  { emoticons: true, katex: { dollarSyntax: true, parenthesisSyntax: false } },
];

/* xorshift: the same numbers everywhere. */
let state = Number(process.argv[2]) >>> 0 || 1;
function random() {
  state ^= state << 13;
  state >>>= 0;
  state ^= state >>> 17;
  state ^= state << 5;
  state >>>= 0;
  return state / 4294967296;
}
const pick = (list) => list[Math.floor(random() * list.length)];

function text() {
  const family = pick(families);
  const pieces = 1 + Math.floor(random() * random() * 24);
  return Array.from({ length: pieces }, () => pick(family)).join('');
}

function make(count) {
  const lines = [];
  while (lines.length < count) {
    const input = text(), options = pick(settings);
    if (!/<t:\d\d:\d\d/.test(input))
      lines.push({ input, options });
  }
  return lines;
}

const lines = make(Number(process.argv[3]));
if (process.argv[4] === 'time') {
  const begin = process.hrtime.bigint();
  for (let n = Number(process.argv[5]); n > 0; n--)
    for (const { input, options } of lines)
      JSON.stringify(parse(input, options));
  console.log(Number(process.hrtime.bigint() - begin) / 1e9);
} else
  for (const line of lines)
    console.log(JSON.stringify({ ...line,
      expected: parse(line.input, line.options) }));
