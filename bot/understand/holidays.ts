import { DateTime } from 'luxon';
import type { DatePiece } from './date-piece.ts';
import type { Found, Sheet } from './sheet.ts';

interface Holiday {
  first: DateTime;
  last: DateTime;
}

/** Names as the grammar sees them → month and date of the first and the last day. */
const FIXED: readonly (readonly [name: string, month: number, first: number, last: number])[] = [
  ['heiligabend|heilig(?:en?)? EVENING|christmas eve', 12, 24, 24],
  [String.raw`(?:1|ORD1) (?:\. )?(?:weihnachtstag|weihnachtsfeiertag)|christmas DAY`, 12, 25, 25],
  [String.raw`(?:2|ORD2) (?:\. )?(?:weihnachtstag|weihnachtsfeiertag)|boxing DAY`, 12, 26, 26],
  ['weihnachten|christmas|xmas|(?:die )?weihnachtsfeiertage|(?:den )?weihnachtsfeiertagen', 12, 24, 26],
  ["silvester|sylvester|new year's eve|new years eve|nye", 12, 31, 31],
  ["neujahr|neujahrstag|new year's DAY|new years DAY|new year's|new YEAR", 1, 1, 1],
  ['(?:heilige |heiligen )?(?:3|drei) koenige?n?|dreikoenig|epiphany', 1, 6, 6],
  ['DAY der arbeit|labou?r DAY|maifeiertag', 5, 1, 1],
  ['DAY der (?:deutschen )?einheit', 10, 3, 3],
  ['reformationstag|halloween', 10, 31, 31],
  ['allerheiligen|all saints DAY', 11, 1, 1],
  ['nikolaustag', 12, 6, 6],
];

/** Names → days from Easter Sunday to the first and to the last day. */
const MOVABLE: readonly (readonly [name: string, first: number, last: number])[] = [
  ['rosenmontag', -48, -48],
  ['aschermittwoch|ash WD3', -46, -46],
  ['gruendonnerstag|maundy WD4', -3, -3],
  ['karfreitag|good WD5', -2, -2],
  ['ostersonntag|easter WD7', 0, 0],
  ['ostermontag|easter WD1', 1, 1],
  ['ostern|easter|(?:den )?osterfeiertagen', -2, 1],
  ['(?:christi )?himmelfahrt|vatertag|ascension DAY', 39, 39],
  ['pfingstmontag|whit WD1', 50, 50],
  ['pfingsten|whitsun|pentecost', 49, 50],
  ['fronleichnam|corpus christi', 60, 60],
];

const NAMES = [...FIXED, ...MOVABLE].map(([name]) => name).join('|');
const [BEFORE, AFTER] = ['vor|before|bis|by|until|till', 'nach|after'];
const ARTICLE = '(?:(?:dem|den|der|the|zu|zum) )?';
const [THURSDAY, FRIDAY] = [4, 5] as const;
/** Who says "after Easter" means soon after it. */
const SOON_DAYS = 7;

