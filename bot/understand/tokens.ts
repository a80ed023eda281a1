/** A sentence as tokens. Every token knows where it stood, so that whatever is read can be shown in the words written. */

export interface Token {
  /** UTF-16 offsets in the sentence. */
  from: number;
  to: number;
  written: string;
  kind: 'word' | 'number' | 'email' | 'mark' | 'break';
  /** What the grammar sees: lower case, `ä` as `ae`, numbers as digits, typing errors in key words put right. */
  key: string;
}

/** One alternative each, tried in this order at each place: no backtracking, so reading is linear in the length. */
const TOKEN = new RegExp(
  [
    String.raw`(?<email>[\p{L}\p{N}._%+'-]{1,64}@[\p{L}\p{N}.-]{1,120}[\p{L}\p{N}])`,
    String.raw`(?<number>\d{4}-\d{2}-\d{2}(?!\d)|\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})?(?!\d)|\d{1,4}\/\d{1,2}(?:\/\d{2,4})?(?!\d)|\d{1,2}[:.]\d{2}(?!\d)|\d+[.,]\d+|\d+)`,
    String.raw`(?<word>[ap]\.\s?m\.|\p{L}[\p{L}\p{M}]*(?:['’-]\p{L}[\p{L}\p{M}]*)*)`,
    String.raw`(?<break>\n\s*)`,
    String.raw`(?<mark>[^\s\p{L}\p{N}])`,
  ].join('|'),
  'gu',
);

/** Lower case, without accents but for what German writes as `ae`, `oe`, `ue`, `ss`. */
export function fold(written: string): string {
  return written
    .toLowerCase()
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .replaceAll('ß', 'ss')
    .replaceAll('’', "'")
    .normalize('NFD')
    .replace(/\p{M}+/gu, '');
}

/** Splits a sentence. `key` is only folded here; the spelling is put right by `canonicalise`. */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const kind = (Object.entries(match.groups ?? {}).find(([, value]) => value !== undefined)?.[0] ??
      'mark') as Token['kind'];
    const from = match.index;
    const to = from + match[0].length;
    if (kind === 'word') tokens.push(...splitHyphens(match[0], from));
    else tokens.push({ from, to, written: match[0], kind, key: kind === 'break' ? '\n' : fold(match[0]) });
  }
  return tokens;
}

/** "one-hour", "Montag-Nachmittag": a hyphen joins two words of time. "Teams-Meeting", "Lüdenscheidt-Müller" stay one. */
const HYPHENATED_TIME =
  /^(?:(?:one|two|three|four|half|ein|zwei|drei|vier|halb)-|.*-(?:minute|minutes|hour|minuten|stunden|frueh|morgen|vormittag|mittag|nachmittag|abend|morning|afternoon|evening)$)/;

/** "Mittwochvormittag", "Mo-Mi" */
const COMPOUND =
  /^((?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend|heute)(frueh|morgens?|vormittags?|nachmittags?|mittags?|abends?)$/;
const WEEKDAY_RANGE = /^(?:mo|di|mi|do|fr|sa|so|mon|tue|wed|thu|fri)-(?:mo|di|mi|do|fr|sa|so|mon|tue|wed|thu|fri)$/;

function splitHyphens(written: string, from: number): Token[] {
  const dotless = fold(written).replace(/[.\s]/g, '');
  const second = COMPOUND.exec(dotless)?.[2];
  if (second !== undefined) {
    // The second part is as long folded as written, but for its umlaut.
    const length = second === 'frueh' && /früh$/i.test(written) ? 4 : second.length;
    const middle = from + written.length - length;
    const cut = (start: number, end: number): Token => {
      const part = written.slice(start - from, end - from);
      return { from: start, to: end, written: part, kind: 'word', key: fold(part) };
    };
    return [cut(from, middle), cut(middle, from + written.length)];
  }
  if (WEEKDAY_RANGE.test(dotless)) {
    const at = from + written.indexOf('-');
    const cut = (start: number, end: number, kind: Token['kind']): Token => {
      const part = written.slice(start - from, end - from);
      return { from: start, to: end, written: part, kind, key: fold(part) };
    };
    return [cut(from, at, 'word'), cut(at, at + 1, 'mark'), cut(at + 1, from + written.length, 'word')];
  }
  const apart = written.includes('-') && HYPHENATED_TIME.test(dotless);
  if (!apart) return [{ from, to: from + written.length, written, kind: 'word', key: dotless }];
  let at = from;
  return written.split('-').map((part) => {
    const token: Token = { from: at, to: at + part.length, written: part, kind: 'word', key: fold(part) };
    at += part.length + 1;
    return token;
  });
}

export const isCapital = (token: Token) => /^\p{Lu}/u.test(token.written);
