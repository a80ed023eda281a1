import { FILLERS, KEYS, meetingNoun } from './lexicon.ts';
import { isThing } from './nouns.ts';
import type { Sheet, Stretch } from './sheet.ts';
import { fold, isCapital } from './tokens.ts';

/** "ideally", "idealerweise", "spätestens": how and when, never what about. */
const ADVERB =
  /^(?!.*(?:assembly|supply|family|reply|weekly|daily|monthly|fly)$).{3,}(?:ly|erweise|sweise|stens|moeglichst)$|^moeglichst$/;

/** What is left: the longest piece that is neither read nor filler; a kind of meeting is a title when nothing else is. */
export function takeRest(sheet: Sheet, english: boolean): string | null {
  // German writes nouns with a capital: where the writer does, a piece without any is no title.
  const cased = !english && sheet.tokens.some((token, index) => index > 0 && token.kind === 'word' && isCapital(token));
  const pieces: Stretch[] = [];
  let at = 0;
  while (at < sheet.tokens.length) {
    let to = at;
    while (
      to < sheet.tokens.length &&
      sheet.isFree(to) &&
      (sheet.isReserved(to) || !/^(?:[,;.!?\n()|:]|–|—)$/.test(sheet.key(to)))
    )
      to++;
    const piece = trim(sheet, { from: at, to }, english);
    if (piece.to > piece.from) pieces.push(piece);
    at = to + 1;
  }
  const plain = (piece: Stretch) =>
    sheet.tokens
      .slice(piece.from, piece.to)
      .every(
        (token) =>
          FILLERS.has(token.key) ||
          meetingNoun(token.key) === 'plain' ||
          token.kind === 'mark' ||
          /^(?:raum|tisch|room|table)$/.test(token.key),
      );
  const named = (piece: Stretch) =>
    sheet.tokens
      .slice(piece.from, piece.to)
      .some((token) => isCapital(token) || meetingNoun(token.key) !== null || isThing(token.key));
  const chosen = pieces
    .filter((piece) => !plain(piece) && (!cased || named(piece)))
    .sort((a, b) => score(sheet, b) - score(sheet, a))[0];
  if (!chosen) return null;
  sheet.take(chosen, 'title');
  return sheet.written(chosen);
}

/** A topic of its own goes before the kind of meeting; then what was said first. */
function score(sheet: Sheet, piece: Stretch): number {
  const keys = sheet.tokens.slice(piece.from, piece.to).map((token) => token.key);
  // The project is shown beside the title: another piece says more.
  if (sheet.tokens.slice(piece.from, piece.to).every((_, offset) => sheet.isReserved(piece.from + offset)))
    return -piece.from - 1000;
  const kind = keys.length === 1 && meetingNoun(keys[0] ?? '') === 'specific';
  return (kind ? 0 : 1000) - piece.from;
}

function trim(sheet: Sheet, { from, to }: Stretch, english: boolean): Stretch {
  const idle = (at: number) => {
    const token = sheet.tokens[at];
    return (
      token === undefined ||
      FILLERS.has(token.key) ||
      (token.kind === 'mark' && !sheet.isReserved(at)) ||
      meetingNoun(token.key) === 'plain' ||
      ADVERB.test(token.key) ||
      (/^[A-Z]+\d*$/.test(token.key) && KEYS.get(fold(token.written)) === token.key && !/^lunch$/i.test(token.written))
    );
  };
  // "video wall": how people meet is "video" alone or before a kind of meeting.
  const describesThing = (at: number) =>
    sheet.key(at) === 'video' && at + 1 < to && !idle(at + 1) && meetingNoun(sheet.key(at + 1)) === null;
  while (from < to && idle(from) && !describesThing(from)) from++;
  // "Einsatzplan März": a month that dates the thing, not the meeting.
  const datesThing = (at: number) => at > from && /^MO\d+$/.test(sheet.key(at)) && isThing(sheet.key(at - 1));
  // "planning session", "safety talk": in English the kind of meeting is what the words before it describe.
  const isDescribed = (at: number) => english && at > from && meetingNoun(sheet.key(at)) === 'plain' && !idle(at - 1);
  while (to > from && idle(to - 1) && !datesThing(to - 1) && !isDescribed(to - 1)) to--;
  return { from, to };
}