/** Days that are called by their name: "an Heiligabend", "vor Weihnachten", "zwischen Weihnachten und Neujahr", "in der Woche nach Ostern". */
export function takeHolidays(sheet: Sheet, today: DateTime): DatePiece[] {
  const pieces: DatePiece[] = [];
  const each = (pattern: string, read: (groups: Found['groups']) => Holiday): void => {
    for (const { from, to, groups } of sheet.find(pattern)) {
      // A project that is called by one.
      if (sheet.isReserved(to - 1)) continue;
      const days = read(groups);
      if (days.last < days.first) continue;
      sheet.take({ from, to }, 'when');
      const { first, last } = days;
      pieces.push(
        first.hasSame(last, 'day')
          ? { from, to, is: 'day', day: first, relative: false }
          : { from, to, is: 'span', first, last },
      );
    }
  };
  const holidayOf = (name: string | undefined): Holiday => nextHoliday(name ?? '', today);

  const between = (one: string | undefined, other: string | undefined): Holiday => {
    const end = holidayOf(other).first.minus({ days: 1 });
    const begun = holidayOf(one).last < end ? holidayOf(one) : nextHoliday(one ?? '', end.minus({ months: 3 }));
    return { first: DateTime.max(today, begun.last.plus({ days: 1 })), last: end };
  };
  each(`(?:zwischen|between) ${ARTICLE}(?<one>${NAMES}) (?:und|and) ${ARTICLE}(?<other>${NAMES})`, ({ one, other }) =>
    between(one, other),
  );
  each('zwischen den YEAR', () => between('weihnachten', 'silvester'));
  each(
    `(?:(?:in|der|die|the) )*WEEK (?:(?<before>vor|before)|${AFTER}) ${ARTICLE}(?<name>${NAMES})`,
    ({ before, name }) => (before === undefined ? weekAfter(holidayOf(name)) : weekBefore(holidayOf(name))),
  );
  each(`(?:noch )?(?:${BEFORE}) ${ARTICLE}(?<name>${NAMES})`, ({ name }) => {
    const { first, last } = holidayOf(name);
    const coming = first > today ? first : nextHoliday(name ?? '', last.plus({ days: 1 })).first;
    return { first: today, last: coming.minus({ days: 1 }) };
  });
  each(`(?:${AFTER}) ${ARTICLE}(?<name>${NAMES})`, ({ name }) => {
    const { last } = holidayOf(name);
    return { first: last.plus({ days: 1 }), last: last.plus({ days: SOON_DAYS }) };
  });
  each(`(?:an|am|zu|on|at|over|ueber|fuer|for) ${ARTICLE}(?<name>${NAMES})`, ({ name }) => holidayOf(name));
  // Without any of these words it may be what the meeting is about, but not right before a time; Silvester is a name, too.
  each(String.raw`(?<!(?:mit|with|und|and) )(?<name>${NAMES})(?= (?:um|gegen|ab|von|from|at|\d))`, ({ name }) =>
    holidayOf(name),
  );
  return pieces;
}

/** The next one that is not over, on the days it is kept in Germany. */
function nextHoliday(name: string, from: DateTime): Holiday {
  const is = (pattern: string): boolean => new RegExp(`^(?:${pattern})$`).test(name);
  const fixed = FIXED.find(([pattern]) => is(pattern));
  const movable = MOVABLE.find(([pattern]) => is(pattern));
  const inYear = (year: number): Holiday => {
    if (!fixed) {
      const [, first = 0, last = 0] = movable ?? [];
      const easter = findEaster(year, from);
      return { first: easter.plus({ days: first }), last: easter.plus({ days: last }) };
    }
    const [, month, first, last] = fixed;
    const day = from.set({ year, month, day: first });
    return { first: day, last: day.plus({ days: last - first }) };
  };
  const here = inYear(from.year);
  return here.last < from ? inYear(from.year + 1) : here;
}

/** The working days up to the weekend that follow it. */
function weekAfter({ last }: Holiday): Holiday {
  let first = last.plus({ days: 1 });
  while (first.weekday > FRIDAY) first = first.plus({ days: 1 });
  return { first, last: first.set({ weekday: FRIDAY }) };
}

/** Its own week up to the day before, where that is nearly all of it; else the week before that. */
function weekBefore({ first }: Holiday): Holiday {
  if (first.weekday >= FRIDAY) return { first: first.set({ weekday: 1 }), last: first.set({ weekday: THURSDAY }) };
  const monday = first.startOf('week').minus({ weeks: 1 }).set({ hour: first.hour });
  return { first: monday, last: monday.set({ weekday: FRIDAY }) };
}

/** Easter Sunday by Lichtenberg's form of Gauss' rule (Physikalisch-Technische Bundesanstalt), at the hour of `like`. */
function findEaster(year: number, like: DateTime): DateTime {
  const century = Math.floor(year / 100);
  const secularMoon = 15 + Math.floor((3 * century + 3) / 4) - Math.floor((8 * century + 13) / 25);
  const secularSun = 2 - Math.floor((3 * century + 3) / 4);
  const moon = year % 19;
  const seed = (19 * moon + secularMoon) % 30;
  const correction = Math.floor((seed + Math.floor(moon / 11)) / 29);
  const limit = 21 + seed - correction;
  const firstSunday = 7 - ((year + Math.floor(year / 4) + secularSun) % 7);
  const distance = 7 - ((((limit - firstSunday) % 7) + 7) % 7);
  return like.set({ year, month: 3, day: 1 }).plus({ days: limit + distance - 1 });
}
