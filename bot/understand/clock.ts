import type { Sheet, Stretch } from './sheet.ts';

/** A time of day as said, before it is known whether "3" is in the night or in the afternoon. */
export interface Clock {
  hour: number;
  minute: number;
  /** `exact`: "15 Uhr", "3 pm", "03:30". `digits`: "2:30". `spoken`: "um 3", "halb drei": one of two halves of the day. */
  style: 'exact' | 'digits' | 'spoken';
}

export type ClockPiece = Stretch &
  (
    | { is: 'clock'; clock: Clock }
    | { is: 'range'; start: Clock; end: Clock }
    /** "zwischen 14 und 16 Uhr", "nach 15 Uhr", "vor 11": a window. */
    | { is: 'between'; after: Clock | null; before: Clock | null }
    | { is: 'no_such_time' }
  );

/** Not the count of something else: "um 3 Personen", "45 Minuten". */
const NO_COUNT = String.raw`(?! (?:MIN|HOUR|h|DAYS?|WEEKS?|MONTH|YEAR|personen|leute|people|persons|mann|teilnehmer|%|€|euro|stueck|x|meter|m|MO\d+)(?= ))`;

const HOUR_OF_DAY = String.raw`\d{1,2}${NO_COUNT}`;

const spoken = [
  String.raw`(?:\d{1,2} (?:MIN )?|kurz )?(?:vor|nach) halb \d{1,2}`,
  String.raw`halb \d{1,2}`,
  String.raw`(?:a )?(?:viertel|quarter) (?:nach|vor|ueber|past|to|after|of|before|till) \d{1,2}`,
  String.raw`(?:(?:3 |drei)viertel|viertel) \d{1,2}`,
  String.raw`half (?:past )?\d{1,2}`,
  String.raw`\d{1,2} (?:MIN )?(?:nach|vor|past) ${HOUR_OF_DAY}`,
];
const MERIDIEM = '(?: (?:am|pm))';
const exact = [
  String.raw`\d{1,2} OCLOCK(?: \d{1,2}(?! (?:MIN|HOUR|h|\.|-|bis|OCLOCK)(?= )))?`,
  String.raw`\d{1,2}[:.]\d{2}(?: (?:OCLOCK|h))?`,
  String.raw`(?:[6-9]|1\d|2[0-4]) h(?: \d{2})?`,
  String.raw`\d{4}(?: (?:OCLOCK|h))?`,
  'NOON',
  'MIDNIGHT',
];
/** "am" is a half of the day in English only: "um 10 am Freitag". */
const meridiem = (english: boolean) =>
  english
    ? [
        String.raw`\d{1,2}(?:[:.]\d{2})?${MERIDIEM}`,
        String.raw`half (?:past )?\d{1,2}${MERIDIEM}`,
        String.raw`(?:a )?quarter (?:past|to) \d{1,2}${MERIDIEM}`,
      ]
    : [String.raw`\d{1,2}(?:[:.]\d{2})? pm`];

const clockPattern = (english: boolean) => [...meridiem(english), ...spoken, ...exact].join('|');

const ABOUT =
  '(?:(?:so|ca|circa|etwa|ungefaehr|rund|about|around|roughly|genau|punkt|exactly|sharp|spaetestens|kurz (?:nach|vor)|kurz|shortly after|just after) (?:\\. )?)?';
const AT = `(?:um|gegen|at|@|around|ab|punkt|starting|from|von|start)`;

