/*
 * Texts as people and programs write them - prose, addresses, code, logs,
 * mails, lists - and the inputs of tests, changed a little.  The numbers are
 * those of texts.mjs.
 */
import { readFileSync } from 'node:fs';
import { digits, emoji, everything, leaf, maybe, pick, random, some }
  from './texts.mjs';

const between = (least, most) => least +
  Math.floor(random() * (most - least + 1));
const inputs = readFileSync(new URL('pairs.jsonl', import.meta.url), 'utf8')
  .split('\n').filter(Boolean).map((line) => JSON.parse(line).input);

/* Any character, and those that mean something more often. */
const ranges = [[0x20, 0x7e], [0x20, 0x7e], [0x20, 0x7e], [0x20, 0x2f],
  [0x3a, 0x40], [0x5b, 0x60], [0, 0x1f], [0x7f, 0xff], [0x100, 0x17f],
  [0x370, 0x52f], [0x590, 0x6ff], [0x900, 0xdff], [0x2000, 0x206f],
  [0x2190, 0x21ff], [0x2300, 0x23ff], [0x2460, 0x25ff], [0x2600, 0x27bf],
  [0x2900, 0x2bff], [0x3000, 0x30ff], [0x3200, 0x33ff], [0x4e00, 0x4eff],
  [0xac00, 0xacff], [0xd7a0, 0xd7ff], [0xe000, 0xf900], [0xfe00, 0xfe0f],
  [0xff00, 0xffff], [0x80, 0xd7ff], [0x1f000, 0x1faff], [0x1f1e6, 0x1f1ff],
  [0x1f3fb, 0x1f3ff], [0x1f600, 0x1f64f], [0x1f680, 0x1f6ff],
  [0xe0020, 0xe007f], [0x10000, 0x10ffff]];
const character = () => String.fromCodePoint(between(...pick(ranges)));
const ascii = () => String.fromCharCode(between(0x20, 0x7e));

/*
 * Addresses of every shape.
 */
const schemes = ['http://', 'https://', 'https://', 'ftp://', 'HTTPS://',
  'ssh://', 'git+ssh://', 'data://', 'data:', 'blob:', 'ws://', 'wss://', 'irc://',
  'mongodb+srv://', 's3://', 'file:///', 'about:', 'rocketchat://', '//', ':',
  '://', 'h://', 'x.y://', 'http:', 'view-source:', 'mailto:', '',
  '\u0001a.com://', 'a'.repeat(28) + '.com://', 'a'.repeat(29) + '.com://'];
const users = ['', '', '', '', 'user@', 'user:pass@', 'u.v@', 'u:p:q@', 'a@b@',
  ':@', '@', 'me+you@', 'user:p%40ss@', '*@'];
const hosts = ['example.com', 'www.example.com', 'rocket.chat', 'open.rocket.chat',
  'a.b.c.example.co.uk', 'münchen.de', 'xn--mnchen-3ya.de', 'пример.рф', 'A.РФ',
  'Пример.РФ', 'مثال.إختبار', '例子.中国', 'localhost', 'db.localhost', 'intranet',
  '127.0.0.1', '10.0.0.300', '0.0.0.0', '[::1]', '[2001:db8::1]', '[zz.com]',
  '[1.2.3.4]', ':abc', ':1:2', '::1', 'ck', 'x.ck', 'www.ck', 'a.m', 'a.merck',
  'a.fiat', 'za', 'x.za', 'co.za', 'localhost.de', 'my_host.de', '-x.de',
  'x-.de', '.de', 'de', 'x..de', 'x.de.', 'x.de..', 'X.DE', 'foo.bar', 'foo.zip',
  'main.py', 'index.js', 'a.out', 'README.md', 'v1.2.3', 'e.g', 'i.e.', 'etc.pp',
  '1.2', '1.2.3.4.5', '3.14', '12.30', 'U.S.A', 'and.so.on', 'www.', 'a.com,b.de',
  '\u0001a.de', 'a\u0001.de', 'a\u200b.de', 'a\u00ad.de', 'a\u202e.de', '😀.com',
  'a。de', 'ａ.ｄｅ', 'faß.de', 'ı.com', 'K.com', 'x.uK', 'X.uK', 'a.com@b.de',
  'A.ᲒᲔ', 'x.größen', 'X.GRÖßEN', 'a:b', '[1:2]', '[1::2]'];
