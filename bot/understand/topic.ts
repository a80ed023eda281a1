import { FILLERS, meetingNoun, PLAIN_MEETINGS } from './lexicon.ts';
import { isGivenName } from './names.ts';
import { isThing } from './nouns.ts';
import type { Sheet, Stretch } from './sheet.ts';
import { fold, isCapital, tokenise } from './tokens.ts';

const LABEL = '(?:thema|betreff|titel|topic|subject|title|agenda|re|betr|bzgl|anlass|zweck|inhalt|name)';
/** "wegen der Strompläne", "about the load-in". */
const TOPIC = `(?:(?:zum|zu dem|mit dem|mit|unter dem|on the) (?:thema|titel|betreff|topic|subject)|with (?:the )?(?:title|subject|topic)|wegen|wg(?: \\.)?|ueber|bezueglich|bzgl(?: \\.)?|betreffend|betreffs|hinsichtlich|zwecks|in sachen|i s|rund um|regarding|re|concerning|about|on the subject of|to (?:discuss|talk about|go over|go through|review|plan|finalise|finalize|prepare|speak about|talk through|sort out)|(?:(?:es|da|dabei) )?geht (?:es )?um|(?:it|this) is about|geht's um|it's about|thema|betreff|titel|topic|subject|called|titled|named|namens|genannt)`;
const STOP =
  /^(?:mit|with|um|am|ab|at|on|bitte|please|thanks|danke|einplanen|ansetzen|anlegen|erstellen|eintragen|machen|vereinbaren|planen|einrichten|einstellen|buchen|reservieren|ausmachen|organisieren|sprechen|reden|treffen|einladen|zusammensetzen|telefonieren|unterhalten|abstimmen|austauschen|quatschen|fuer)$/;

