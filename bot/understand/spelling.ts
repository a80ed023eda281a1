import { isCommonWord } from './language.ts';
import { FILLERS, KEYS, SHORT_WEEKDAYS, PLAIN_MEETINGS } from './lexicon.ts';
import { isGivenName } from './names.ts';
import { isCapital, tokenise, type Token } from './tokens.ts';

/** Key words that are put right when mistyped. Short ones are left alone: too much else is near them. */
const CORRECTABLE = [
  ...[...KEYS].filter(([word, key]) => word.length >= 5 && !/^(?:ORD|\d)/.test(key)).map(([word]) => word),
  ...[...PLAIN_MEETINGS].filter((word) => word.length >= 6 && !word.includes('-')),
  ...'viertel dreiviertel dreiviertelstunde viertelstunde projekt betreff schedule naechster about arrange halben halbe'.split(
    ' ',
  ),
  ...'koenntest kannst anlegen vereinbaren eintragen ansetzen einplanen organisieren erstellen anderthalb eineinhalb lichtprobe abstimmung zwischen between'.split(
    ' ',
  ),
];

/** Words of the trade that are one slip away from a key word. "Montage" is what event technicians do all day. */
const OTHER_WORDS = new Set('statt stadt montage montagen morten letter telefon treffe vierte match'.split(' '));

/** Short words whose letters are often swapped. */
const SWAPPED = new Map(
  Object.entries({
    mti: 'mit',
    mitm: 'mit',
    mitn: 'mit',
    mim: 'mit',
    imt: 'mit',
    mitt: 'mit',
    wiht: 'with',
    wtih: 'with',
    whit: 'with',
    nxet: 'next',
    urh: 'uhr',
    hur: 'uhr',
    uhrr: 'uhr',
    teh: 'the',
    adn: 'and',
    nud: 'und',
    udn: 'und',
    ujd: 'und',
  }),
);

/**
 * Gives every token the key the grammar reads. Typing errors are put right in key words only; a name is never one.
 * @param tokens as `tokenise` gives them; not changed
 */
export function canonicalise(tokens: readonly Token[], english: boolean): Token[] {
  const spelled = tokens.map((token, at) => ({ ...token, key: keyOf(token, tokens[at - 1]) }));
  const keys = spelled.map((token) => token.key);
  return spelled.map((token, at) => ({
    ...token,
    key: inContext(token, keys, at, english, tokens[at + 2]?.written ?? ''),
  }));
}

/** "Herrn", "Frau", "Dr": a surname follows. */
export function isFormOfAddress({ key }: Token): boolean {
  return /^(?:herrn?|frau|mr|mrs|ms|dr|prof)$/.test(key);
}

function keyOf(token: Token, before: Token | undefined): string {
  if (token.kind !== 'word') return token.key;
  const { key } = token;
  // "Herrn Freitag", "Frau Sommer": what follows is a name, whatever it says.
  if (before && isFormOfAddress(before)) return key;
  const known = KEYS.get(key) ?? (SWAPPED.has(key) ? SWAPPED.get(key) : undefined);
  if (known !== undefined) return KEYS.get(known) ?? known;
  if (key.length < 5 || FILLERS.has(key) || isCommonWord(key) || OTHER_WORDS.has(key) || isGivenName(key)) return key;
  const nameIsLikely = isCapital(token) && before !== undefined && /^(?:mit|with|und|and|[,&+])$/.test(before.key);
  const right = nameIsLikely ? undefined : correct(key);
  return right === undefined ? key : (KEYS.get(right) ?? right);
}

/** The key word that was meant, when one is near enough and no other is as near. */
export function correct(word: string, among: readonly string[] = CORRECTABLE): string | undefined {
  let best: string | undefined;
  let bestDistance = 3;
  for (const candidate of among) {
    const allowed = candidate.length >= 9 ? 2 : 1;
    if (Math.abs(candidate.length - word.length) > allowed) continue;
    if (candidate === word) return word;
    // A longer ending is another form of the word, or another word: "invited", "Montage".
    if (word.startsWith(candidate)) continue;
    const distance = editDistance(word, candidate, allowed);
    if (distance <= allowed && distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  // Hardly anybody mistypes the first letter; a swap with the second is seen.
  return best !== undefined && (best[0] === word[0] || (best[0] === word[1] && best[1] === word[0])) ? best : undefined;
}

/** Rows of the German keyboard; an English one differs in y and z alone. */
const KEYBOARD = ['qwertzuiop', 'asdfghjkl', 'yxcvbnm'];
const PLACES = KEYBOARD.flatMap((row, y) => [...row].map((key, x) => ({ key, x: x + y / 2, y })));
const NEIGHBOURS: ReadonlySet<string> = new Set(
  PLACES.flatMap((one) =>
    PLACES.filter((two) => Math.hypot(one.x - two.x, one.y - two.y) < 1.5).map((two) => one.key + two.key),
  ),
);

/** A finger that slips hits the key beside the right one. Any other letter in its place makes another word: "Miete". */
const areNeighbours = (a: string, b: string) => NEIGHBOURS.has(a + b);

/** A letter too many is one that was hit twice or together with the one beside it: "moontag", "terminm". */
const isStray = (word: string, at: number) =>
  [word[at - 1], word[at + 1]].some((beside) => beside === word[at] || areNeighbours(beside ?? '', word[at] ?? ''));

const squeeze = (word: string) => word.replace(/(.)\1/g, '$1');

/** Optimal string alignment: insert, delete, replace, swap neighbours. Words are short, the table is small. */
function editDistance(a: string, b: string, limit: number): number {
  // "metting": the wrong letter was doubled.
  if (a.length === b.length && a !== b && squeeze(a) === squeeze(b)) return 1;
  let previous: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : areNeighbours(a[i - 1] ?? '', b[j - 1] ?? '') ? 1 : 2;
      const extra = isStray(a, i - 1) ? 1 : 2;
      let least = Math.min((row[j] ?? 0) + extra, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (previous[j - 2] ?? 0) + 1);
      next.push(least);
    }
    if (Math.min(...next) > limit) return limit + 1;
    previous = row;
    row = next;
  }
  return row[b.length] ?? limit + 1;
}