const paths = ['', '', '', '/', '/x', '/a/b/c.html', '/a_b_c', '/*a*', '/~me',
  '/wiki/Foo_(bar)', '/(x)', '/a)b', '/x.', '/x,', '/x!', '/x?', "/it's", '/"x"',
  '/%C3%BC', '/ü', '/😀', '/@user', '/#/a', '/;x=1', '//x', '/a|b', '/<x>',
  '/[1]', '/{id}', '/a\\b', '/`x`', '/x:', '/x...', '.', ',', ':', ';', '!'];
const queries = ['', '', '', '?', '?a=1', '?a=1&b=2', '?q=_x_', '?q=*x*&r=~s~',
  '?u=http://x.de/y', '?x[]=1', '?a=b?c', '#', '#a', '#a_b', '#/x?y', '#:~:text=a'];
const endings = ['', '', '', '', '.', ',', '!', '?', ')', ').', '"', "'", '*', '_',
  '~', '…', '。', '>', ']', '|', '...', ' .', '\\', '%', '=', '`', '😀', ':)'];
export const address = () => pick(schemes) + pick(users) + pick(hosts) +
  maybe(maybe(':' + digits(0, 6))) + pick(paths) + pick(queries) + pick(endings);
const mailers = ['a', 'john.doe', 'j_d', 'o\'neil', 'x+tag', 'x-y', '1', 'é', '日',
  '😀', 'a..b', '.a', 'a.', '-a', '_a_', '*a', 'a!b', 'a%b', 'a/b', '"a b"', 'a=b',
  'user@x', 'A.B', '\u0301', 'a\u0301', '٣', 'ⅷ', 'mailto:a', 'MAILTO:a', 'a:b'];
const mail = () => pick(mailers) + '@' + pick(hosts) + pick(endings);
const phone = () => maybe('tel:') + pick(['+', '+', '00', '(+', '++']) +
  some(() => pick([digits(1, 4), pick([' ', '-', '(', ')', '.', '/', '']), '(' +
    digits(1, 3) + ')']), 2, 6) + pick(endings);
const name = () => some(['alice', 'bob', '.', '-', '_', '1', 'é', '日本', 'ß', ':',
  '@', 'x.y', '__', '😀', 'ⅷ', 'ª'], 1, 4);

/*
 * Emoji and emoticons in every neighbourhood.
 */
const emoticons = ['*\\0/*', '*\\O/*', '-___-', ":'-)", "':-)", "':-D", '>:-)',
  "':-(", '>:-(', ":'-(", 'O:-)', '0:-3', '0:-)', '0;^)', 'O;-)', '0;-)', 'O:-3',
  '-__-', ':-Þ', '</3', ":')", ':-D', "':)", "'=)", "':D", "'=D", '>:)', '>;)',
  '>=)', ';-)', '*-)', ';-]', ';^)', "':(", "'=(", ':-*', ':^*', '>:P', 'X-P',
  '>:[', ':-(', ':-[', '>:(', ":'(", ';-(', '>.<', '#-)', '%-)', 'X-)', '\\0/',
  '\\O/', '0:3', '0:)', 'O:)', 'O=)', 'O:3', 'B-)', '8-)', 'B-D', '8-D', '-_-',
  '>:\\', '>:/', ':-/', ':-.', ':-P', ':Þ', ':-b', ':-O', 'O_O', '>:O', ':-X',
  ':-#', ':-)', '(y)', '<3', '=D', ';)', '*)', ';]', ';D', ':*', '=*', ':(', ':[',
  '=(', ':@', ';(', 'D:', ':$', '=$', '#)', '%)', 'X)', 'B)', '8)', ':/', ':\\',
  '=/', '=\\', ':L', '=L', ':P', '=P', ':b', ':O', ':X', ':#', '=X', '=#', ':)',
  '=]', '=)', ':]', ':D', '>:-O', '>;/', ';^', ':-', '):', '(:', 'xD', ':3'];
const codes = ['smile', '+1', '-1', 'flag_de', 'e-mail', '100', 'man_technologist',
  'a', 'A.B', 'no_such', 'é', 'a b', '', '1', 'x:y', 'thumbsup_tone3', 'kiss_ww'];
const tones = ['', '', '🏻', '🏼', '🏽', '🏾', '🏿', '\ufe0f', '\ufe0e', '\ufe0f🏽',
  '\u200d', '\u20e3', '\ufe0f\u20e3'];