/** Times of day in the sentence, taken from it. */
export function takeClocks(sheet: Sheet, english: boolean): ClockPiece[] {
  const clock = clockPattern(english);
  const any = `(?:${clock}|${HOUR_OF_DAY})`;
  const pieces: ClockPiece[] = [];
  const take = (stretch: Stretch, piece: ClockOf) => {
    sheet.take(stretch, 'when');
    pieces.push({ from: stretch.from, to: stretch.to, ...piece } as ClockPiece);
  };

  for (const found of sheet.find(
    `(?:zwischen|between) ${ABOUT}(?<a>${any}) (?:und|and|-|–|&|bis) ${ABOUT}(?<b>${any})`,
  )) {
    takeRange(found, 'between');
  }
  for (const found of sheet.find(
    `(?<mark>(?:von|from|um|at|ab|gegen|in der zeit von) )?${ABOUT}(?<a>${any}) (?:, )?(?:bis|-|–|—|to|until|till|til|thru) (?:um |at |ca |circa |etwa )?(?<b>${any})(?<unit> (?:OCLOCK))?`,
  )) {
    if (!looksLikeRange(found)) continue;
    takeRange(found, 'range');
  }
  for (const found of sheet.find(
    `(?:nach|after|fruehestens(?: (?:um|ab))?|nicht vor|not before|no earlier than|from) ${ABOUT}(?<a>${any})(?: (?:on|an|onwards))?`,
  )) {
    // "from 3" is a start like "ab 3"; "nach halb drei" is five past.
    if (/^from/.test(sheet.key(found.from)) && !/^onwards?$/.test(sheet.key(found.to - 1))) continue;
    takeBound(found, 'after');
  }
  for (const found of sheet.find(
    `(?:bis(?: spaetestens)?|vor|before|until|by|spaetestens(?: (?:um|bis))?|no later than|nicht nach) ${ABOUT}(?:um )?(?<a>${any})`,
  )) {
    takeBound(found, 'before');
  }
  for (const found of sheet.find(`${ABOUT}(?:${AT} )?${ABOUT}(?<a>${clock})`)) {
    const said = found.groups['a'] ?? '';
    if (/^\d{4}$/.test(said) && !isFourDigitTime(said, sheet, found)) continue;
    takeOne(found);
  }
  // "five to four", written in words; "5 to 4" was read as a range.
  for (const found of sheet.find(String.raw`(?:at )?(?<min>5|10|20|25) (?:MIN )?to (?<hour>\d{1,2})`)) {
    take(found, { is: 'clock', clock: minus(spokenHour(found.groups['hour']), Number(found.groups['min'])) });
  }
  for (const found of sheet.find(String.raw`${ABOUT}${AT} ${ABOUT}(?<a>\d{1,2}|ein)${NO_COUNT}`)) takeOne(found);
  // "morgen 10 lichtprobe", "fr 9 mit Anna": an hour right behind a day.
  for (const found of sheet.find(String.raw`(?<a>\d{1,2})${NO_COUNT}(?! (?:\.|st|nd|rd|th|-|\/|x)(?= ))`)) {
    if (sheet.role(found.from - 1) !== 'when' || Number(found.groups['a']) > 23 || pieces.length > 0) continue;
    takeOne(found);
  }
  return pieces.sort((a, b) => a.from - b.from);

  function takeOne(found: Stretch & { groups: Record<string, string | undefined> }) {
    const read = readClock(found.groups['a'] === 'ein' ? '1' : (found.groups['a'] ?? ''));
    take(found, read ? { is: 'clock', clock: read } : { is: 'no_such_time' });
  }

  function takeBound(found: Stretch & { groups: Record<string, string | undefined> }, side: 'after' | 'before') {
    // "viertel nach drei", "5 vor halb drei": read as times below.
    if (/^(?:viertel|quarter|half|kurz|MIN|\d{1,2})$/.test(sheet.key(found.from - 1)) && sheet.isFree(found.from - 1))
      return;
    const said = found.groups['a'] ?? '';
    if (/^\d{4}$/.test(said) && /^(?:19|20)/.test(said) && Number(said) > 1959) return;
    const read = readClock(said);
    if (!read) return take(found, { is: 'no_such_time' });
    take(found, { is: 'between', after: side === 'after' ? read : null, before: side === 'before' ? read : null });
  }

  function takeRange(found: Stretch & { groups: Record<string, string | undefined> }, is: 'range' | 'between') {
    const [a, b] = shareUnit(found.groups['a'] ?? '', (found.groups['b'] ?? '') + (found.groups['unit'] ?? ''));
    const [start, end] = [readClock(a), readClock(b)];
    if (!start || !end) return take(found, { is: 'no_such_time' });
    take(found, is === 'range' ? { is, start, end } : { is, after: start, before: end });
  }

  /** "14-16" alone may be anything; with a unit, a preposition or hours of a working day it is a time. */
  function looksLikeRange(found: Stretch & { groups: Record<string, string | undefined> }): boolean {
    const { mark, a = '', b = '' } = found.groups;
    const written = sheet.written(found);
    // "five to four" in words is a time, not a range.
    if (
      / to /.test(` ${sheet.keysBetween({ from: 0, to: found.from }, { from: found.to, to: 0 })} `) &&
      !/\d/.test(written)
    )
      return false;
    if (mark !== undefined || /[^\d]/.test(a + b) || found.groups['unit'] !== undefined)
      return !/^\d{4}$/.test(a) || (a.length === 4 && b.length === 4);
    return a.length <= 2 && Number(a) >= 7 && Number(b) > Number(a) && Number(b) <= 23;
  }
}