/** Titles in quotes, and behind "Thema:" to the end of the clause. Taken first: nothing in them is a time or a name. */
export function takeQuotedTitle(sheet: Sheet): string | null {
  const open = sheet.tokens.findIndex((token) => /^["„“”«»]$/.test(token.key));
  if (open < 0) return null;
  let close = open + 1;
  while (close < sheet.tokens.length && !/^["“”«»]$/.test(sheet.key(close))) close++;
  if (close >= sheet.tokens.length || close === open + 1) return null;
  const title = sheet.written({ from: open + 1, to: close });
  let from = open;
  const before = sheet.find(`(?:${TOPIC}|${LABEL}(?: :)?)`).find((found) => found.to === open);
  if (before) from = before.from;
  sheet.take({ from, to: close + 1 }, 'title');
  return title;
}

export function takeLabelledTitle(sheet: Sheet): string | null {
  const [found] = sheet.find(`(?:(?:zum|mit|und) )?${LABEL} (?::|=|-|–)`);
  if (!found) return null;
  let to = found.to;
  while (to < sheet.tokens.length && !endsLabelled(sheet, to)) to++;
  if (to === found.to) return null;
  const title = sheet.written({ from: found.to, to });
  sheet.take({ from: found.from, to }, 'title');
  return title;
}

/** The end of the sentence or line, or a comma behind which time, people or place come. */
function endsLabelled(sheet: Sheet, at: number): boolean {
  const key = sheet.key(at);
  if (!sheet.isFree(at) || key === '\n' || key === ';') return true;
  if (/^[.!?]$/.test(key)) return at === sheet.tokens.length - 1 || sheet.tokens[at - 1]?.kind !== 'number';
  if (key !== ',') return false;
  return (
    /^(?:mit|with|um|am|at|on|TODAY|TOMORROW|OVERMORROW|NEXT|WD\d|\d.*|ort|dauer|teilnehmer|in|im|projekt|project|NEXT|COMING|bitte|please)$/.test(
      sheet.key(at + 1),
    ) || sheet.role(at + 1) !== undefined
  );
}

/** Behind "wegen", "über", "about": after the times have been taken, up to the next thing that was read. */
export function takeTopic(sheet: Sheet): string | null {
  for (const found of sheet.find(`${TOPIC}(?: :)?`)) {
    let { to } = found;
    // The article is optional and must not swallow the only word.
    const from = to;
    while (to < sheet.tokens.length && sheet.isFree(to) && !endsTopic(sheet, to, from)) to++;
    while (to > from && /^(?:,|und|and|-|–)$/.test(sheet.key(to - 1))) to--;
    if (to === from) continue;
    const title = sheet.written({ from: skipArticle(sheet, from, to), to });
    sheet.take({ from: found.from, to }, 'title');
    return title;
  }
  return null;
}

function endsTopic(sheet: Sheet, at: number, from: number): boolean {
  const key = sheet.key(at);
  if (/^(?:\n|;|,|\.|!|\?|\(|\))$/.test(key)) {
    // "Licht, Ton und Strom": a list goes on; a full stop inside "z. B." ends it all the same.
    return key !== ',' || at === from || !isListComma(sheet, at);
  }
  return (
    at > from &&
    STOP.test(key) &&
    !(key === 'fuer' || key === 'am' || key === 'on' || key === 'at'
      ? sheet.isFree(at + 1) && at + 1 < sheet.tokens.length
      : false)
  );
}

function isListComma(sheet: Sheet, comma: number): boolean {
  for (let at = comma + 1; at < Math.min(comma + 4, sheet.tokens.length); at++) {
    if (!sheet.isFree(at)) return false;
    if (/^(?:und|and|&)$/.test(sheet.key(at))) return at > comma + 1;
    if (STOP.test(sheet.key(at))) return false;
  }
  return false;
}

const skipArticle = (sheet: Sheet, from: number, to: number) =>
  to - from > 1 &&
  /^(?:der|die|das|den|dem|des|einer|eines|einem|einen|eine|ein|the|a|an|unser\w*|our|my|mein\w*)$/.test(
    sheet.key(from),
  )
    ? from + 1
    : from;

/** A project the writer may choose from, by its title; said as "Projekt X" it is nothing else, else it stays in the title. */
export function takeProject(
  sheet: Sheet,
  known: readonly { id: string; title: string }[],
): { id: string; title: string; written: string } | null {
  const byLength = [...known].sort((a, b) => b.title.length - a.title.length);
  for (const project of byLength) {
    const keys = tokenise(project.title).map((token) => fold(token.written));
    if (keys.length === 0 || keys.join('').length < 3) continue;
    if (
      keys.length === 1 &&
      (PLAIN_MEETINGS.has(keys[0] ?? '') || isGivenName(keys[0] ?? '') || FILLERS.has(keys[0] ?? ''))
    )
      continue;
    for (let at = 0; at + keys.length <= sheet.tokens.length; at++) {
      if (!keys.every((key, offset) => sameWord(key, fold(sheet.tokens[at + offset]?.written ?? '')))) continue;
      const stretch = { from: at, to: at + keys.length };
      const written = sheet.written(stretch);
      const said = projectMark(sheet, at);
      sheet.reserve(stretch);
      if (said !== null && sheet.isFree(at)) sheet.take({ from: said, to: stretch.to }, 'project');
      return { ...project, written };
    }
  }
  return null;
}

const sameWord = (known: string, written: string) =>
  known === written || (known.length >= 6 && written.length >= 5 && nearly(known, written));

/** One letter off, in a word long enough. */
function nearly(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const tail = (text: string, skip: number) => text.slice(start + skip);
  return (
    tail(a, 1) === tail(b, 1) ||
    tail(a, 1) === tail(b, 0) ||
    tail(a, 0) === tail(b, 1) ||
    (a[start] === b[start + 1] && a[start + 1] === b[start] && tail(a, 2) === tail(b, 2))
  );
}

/** Where "im Projekt", "for the project" begins, when it stands before. */
function projectMark(sheet: Sheet, at: number): number | null {
  let from = at - 1;
  while (from >= 0 && /^(?::|["„“”])$/.test(sheet.key(from))) from--;
  if (!/^(?:projekt|projekts|projektes|project|produktion|auftrag)$/.test(sheet.key(from))) return null;
  while (
    from > 0 &&
    /^(?:im|in|zum|fuer|fuers|beim|das|dem|for|the|on|of|vom|des|zu|beim|aus)$/.test(sheet.key(from - 1)) &&
    sheet.isFree(from - 1)
  )
    from--;
  return from;
}

const PLACE_NOUN =
  'raum|besprechungsraum|konferenzraum|meetingraum|seminarraum|saal|halle|buero|foyer|lager|werkstatt|studio|theater|kantine|kueche|lounge|lobby|zelt|stadthalle|messehalle|buehne|gebaeude|bau|etage|room|hall|office|warehouse|studio|theatre|venue|cafe|restaurant|canteen|building|floor|boardroom|conference room|meeting room|workshop|\\w+raum|\\w+halle|\\w+saal|\\w+buero|\\w+zimmer|zimmer|haus|\\w+haus';

/** "Raum 2.14", "Halle 4": before the times are read, so that the number is not one. */
export function takeNumberedRoom(sheet: Sheet): string | null {
  const ROOM = '(?:raum|room|konferenzraum|besprechungsraum|saal|halle|hall|studio|zelt)';
  for (const found of sheet.find(
    `(?:(?:in|in der|in dem|im|in the) )?${ROOM} (?:\\d{1,3}|\\d{1,2}\\.\\d{1,3})(?! (?:OCLOCK|h|am|pm|-|–)(?= ))`,
  )) {
    if ([...Array(found.to - found.from).keys()].some((offset) => sheet.isReserved(found.from + offset))) continue;
    sheet.take(found, 'place');
    return sheet.written({ from: found.to - 2, to: found.to });
  }
  return null;
}

/** "in Raum 3", "im Foyer", "Ort: Halle 4". */
export function takePlace(sheet: Sheet): string | null {
  for (const found of sheet.find('(?:ort|location|place|wo|where|treffpunkt|venue) :')) {
    let to = found.to;
    while (
      to < sheet.tokens.length &&
      sheet.isFree(to) &&
      !/^[,;.\n]$/.test(sheet.key(to)) &&
      !STOP.test(sheet.key(to))
    )
      to++;
    if (to > found.to) return take(found.from, found.to, to);
  }
  for (const found of sheet.find(
    `(?:in der|in dem|in den|ins|im|in|in the|at the|at|bei der|auf der|@|vor der) (?:grossen |kleinen |alten |neuen |big |small |main )?(?:${PLACE_NOUN})`,
  )) {
    if (sheet.isReserved(found.to - 1)) continue;
    const noun = found.to - 1;
    let to = found.to;
    const next = sheet.tokens[to];
    if (next && sheet.isFree(to) && (next.kind === 'number' || /^\p{Lu}[\p{L}]?$/u.test(next.written))) to++;
    else if (
      next &&
      sheet.isFree(to) &&
      isCapital(next) &&
      next.kind === 'word' &&
      !/^(?:mit|with|um)$/.test(next.key) &&
      /raum|saal|room|hall/.test(sheet.key(noun))
    )
      to++;
    let from = found.from;
    while (from < noun && /^(?:in|ins|der|dem|den|im|the|at|bei|auf|@|aus|vor)$/.test(sheet.key(from))) from++;
    return take(found.from, from, to);
  }
  for (const found of sheet.find(
    '(?:bei uns(?: im haus)?|bei mir|bei euch|bei ihnen|vor ort|on site|onsite|at our place)',
  ))
    return take(found.from, found.from, found.to);
  for (const found of sheet.find(
    '(?:raum|room|konferenzraum|besprechungsraum|saal|halle|hall|studio|zelt|buehne|stage) \\d{1,3}',
  ))
    return take(found.from, found.from, found.to);
  return null;

  function take(from: number, nameFrom: number, to: number): string {
    sheet.take({ from, to }, 'place');
    return sheet.written({ from: nameFrom, to });
  }
}

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
    const piece = trim(sheet, { from: at, to });
    if (piece.to > piece.from) pieces.push(piece);
    at = to + 1;
  }
  const plain = (piece: Stretch) =>
    sheet.tokens
      .slice(piece.from, piece.to)
      .every((token) => FILLERS.has(token.key) || meetingNoun(token.key) === 'plain' || token.kind === 'mark');
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

function trim(sheet: Sheet, { from, to }: Stretch): Stretch {
  const idle = (at: number) => {
    const token = sheet.tokens[at];
    return (
      token === undefined ||
      FILLERS.has(token.key) ||
      (token.kind === 'mark' && !sheet.isReserved(at)) ||
      meetingNoun(token.key) === 'plain' ||
      (/^[A-Z]+\d*$/.test(token.key) && !/^lunch$/i.test(token.written))
    );
  };
  while (from < to && idle(from)) from++;
  // "Einsatzplan März": a month that dates the thing, not the meeting.
  const datesThing = (at: number) => at > from && /^MO\d+$/.test(sheet.key(at)) && isThing(sheet.key(at - 1));
  while (to > from && idle(to - 1) && !datesThing(to - 1)) to--;
  return { from, to };
}
