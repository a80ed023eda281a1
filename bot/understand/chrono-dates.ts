import { en } from 'chrono-node';
import * as de from 'chrono-node/de';
import type { DateTime } from 'luxon';
import { calendarDay } from './calendar.ts';
import type { DatePiece } from './date-piece.ts';
import type { Sheet } from './sheet.ts';

/**
 * Calendar dates and "in drei Wochen" by chrono. It reads by the machine's zone: the reference is the machine's noon of
 * the writer's day, and only the calendar day is taken from the result, so the machine's zone and its DST do not matter.
 */
export function takeByChrono(sheet: Sheet, today: DateTime, english: boolean): DatePiece[] {
  const pieces: DatePiece[] = [];
  const { line, tokenAt } = plainLine(sheet, english);
  const reference = new Date(today.year, today.month - 1, today.day, 12);
  const parser = english ? en.GB : de.casual;
  for (const result of parser.parse(line, reference)) {
    const { start } = result;
    const relative = start.tags().has('result/relativeDate');
    const dated = start.isCertain('day') && start.isCertain('month');
    const worded =
      /\d{4}-\d\d-\d\d|\p{L}{3}/u.test(result.text) && !/^\s*(?:today|heute|tomorrow|morgen)/i.test(result.text);
    const monthly = relative && /\bMonat|\bmonth/i.test(result.text);
    if (!worded || !(dated || monthly)) continue;
    const [year, month, date] = [
      start.get('year') ?? today.year,
      start.get('month') ?? today.month,
      start.get('day') ?? today.day,
    ];
    const lead = result.text.length - result.text.trimStart().length;
    const stretch = {
      from: tokenAt(result.index + lead),
      to: tokenAt(result.index + result.text.trimEnd().length - 1) + 1,
    };
    // "18. Februar, 13 bis 14 Uhr": an hour, which chrono takes for the year.
    const hourAsYear = /^\d+ (?:\. )?MO\d+ (?:\. )?(?<tail>(?:, )?(?:1?\d|2[0-4]))$/.exec(
      sheet.tokens
        .slice(stretch.from, stretch.to)
        .map(({ key }) => key.replace(/^(?:ORD)?(\d+)\.?$/, '$1'))
        .join(' '),
    );
    if (hourAsYear) stretch.to -= (hourAsYear.groups?.['tail'] ?? '').split(' ').length;
    const yearSaid = start.isCertain('year') && !hourAsYear;
    const day = calendarDay(today, date, month, yearSaid || relative ? year : null);
    if (!day) continue;
    // "am 3. Dezember": the preposition belongs to it.
    while (
      /^(?:am|an|on|den|der|dem|the|fuer|vom)$/.test(sheet.key(stretch.from - 1)) &&
      sheet.isFree(stretch.from - 1)
    )
      stretch.from--;
    sheet.take(stretch, 'when');
    pieces.push({ ...stretch, is: 'day', day, relative });
  }
  return pieces;
}

const MONTH_NAMES = {
  de: 'Januar Februar März April Mai Juni Juli August September Oktober November Dezember'.split(' '),
  en: 'January February March April May June July August September October November December'.split(' '),
};

/** Numbers, months, units and what joins them. The times of day are read elsewhere: chrono is not to see them. */
function plainWord(sheet: Sheet, at: number, month: string | undefined): string {
  const token = sheet.tokens[at];
  if (!token || !sheet.isFree(at)) return '□';
  if (month !== undefined) return month;
  if (token.kind === 'number') return /^\d{1,2}[:.]\d{2}$/.test(token.key) || isClock(sheet, at) ? '□' : token.key;
  if (/^(?:DAYS?|WEEKS?|MONTH|YEAR|NEXT|LAST)$/.test(token.key)) return token.written;
  if (/^\d+$/.test(token.key)) return isClock(sheet, at) ? '□' : token.key;
  if (token.key === 'from' && !/^(?:now|TODAY|TOMORROW)$/.test(sheet.key(at + 1))) return '□';
  return /^(?:\.|,|st|nd|rd|th|in|of|the|from|now|ago|vor|a|einem|einer|den|'|-|–|\/)$/.test(token.key)
    ? token.key
    : '□';
}

const isClock = (sheet: Sheet, at: number) =>
  /^(?:OCLOCK|am|pm|h)$/.test(sheet.key(at + 1)) ||
  /^(?:um|at|@|gegen|ab|from|von|bis|to|until|halb|viertel)$/.test(sheet.key(at - 1));

/** The free words as chrono knows them, and which token stands at an offset. */
function plainLine(sheet: Sheet, english: boolean) {
  let line = '';
  const starts: number[] = [];
  sheet.tokens.forEach((token, at) => {
    const month = /^MO(\d+)$/.exec(token.key)?.[1];
    const word = plainWord(sheet, at, month && MONTH_NAMES[english ? 'en' : 'de'][Number(month) - 1]);
    if (!/^(?:\.|st|nd|rd|th|,)$/.test(word)) line += ' ';
    starts.push(line.length);
    line += word;
  });
  const tokenAt = (offset: number) => {
    let at = starts.length - 1;
    while (at > 0 && (starts[at] ?? 0) > offset) at--;
    return at;
  };
  return { line, tokenAt };
}