type ClockOf =
  | { is: 'clock'; clock: Clock }
  | { is: 'range'; start: Clock; end: Clock }
  | { is: 'between'; after: Clock | null; before: Clock | null }
  | { is: 'no_such_time' };

/** "14–15 Uhr", "2 to 3 pm": the unit is said once and meant for both. */
function shareUnit(a: string, b: string): [string, string] {
  const unit = / (?:OCLOCK|am|pm)$/.exec(b)?.[0];
  if (unit === undefined || / (?:OCLOCK|am|pm)/.test(a) || /[a-zA-Z]/.test(a)) return [a, b];
  // "11 to 1 pm": the first is before noon.
  if (unit === ' pm' && parseInt(a, 10) > parseInt(b, 10) && parseInt(b, 10) !== 12 && parseInt(a, 10) !== 12)
    return [`${a} am`, b];
  if (unit === ' pm' && parseInt(b, 10) === 12 && parseInt(a, 10) < 12) return [`${a} am`, b];
  return [a + unit, b];
}

/** "1430" is a time unless it is a year, or counts something. */
function isFourDigitTime(said: string, sheet: Sheet, found: Stretch): boolean {
  const yearLike = Number(said) >= 1990 && Number(said) <= 2059;
  const announced = found.to - found.from > 1;
  const besideDay = sheet.role(found.from - 1) === 'when' || sheet.role(found.to) === 'when';
  return readClock(said) !== null && (announced || (besideDay && !yearLike));
}

const spokenHour = (hour: string | undefined): Clock => ({
  hour: Number(hour),
  minute: 0,
  style: Number(hour) > 12 ? 'exact' : 'spoken',
});

function minus(clock: Clock, minutes: number): Clock {
  const total = (clock.hour * 60 + clock.minute - minutes + 24 * 60) % (24 * 60);
  const hour = Math.floor(total / 60);
  // "Viertel vor eins" is 12:45, and "halb eins" 12:30.
  return { hour: hour === 0 ? 12 : hour, minute: total % 60, style: clock.style };
}

/**
 * @param said keys of a time of day
 * @returns null when there is no such time: "25 Uhr", "14:75"
 */
export function readClock(said: string): Clock | null {
  const clock = readSaid(said);
  return clock && clock.hour <= 24 && clock.minute <= 59 && !(clock.hour === 24 && clock.minute > 0) ? clock : null;
}

function readSaid(said: string): Clock | null {
  if (said === 'NOON') return { hour: 12, minute: 0, style: 'exact' };
  if (said === 'MIDNIGHT') return { hour: 0, minute: 0, style: 'exact' };
  const numbers = (said.match(/\d+/g) ?? []).map(Number);
  const [first = 0, second = 0] = numbers;
  const half = / (am|pm)$/.exec(said)?.[1];
  if (half !== undefined) {
    const clock = readSaid(said.slice(0, -3));
    if (!clock || clock.hour > 12)
      return clock && half === 'pm' && clock.hour < 24 ? { ...clock, style: 'exact' } : null;
    return { ...clock, hour: (clock.hour % 12) + (half === 'pm' ? 12 : 0), style: 'exact' };
  }
  const last = numbers.at(-1);
  const hour = spokenHour(String(last));
  if (/halb /.test(said)) {
    const offset = /kurz/.test(said) ? 0 : numbers.length > 1 ? first : 0;
    return minus(hour, 30 + (/nach/.test(said) ? -offset : offset));
  }
  if (/(?:viertel|quarter) (?:vor|to|of|before|till) /.test(said)) return minus(hour, 15);
  if (/(?:viertel|quarter) (?:nach|ueber|past|after) /.test(said)) return { ...hour, minute: 15 };
  if (/^(?:3 |drei)viertel /.test(said)) return minus(hour, 15);
  if (/^viertel /.test(said)) return minus(hour, 45);
  if (/^half /.test(said)) return { ...hour, minute: 30 };
  if (/ vor /.test(said)) return minus(hour, first);
  if (/ (?:nach|past) /.test(said)) return { ...hour, minute: first };
  if (/^\d{4}/.test(said)) return { hour: Math.floor(first / 100), minute: first % 100, style: 'exact' };
  if (/^\d{1,2}[:.]/.test(said))
    return { hour: first, minute: second, style: said.startsWith('0') || first > 12 ? 'exact' : 'digits' };
  if (/ h /.test(said)) return { hour: first, minute: second, style: 'exact' };
  if (/OCLOCK/.test(said))
    return {
      hour: first,
      minute: second,
      style: first >= 6 || (numbers.length > 1 && first === 0) ? 'exact' : 'spoken',
    };
  return spokenHour(String(first));
}
