/*
 * Texts made of pieces that mean something to a message parser, or of what
 * people write and almost write.  The same seed makes the same texts.
 */
export const everything = [
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
/* xorshift: the same numbers everywhere. */
let state = 1;
export function seed(number) {
  state = number >>> 0 || 1;
}
export function random() {
  state ^= state << 13;
  state >>>= 0;
  state ^= state >>> 17;
  state ^= state << 5;
  state >>>= 0;
  return state / 4294967296;
}
export const pick = (list) => list[Math.floor(random() * list.length)];

function pieces() {
  const family = pick(families);
  const count = 1 + Math.floor(random() * random() * 24);
  return Array.from({ length: count }, () => pick(family)).join('');
}

/*
 * Texts with more of a plan: what people write, and what almost is that.
 */
export const some = (list, least, most, between = '') => Array.from(
  { length: least + Math.floor(random() * (most - least + 1)) },
  () => typeof list === 'function' ? list() : pick(list)).join(between);
export const maybe = (text) => random() < 0.5 ? text : '';
export const digits = (least, most) => some('0123456789', least, most);
const words = ['a', 'word', 'Wörter', 'слово', '単語', 'x_y', '1st', 'عربي',
  'e\u0301', '\u200b', 'ﬁ', '🙂', 'İ', '\u2028', '٣',
  'ⅷ', 'ª', '\u0345', '𝒳', '𐐷', 'ß', '\ufeff', 'ǅ', 'क्षि', 'ไทย', '한국'];
const prose = () => some(words, 1, 6, pick([' ', ' ', '  ', '-', '.', '_']));
const hosts = ['rocket.chat', 'a.b', 'münchen.de', 'xn--mnchen-3ya.de', '中国.中国',
  'example.co.uk', 'github.io', 'x.github.io', 'EXAMPLE.COM', 'ex-ample.org',
  '-a.de', 'a-.de', 'a..de', '.a.de', 'a.de.', 'a_b.de', '_a.de', 'a.local',
  'intranet', 'x.intranet', 'localhost', 'a.localhost', '127.0.0.1', '1.2.3',
  '256.1.1.1', '1.2.3.4.5', '[::1]', 'a.museum', 'b.ck', 'www.ck', 'x.kawasaki.jp',
  'city.kawasaki.jp', 'пример.рф', 'a.рф', 'faß.de', 'a.b.c.d.e.com', 'co.uk',
  'com', 'a.c', 'a.technology', 'x'.repeat(64) + '.de', 'x.'.repeat(130) + 'de',
  'a。de', 'a.de', 'ab😀.de', 'a.d\u00ade', 'ex ample.de', 'a\u200d.de', '1.de',
  'a.1', 'a.b1', 'blogspot.com', 'kobe.jp', 'compute.amazonaws.com'];
const address = () => pick(['http://', 'https://', 'ftp://', 'HTTP://', '//',
  'x-y+z.1://', 'mailto:', 'tel:', 'javascript:', 'data:', 'a:', '', '', 'www.',
  'http:/', 'http:', 'custom-scheme://', '1a://', 'é://', 'file:///']) +
  maybe(pick(['u@', 'u:p@', 'a.b@', '@', 'ü@', 'u:@'])) + pick(hosts) +
  maybe(':' + digits(0, 6)) + maybe('/' + some(['a', 'b/c', '%20', '(x)', '(',
    ')', '_', '*a*', '~', '.', '..', 'é', '😀', ',', "'", '!', '[', ']', '|',
    '<', '>', '&', ';'], 0, 5)) + maybe('?' + some(['a=1', '&', 'b=_x_', '?',
    '*'], 0, 3)) + maybe('#' + some(['x', '/', '!', '*', ':'], 0, 3)) +
  maybe(pick(['.', ',', '!', '?', ')', '):', '...', '*', '_', '~', '"', ';']));
const mail = () => maybe('mailto:') + some(['a', 'b.c', 'é', '+', '_', '-', '.',
  '..', "'", '!', '#', '😀', '日', '1', '"', 'a b', '%', '&'], 1, 4) + '@' +
  maybe('@') + pick(hosts) + maybe(pick(['.', ',', ':25', '/x', '>', '_', '*']));
const phone = () => maybe(' ') + '+' + pick(['', '(', '((', '-', ' ']) +
  digits(0, 5) + maybe(')') + maybe('-') + digits(0, 9) + maybe('-' +
  digits(0, 4)) + maybe(pick(['(', 'x', '_', '*', '.', ' ', '-']));
const moment = () => '<t:' + pick([digits(9, 11), digits(4, 4) + '-' +
  digits(2, 2) + '-' + digits(2, 2) + 'T' + digits(2, 2) + ':' + digits(2, 2) +
  ':' + digits(2, 2) + maybe('.' + digits(2, 4)) + pick(['Z', '', '+02:00',
  '-23:59', '+24:00', '+01:60', '+0200', '-00:00']), '20' + digits(2, 2) + '-0' +
  digits(1, 1) + '-' + pick(['01', '28', '29', '30', '31']) + 'T1' +
  digits(1, 1) + ':0' + digits(1, 1) + ':5' + digits(1, 1) + '.' + digits(3, 3) +
  pick(['Z', '', '+14:00', '-12:30']), '-1', '', 'x']) +
  maybe(':' + pick(['t', 'T', 'd', 'D', 'f', 'F', 'R', 'x', '', 'tt'])) +
  pick(['>', '>', '>', '', ' >', '|x>']);
const marks = ['*', '**', '***', '_', '__', '___', '~', '~~', '~~~', '||', '`',
  '``', '***_', '_*', '~_*'];
const emphasized = (inner) => {
  const mark = pick(marks);
  return mark + maybe(maybe(' ')) + inner + maybe(maybe(' ')) +
    pick([mark, mark, mark, [...mark].reverse().join(''), pick(marks), '']);
};
export const emoji = ['😀', '👍🏽', '👨\u200d👩\u200d👧', '👨\u200d', '\u200d', '❤️', '❤',
  '❤\ufe0e', '🇩🇪', '🇩', '🇪', '1️⃣', '#️⃣', '*⃣', '8\ufe0f', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🏴', '🏽', '☺', '©️',
  '©', '™', 'Ⓜ️', '㊗️', '㊗', '⭐', '⬛', '🟥', '🟰', '🅰️', '🅰', '🆎', '🈂️', '🈁', '🀄',
  '🃏', '⌚', '⏩', '▶️', '▶', '↔', '↔️', '➡️', '🧑🏿\u200d🚀', '🫠', '🩷', '🏳️\u200d🌈',
  '🦰', '🥷', '〰️', '‼️', '⁉', '♂️', '⚕', ':smile:', ':x', ':+1::-1:', ':é:', ':a b:',
  ':a.b_c-d:', '::', ':)', '<3', ':-D', '>:(', 'D:', '-_-', '8-)', "':)", 'O:)',
  ':P', ':Þ', '\\o/', '*\\0/*', '(y)', '=)', ':3', ':|', '</3', '>.<', ':b'];
export const leaf = () => pick([prose, prose, address, mail, phone, moment,
  () => some(emoji, 1, 4, pick(['', '', ' ', '\n'])),
  () => '@' + maybe('@') + some(['a', 'é', '.', '-', '_', '日', '1', ':', '@s',
    '/', '😀'], 1, 4),
  () => '#' + some(['a', 'é', '.', '-', '_', '1', '#', '/'], 1, 4),
  () => 'color:#' + some('0123456789abcdefABCDEFg', 2, 9),
  () => pick(['\\(', '\\[', '$', '$$']) + some(['a^2', '\\frac{1}{2}', '\n', '$',
    '\\', ' ', '_x_', '\\)'], 0, 4) + pick(['\\)', '\\]', '$', '$$', '']),
  () => '`' + some(['a', ' ', '*', '_', '\\', '``', '\n', '<'], 0, 5) + '`',
  () => '\\' + pick(['*', '_', '~', '`', '#', '.', '\\', '<t:1630360800>', '[',
    '!', '|', '(']),
  () => some(['*', '_', '~', ' '], 1, 12),
])();
const reference = () => pick([
  () => maybe('!') + '[' + maybe(inline()) + maybe(' ') + ']' + maybe(maybe(' ')) +
    '(' + maybe(maybe(' ')) + pick([address(), pick(hosts), phone(), 'a:b(c)d',
      'x', '', 'a:(b', 'a:b)c', '<a:b>', 'a:b "t"']) + ')',
  () => '<' + pick([address(), mail(), phone(), 'a:b']) + pick(['|', '|', '']) +
    pick([prose(), inline(), '']) + '>',
])();
let depth = 0;
function inline() {
  if (depth > 4)
    return leaf();
  depth++;
  const made = some(() => random() < 0.6 ? leaf() : random() < 0.7 ?
    emphasized(inline()) : reference(), 1, 3, pick(['', ' ', ' ', '\t', '.', 'a']));
  depth--;
  return made;
}
const eol = () => pick(['\n', '\n', '\n', '\n\n', '\r\n', '\r', ' \n', '\n ']);
const cells = () => maybe(' ') + pick([inline(), prose(), '', ' ', '\\|', '`|`',
  '||', '[a|b](c:d)', '<a:b|c>']) + maybe(' ');
const rule = () => maybe(' ') + maybe(':') + '-'.repeat(Math.floor(random() * 4)) +
  maybe(':') + maybe(' ');
const piped = (cell) => maybe(maybe('|')) + '|' + some(cell, 1, 4, '|') +
  pick(['|', '|', '|', '', '| ', '|x']);
const lines = (start, least = 1, most = 4) => some(() => start() +
  pick([inline, prose, () => ''])(), least, most, eol());
const fence = () => pick(['```', '```', '````', '``', '``` ']) +
  maybe(pick(['js', 'c++', 'a b', 'x.y-z_', 'é', '`'])) + eol() +
  some(() => pick([prose() + '\n', '\n', '``\n', '*a* `b`\n', ' ```x\n', '\r\n',
    'a```b\n']), 0, 4) + pick(['```', '```', '````', '``', '']) +
  maybe(eol() + prose());
const block = () => pick([
  inline, inline, inline,
  () => lines(() => pick(['> ', '>', '>> ', ' > ', '> - ', '> # ', '> ```'])),
  () => lines(() => pick(['- ', '* ', '-', '  - ', '- - ', '-\t', '+ ', '* *'])),
  () => lines(() => digits(1, 3) + pick(['. ', '.', ') ', '.\t', '. - '])),
  () => lines(() => pick(['- [ ] ', '- [x] ', '- [X] ', '- [] ', '* [x] ',
    '- [x]', '-  [ ] '])),
  () => lines(() => pick(['# ', '## ', '### ', '#### ', '##### ', '#', ' # ',
    '#\t', '# # '])),
  () => maybe(' ') + '-'.repeat(1 + Math.floor(random() * 6)) + maybe(' ') +
    maybe(prose()),
  fence,
  () => '||' + eol() + lines(() => '', 0, 3) + eol() + pick(['||', '| |', '']) +
    maybe(prose()),
  () => piped(cells) + eol() + piped(rule) + eol() + some(() => piped(cells) +
    eol(), 0, 3),
  () => pick(['\\[', '$$']) + lines(() => '', 0, 2) + pick(['\\]', '$$', '']),
])();
const document = () => some(block, 1, 4, eol());

/* Many of the same, with an end that may change what they are. */
const long = () => some([some(() => pick(everything), 1, 4)], 20, 60) +
  maybe(pick(everything));
const flat = () => some(emoji, 1, 5, pick(['', ' ', '\n']));

/* Any of them. */
export const text = () => pick([pieces, pieces, pieces, document, document,
  document, inline, leaf, long, flat])();
