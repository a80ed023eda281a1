import type { Sheet } from './sheet.ts';

const LABEL = '(?:thema|betreff|titel|topic|subject|title|agenda|re|betr|bzgl|anlass|zweck|inhalt|name)';
/** "wegen der Strompläne", "about the load-in". */
const TOPIC = `(?:(?:zum|zu dem|mit dem|mit|unter dem|on the) (?:thema|titel|betreff|topic|subject)|with (?:the )?(?:title|subject|topic)|wegen|wg(?: \\.)?|ueber|bezueglich|bzgl(?: \\.)?|betreffend|betreffs|hinsichtlich|zwecks|in sachen|i s|rund um|regarding|re|concerning|about|on the subject of|to (?:discuss|talk about|go over|go through|review|plan|finalise|finalize|prepare|speak about|talk through|sort out)|(?:(?:es|da|dabei) )?geht (?:es )?um|(?:it|this) is about|geht's um|it's about|thema|betreff|titel|topic|subject|called|titled|named|namens|genannt)`;
/** Words that end what something is about, or where it is. */
export const STOP =
  /^(?:mit|with|w|um|am|ab|at|on|bitte|please|thanks|danke|einplanen|ansetzen|anlegen|erstellen|eintragen|machen|vereinbaren|planen|einrichten|einstellen|buchen|reservieren|ausmachen|organisieren|sprechen|reden|treffen|einladen|zusammensetzen|telefonieren|unterhalten|abstimmen|austauschen|quatschen|fuer)$/;

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
  // "…, Datum: 2.12.": another label.
  if (sheet.key(at + 2) === ':') return true;
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
    while (
      to > from + 1 &&
      /^(?:pls|plz|please|bitte|danke|thanks|thx|vg|lg|gruss|ok|okay|mal|noch|dann|also|kurz|quick|quickly)$/.test(
        sheet.key(to - 1),
      )
    )
      to--;
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