const pictures = () => pick([
  () => pick(emoji) + pick(tones),
  () => some(() => String.fromCodePoint(between(0x1f300, 0x1faff)) +
    pick(tones), 1, 3, pick(['', '\u200d', ' '])),
  () => String.fromCodePoint(between(0x2190, 0x2bff)) + pick(tones),
  () => String.fromCodePoint(between(0x1f1e6, 0x1f1ff), between(0x1f1e6,
    0x1f1ff)) + pick(tones),
  () => String.fromCodePoint(between(0x1f000, 0x1f2ff)) + pick(tones),
  () => pick('0123456789#*a') + pick(tones) + maybe('\u20e3'),
  () => pick('©®‼⁉™ℹ↔Ⓜ▪▶〰〽㊗㊙') + pick(tones),
  () => '🏴' + some(() => String.fromCodePoint(between(0xe0020, 0xe007f)), 0,
    5) + maybe('\u{e007f}'),
  () => ':' + pick(codes) + ':' + maybe(pick(tones)),
])();
const face = () => pick(emoticons);
const faces = () => some(() => pick([face, pictures, face])(), 1, 4,
  pick(['', '', ' ', '\n', '*']));

/*
 * What stands in a line of a message.
 */
const words = ['the', 'I', "don't", 'know', 'OK', 'e.g.', 'and/or', '(maybe)',
  '50%', '$5', '#1', 'C#', 'C++', 'a*b*c', '2*3*4', 'snake_case_name', '__init__',
  '__a', 'a__', '_private', '**kwargs', '*args', '~/.bashrc', '~5', '<b>', '</b>',
  '<br/>', '<a href="x.de">', '&amp;', '&lt;', '-->', '->', '=>', '<-', '<=', '<>',
  '>', '>>', '|', '||', '&&', '!', '!!', '?!', '...', '…', '–', '—', '"quoted"',
  '«so»', '„so“', '[x]', '[ ]', '[1]', '(1)', '{}', '[]', '()', '{{x}}', '${x}',
  '$x$', '$$', '\\n', '\\', 'C:\\dir\\file.txt', '/etc/passwd', 'a/b', './x.sh',
  '--flag', '-x', 'key=value', 'key: value', '10:30', '2024-01-01', '1.', '1)',
  'i++', '@', '#', '*', '_', '~', '`', '```', '日本語', 'привет', 'שלום', 'مرحبا',
  '\u202eRTL\u202c', '\u200f', 'e\u0301', 'ﬁ', '\u00a0', '\u3000', '\ufeff', '\0',
  '\u0007', '\u001b[31m', '\u2028', '\u2029', '\u0085', '\u000b', '\u000c', '\ufffd',
  'true', 'null', 'undefined', 'constructor', '__proto__', 'toString'];
const wrap = (text) => {
  const mark = pick(['*', '_', '~', '**', '__', '~~', '`', '||', '***', '"', '(',
    '[', '<', '*_', '_~', '~*_']);
  const close = [...mark].reverse().join('').replace('(', ')').replace('[', ']')
    .replace('<', '>');
  return mark + maybe(maybe(' ')) + text + maybe(maybe(' ')) + pick([close, close,
    close, mark, '']);
};
const moment = () => (maybe('\\') ? '\\' : '') + '<t:' + pick([digits(10, 10),
  digits(1, 12), () => '20' + digits(2, 2) + '-' + pick(['01', '02', '12', '13']) +
  '-' + pick(['01', '28', '29', '30', '31', '32']) + 'T' + pick(['00', '10', '23',
    '24']) + ':' + pick(['00', '59', '60']) + ':' + pick(['00', '59', '60']) +
  pick(['', '.000', '.5', '.999']) + pick(['', 'Z', '+00:00', '-05:30', '+24:00']),
  pick(['00', '10', '24', '25']) + ':' + pick(['00', '59', '60']) + pick(['', ':00',
    ':60'])].map((f) => typeof f === 'function' ? f() : f)) + pick(['', '', ':t',
  ':T', ':d', ':D', ':f', ':F', ':R', ':x', ':']) + pick(['>', '>', '>', '', ' >']);