const BEFORE_WEEKDAY = /^(?:am|on|NEXT|COMING|THIS|AFTERNEXT|LAST|EVERY|oder|or|bis|-|–|ab|WEEK|fuer|WD\d)$/;
const AFTER_WEEKDAY =
  /^(?:um|at|\d{1,4}|\d{1,2}[:.]\d{2}|\d{1,2}\.\d{1,2}\.?.*|den|EARLY|FORENOON|AFTERNOON|EVENING|MIDDAY|ab|gegen|NEXT|halb|viertel|dreiviertel|oder|-|–|bis|COMING|in|CW)$/;

/** Months that are people or verbs as well: only beside a number. */
const NAMED_MONTHS = /^(?:jan|mar|may|march|april|august|june|juni|jun)$/i;
const MONTH_KEYS = new Map(
  Object.entries({
    jan: 'MO1',
    mar: 'MO3',
    march: 'MO3',
    april: 'MO4',
    may: 'MO5',
    jun: 'MO6',
    juni: 'MO6',
    june: 'MO6',
    august: 'MO8',
  }),
);

/** Words that depend on their neighbours: "morgen" after a day is the morning, "do" beside a time is Donnerstag. */
function inContext(token: Token, keys: readonly string[], at: number, english: boolean, following: string): string {
  const before = keys[at - 1] ?? '';
  const after = keys[at + 1] ?? '';
  if (token.key === 'TOMORROW' && token.written.toLowerCase().startsWith('morg')) {
    return /^(?:WD\d|TODAY|TOMORROW|OVERMORROW|am|EVERY|YESTERDAY|guten|in|schoenen)$/.test(before)
      ? 'MORNINGS'
      : token.key;
  }
  if (token.key === 'wo' && /^(?:NEXT|THIS|AFTERNEXT|COMING)$/.test(before)) return 'WEEK';
  if (token.key === 'm' && after === '.') return 'mit';
  if (token.key === 'w' && english) return 'with';
  if (token.key === 'HOUR' && /^hr$/i.test(token.written) && /^(?:mit|und|,)$/.test(before)) return 'herr';
  if (/^fr$/i.test(token.written) && after === '.' && /^(?:mit|und|,)$/.test(before) && /^\p{Lu}/u.test(following))
    return 'frau';
  if (NAMED_MONTHS.test(token.written)) {
    const counted = /^(?:\d{1,2}|20\d{2}|ORD\d+|\.|st|nd|rd|th)$/;
    const beside =
      counted.test(before) ||
      /^(?:\d{1,4}|the|ORD\d+)$/.test(after) ||
      (after === '.' && /^\d/.test(keys[at + 2] ?? ''));
    return beside || /^(?:im|in|of|BEGIN|MIDDLE|END|NEXT)$/.test(before)
      ? (MONTH_KEYS.get(token.written.toLowerCase()) ?? token.key)
      : token.written.toLowerCase();
  }
  const weekday = token.kind === 'word' ? SHORT_WEEKDAYS.get(token.key) : undefined;
  if (weekday === undefined) return token.key;
  const capital = isCapital(token);
  if (english && token.key !== 'sun') return token.key;
  const next = after === '.' ? (keys[at + 2] ?? '') : after;
  if (token.key === 'so' || token.key === 'sun') {
    const beside = capital && at > 0 ? AFTER_WEEKDAY.test(next) : /^\d{1,2}\.\d{1,2}/.test(next);
    return (BEFORE_WEEKDAY.test(before) && before !== 'ab') || beside ? weekday : token.key;
  }
  const last = after === '' || after === ',' || after === '\n';
  const open = BEFORE_WEEKDAY.test(before) || AFTER_WEEKDAY.test(next) || (after === '.' && AFTER_WEEKDAY.test(next));
  return open || (capital && at > 0 && (last || after === '.')) || (last && at > 1) ? weekday : token.key;
}

/** The keys of a text, for tables that are written as people write. */
export const keysOf = (text: string, english = false) =>
  canonicalise(tokenise(text), english).map((token) => token.key);