const piece = () => pick([
  () => pick(words), () => pick(words), () => pick(words), address, address, mail,
  phone, () => pick(['@', '#', '@@', '##', 'a@', '(@', '@@@', '#@']) + name(),
  face, pictures, faces, moment, leaf,
  () => wrap(line(3)), () => wrap(pick(words)), () => wrap(piece()),
  () => pick(['[', '![', '[[']) + pick([pick(words), piece(), '']) + pick(['](',
    '] (', '][', ']']) + pick([address(), mail(), pick(words), '']) + pick([')', ')',
    ' "t")', '']),
  () => '<' + pick([address(), mail(), pick(words)]) + maybe('|' + line(2)) + '>',
  () => pick(['color:#', 'Color:#', 'color: #', 'colour:#', 'xcolor:#']) +
    some('0123456789abcdefABCDEFgx', 1, 9),
  () => pick(['\\(', '\\[']) + line(2) + pick(['\\)', '\\]']),
  character, ascii,
])();
let depth = 0;
function line(most = 12) {
  if (depth > 5)
    return pick(words);
  depth++;
  const made = some(piece, 1, most, pick([' ', ' ', ' ', ' ', '', '\t', ', ', '  ']));
  depth--;
  return made;
}

/*
 * Whole messages.
 */
const eol = () => pick(['\n', '\n', '\n', '\n\n', '\r\n', '\n\n\n', '\r', '\u2028',
  ' \n', '\n  ', '\n\t']);
const begins = ['', '', '', '', '> ', '>', '> > ', '>>', '# ', '## ', '### ', '#### ',
  '##### ', '#', '- ', '* ', '+ ', '-', '  - ', '\t- ', '    ', '- - ', '* - ',
  '1. ', '2. ', '10. ', '1) ', '0. ', '01. ', '1.', 'a. ', '- [ ] ', '- [x] ',
  '- [X] ', '* [ ] ', '-[ ] ', '- []', '- [ ]', '---', '----', '***', '___', '- - -',
  '===', '|', '| ', '||', '```', '```js', '``` ', '~~~', '\\[', '$$', '<!-- ',
  '<div>', 'Re: ', 'On Mon, a wrote:', '-- ', '•', '\u00a0- ', '#hash', '@all ',
  '2024-01-01 10:00:00,123 [main] ERROR a.b.C - ', '[10:30] <bob> ', '$ ', '>>> ',
  '+++ b/lib/a.c', '@@ -1,2 +3,4 @@', 'diff --git a/x b/x', '    at a.b (c.js:1:2)'];
const written = () => some(() => pick(begins) + maybe(line()), 1, 8, eol());
const block = (begin, end) => () => begin + eol() + written() + eol() + end;
const table = () => {
  const columns = between(1, 4);
  const of = (cell) => '|' + Array.from({ length: columns }, cell).join('|') +
    pick(['|', '|', '|', '', '|x|', '| ']) + eol();
  return of(() => ' ' + maybe(line(2)) + ' ') + of(() => pick(['---', ':--', ':-:',
    '--:', ' - ', '-', '', ':', '- -'])) + some(() => of(() => maybe(' ') +
    maybe(piece()) + maybe(' ')), 0, 4) + maybe(line());
};
const random_text = () => some(pick([character, ascii, () => pick(everything)]), 1,
  30);

/* The input of a test, or two, changed in a few places. */
function mutated() {
  let text = pick(inputs).slice(0, 600);
  for (let count = between(1, 4); count > 0; count--) {
    const at = between(0, text.length), more = at + between(0, 6);
    text = pick([
      () => text.slice(0, at) + text.slice(more),
      () => text.slice(0, at) + pick([ascii, character, piece, () =>
        pick(everything)])() + text.slice(at),
      () => text.slice(0, at) + text.slice(at, more).repeat(3) + text.slice(more),
      () => text.slice(0, at), () => text.slice(at),
      () => text.slice(0, at) + pick(inputs).slice(0, 300) + text.slice(at),
      () => text + eol() + pick(inputs).slice(0, 300),
      () => text.replaceAll(pick(['\n', ' ', '*', '_', 'a']), pick(['\r\n', '\t',
        '\u00a0', '**', '__', '', '\u2028', 'é', '|'])),
      () => [...text].reverse().join(''), () => text.toUpperCase(),
      () => wrap(text), () => pick(begins) + text,
    ])();
  }
  return text;
}

/* Any of them, or a piece of it, as a server has it: with no half of a
 * surrogate pair. */
export function text() {
  const whole = pick([written, written, line, piece, faces, mutated, mutated,
    mutated, table, random_text, address, mail, block('```', '```'),
    block('||', '||'), block('\\[', '\\]')])();
  const begin = between(0, whole.length - 1);
  return (random() < 0.3 ? whole : whole.slice(begin, begin + between(1, 90)))
    .toWellFormed();
}
