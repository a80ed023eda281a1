import type { DateTime } from 'luxon';
import { calendarDay, mondayOfWeek, monthAhead } from './calendar.ts';
import { takeByChrono } from './chrono-dates.ts';
import type { DatePiece, Modifier, PieceOf } from './date-piece.ts';
import { takeHolidays } from './holidays.ts';
import type { Found, Sheet } from './sheet.ts';

const MODIFIERS: Record<string, Modifier> = {
  NEXT: 'next',
  COMING: 'coming',
  THIS: 'this',
  AFTERNEXT: 'after_next',
  LAST: 'last',
};
const MOD = '(?<mod>NEXT|COMING|THIS|AFTERNEXT|LAST)';
const ON = '(?:(?:am|an|on|fuer|for|den|der|dem|the|zum) )*';
const WEEKS_AHEAD = String.raw`(?<n>\d{1,2}|einer|eine|a|an|the) (?:WEEK|WEEKS)|(?<fortnight>(?:a )?FORTNIGHT)|(?<days>8|14|21) DAYS`;

/** Takes the days from the sentence: what is plain German or English here, calendar dates by chrono-node. */
export function takeDates(sheet: Sheet, now: DateTime, english: boolean): DatePiece[] {
  const today = now.set({ hour: 12, minute: 0, second: 0, millisecond: 0 });
  const pieces: DatePiece[] = takeHolidays(sheet, today);
  const each = (pattern: string, read: (groups: Found['groups'], found: Found) => PieceOf | null) => {
    for (const found of sheet.find(pattern)) {
      const piece = read(found.groups, found);
      if (!piece) continue;
      sheet.take(found, 'when');
      pieces.push({ from: found.from, to: found.to, ...piece } as DatePiece);
    }
  };
  const weekdayOf = (groups: Found['groups']) => Number(groups['wd']);
  const relativeDays: Record<string, number> = {
    TODAY: 0,
    TOMORROW: 1,
    OVERMORROW: 2,
    YESTERDAY: -1,
    BEFOREYESTERDAY: -2,
  };
  const relativeDay = (key: string | undefined) => today.plus({ days: relativeDays[key ?? ''] ?? 0 });

  each(
    String.raw`${ON}EVERY (?:other |2 ?\. |ORD2 )?(?:WD(?<wd>\d)|DAY|WEEK|MONTH)|(?:taeglich|woechentlich|monatlich|weekly|biweekly|DAYS?lich)(?= (?:um|am|at|on|mit|with|,|WD))`,
    (groups) =>
      groups['wd'] === undefined
        ? { is: 'recurring' }
        : { is: 'weekday', weekday: weekdayOf(groups), modifier: 'none', plusWeeks: 0, recurring: true },
  );
  each(
    '(?:taeglich|woechentlich|monatlich|DAYS?lich)e[nrs]?(?= [a-z-]+)|(?:daily|weekly|biweekly|monthly)(?= (?:[a-z-]+ )?(?:meeting|call|sync|chat|review|catch-up|check-in|stand-?up|session))',
    () => ({ is: 'recurring' }),
  );
  each(String.raw`(?:the )?DAY after TOMORROW`, () => ({ is: 'day', day: today.plus({ days: 2 }), relative: true }));
  each(String.raw`(?:the )?DAY before YESTERDAY`, () => ({ is: 'day', day: today.minus({ days: 2 }), relative: true }));

  // "Freitag in einer Woche", "a week from Friday", "Tuesday week"
  each(
    String.raw`${ON}(?:WD(?<wd>\d)|(?<rel>TODAY|TOMORROW|OVERMORROW)) (?:, )?(?:in|ueber) (?:${WEEKS_AHEAD})`,
    readShifted,
  );
  each(
    String.raw`(?:in )?(?:${WEEKS_AHEAD}) (?:from|on|after) (?:(?:this|next|THIS|COMING) )?(?:WD(?<wd>\d)|(?<rel>TODAY|TOMORROW))`,
    readShifted,
  );
  each(String.raw`${ON}WD(?<wd>\d) WEEK(?! (?:in|NEXT))`, (groups) =>
    english ? { is: 'weekday', weekday: weekdayOf(groups), modifier: 'none', plusWeeks: 1, recurring: false } : null,
  );
  // "in zwei Wochen am Dienstag": the weekday of that week
  each(String.raw`in (?:${WEEKS_AHEAD}) (?:, )?${ON}WD(?<wd>\d)`, (groups) => ({
    is: 'day',
    day: today.plus({ weeks: weeksOf(groups) }).set({ weekday: weekdayOf(groups) as 1 }),
    relative: true,
  }));
  each(String.raw`in (?:a |1 )?FORTNIGHT`, () => ({ is: 'day', day: today.plus({ weeks: 2 }), relative: true }));

  each(
    String.raw`(?:(?:zu|am|gegen|at|by|towards) )?(?:the )?(?<part>BEGIN|MIDDLE|END) (?:- )?(?:(?:of|der|des|in|von|the|dem|den) )*(?:${MOD} )?(?:(?<unit>WEEK|MONTH)|MO(?<month>\d{1,2})|CW (?<cw>\d{1,2}))`,
    readPart,
  );
  each(
    String.raw`(?:(?:in|der|the) )*CW (?:\. )?(?<cw>\d{1,2})|(?:in )?(?:der )?WEEK (?<cw2>\d{1,2})`,
    ({ cw, cw2 }) => {
      const monday = mondayOfWeek(today, Number(cw ?? cw2));
      return monday ? { is: 'week', monday } : { is: 'no_such_date' };
    },
  );
  each(
    String.raw`(?:(?:in|der|the|fuer|for|im|die) )*(?:${MOD} WEEK|WEEK (?:after (?<after>NEXT)))`,
    ({ mod, after }) => ({
      is: 'week',
      monday: today.startOf('week').plus({ weeks: after ? 2 : weeksFor(MODIFIERS[mod ?? 'THIS']), hours: 12 }),
    }),
  );
  each(String.raw`(?:(?:am|an|at|on|the|ueber|uebers|over|diesem|for|fuer|das) )*(?:${MOD} )?WEEKEND`, ({ mod }) => {
    const saturday = today
      .set({ weekday: 6 })
      .plus({ weeks: mod === 'NEXT' && today.weekday < 6 ? 1 : mod === 'AFTERNEXT' ? 2 : mod === 'LAST' ? -1 : 0 });
    return { is: 'span', first: saturday, last: saturday.plus({ days: 1 }) };
  });
  each(String.raw`(?:(?:im|in|the) )*${MOD} MONTH`, ({ mod }) => {
    const first = today.startOf('month').plus({ months: weeksFor(MODIFIERS[mod ?? 'THIS']), hours: 12 });
    return { is: 'span', first, last: first.endOf('month').set({ hour: 12 }) };
  });

  // "10. bis 12. Februar", "10.-12.2."
  each(
    String.raw`(?:(?:vom|von|from|am|the) )*(?<d1>\d{1,2}) (?:\. |st |nd |rd |th )?(?:bis|-|–|to|until|und|and) (?:zum |the )?(?:(?<d2>\d{1,2}) (?:\. |st |nd |rd |th )?(?:of )?MO(?<m1>\d{1,2})|(?<d3>\d{1,2})\.(?<m2>\d{1,2})\.)`,
    ({ d1, d2, m1, d3, m2 }) => {
      const month = Number(m1 ?? m2);
      const [first, last] = [
        calendarDay(today, Number(d1), month, null),
        calendarDay(today, Number(d2 ?? d3), month, null),
      ];
      return first && last && last > first ? { is: 'span', first, last } : null;
    },
  );
  // Numbers: "3.12.", "am 3.12", "3/12", "den 2.", "on the 3rd"
  each(
    String.raw`${ON}(?<d>\d{1,2})\.(?<m>\d{1,2})\.(?<y>\d{4}|\d{2})?(?: (?<y2>20\d{2})(?! (?:OCLOCK|h)(?= )))?`,
    readNumbers,
  );
  each(
    String.raw`(?:(?:am|den|dem|vom|zum|WD\d) (?:, )?(?:den )?)(?<d>\d{1,2})\.(?<m>\d{1,2})(?! OCLOCK)`,
    keepWeekday(readNumbers),
  );
  each(String.raw`${ON}(?<d>\d{1,2})\.(?<m>\d{1,2})(?! OCLOCK)`, (groups, found) =>
    /^(?:um|gegen|at|ab|bis|-|von)$/.test(sheet.key(found.from - 1)) ||
    Number(groups['m']) > 12 ||
    Number(groups['m']) < 1 ||
    pieces.length > 0 ||
    (groups['m'] ?? '').length < 2
      ? null
      : readNumbers(groups),
  );
  each(String.raw`${ON}(?<d>\d{1,2})\/(?<m>\d{1,2})(?:\/(?<y>\d{4}|\d{2}))?`, readNumbers);
  each(
    String.raw`${ON}(?<d>\d{1,2}) (?:\. )?(?:of )?(?<month>MO\d{1,2})(?: (?:\. )?(?<y>20\d{2}|'\d{2}))?(?! \d{2} OCLOCK)`,
    rejectImpossible,
  );
  each(String.raw`${ON}ORD(?<d>\d{1,2}) (?:of )?MO(?<m>\d{1,2})(?: (?<y>20\d{2}))?`, readNumbers);
  each(String.raw`MO(?<m>\d{1,2}) (?:the )?ORD(?<d>\d{1,2})(?: (?:, )?(?<y>20\d{2}))?`, readNumbers);
  // "on June 15": chrono's British reading skips it, as it could be a year.
  if (english)
    each(
      String.raw`${ON}MO(?<m>\d{1,2}) (?<d>[12]?\d|3[01])(?: (?:, )?(?<y>20\d{2}))?(?! (?:OCLOCK|am|pm|h|-|–|to|until|st|nd|rd|th)(?= ))`,
      readNumbers,
    );
  each(
    String.raw`(?<month>MO\d{1,2}) (?:\. )?(?:the )?(?<d>\d{1,2})(?! (?:OCLOCK|h|am|pm|-)(?= ))(?: (?:st|nd|rd|th))?`,
    rejectImpossible,
  );
  each(
    String.raw`(?:(?:fuer|for|ab|am) )?(?:(?<rel>TODAY|TOMORROW|OVERMORROW|YESTERDAY|BEFOREYESTERDAY)|(?:am )?morgigen DAY)`,
    ({ rel }) => ({ is: 'day', day: relativeDay(rel ?? 'TOMORROW'), relative: true }),
  );
  pieces.push(...takeByChrono(sheet, today, english));
  each(
    String.raw`(?:am|den|der|dem|vom|zum|on the|by the|on|the|for the) (?<d>\d{1,2}) (?:\.(?! MO\d)|st|nd|rd|th)(?! (?:OCLOCK|MO\d))`,
    ({ d }) => readMonthday(Number(d)),
  );
  each(String.raw`(?:(?:am|den|der|dem|on the|the) )+ORD(?<d>\d{1,2})(?! [a-z])`, ({ d }) =>
    Number(d) === 1 && english ? null : readMonthday(Number(d)),
  );
  each(
    String.raw`WD\d (?:, )?(?<d>\d{1,2}) (?:\.|st|nd|rd|th)(?! MO\d)`,
    keepWeekday(({ d }) => readMonthday(Number(d))),
  );

  each(String.raw`${ON}(?:${MOD} )?WD(?<wd>\d)`, ({ wd, mod }) => ({
    is: 'weekday',
    weekday: Number(wd),
    modifier: MODIFIERS[mod ?? ''] ?? 'none',
    plusWeeks: 0,
    recurring: false,
  }));
  if (!pieces.some((piece) => piece.is === 'day' || piece.is === 'weekday')) {
    each(String.raw`(?:im|in) (?:(?:the|NEXT|THIS|COMING) )?MO(?<m>\d{1,2})`, ({ m }) => {
      const first = monthAhead(today, Number(m));
      return { is: 'span', first, last: first.endOf('month').set({ hour: 12 }) };
    });
  }
  return pieces.sort((a, b) => a.from - b.from);

  function readShifted(groups: Found['groups']): PieceOf {
    const weeks = weeksOf(groups);
    return groups['wd'] === undefined
      ? { is: 'day', day: relativeDay(groups['rel']).plus({ weeks }), relative: true }
      : { is: 'weekday', weekday: weekdayOf(groups), modifier: 'coming', plusWeeks: weeks, recurring: false };
  }

  function readPart({ part, mod, unit, month, cw }: Found['groups']): PieceOf | null {
    const thirds = part === 'BEGIN' ? 0 : part === 'MIDDLE' ? 1 : 2;
    if (unit === 'WEEK' || cw !== undefined) {
      const monday =
        cw === undefined
          ? today.startOf('week').plus({ weeks: weeksFor(MODIFIERS[mod ?? 'THIS']), hours: 12 })
          : mondayOfWeek(today, Number(cw));
      if (!monday) return { is: 'no_such_date' };
      const [first, last] = (
        [
          [0, 1],
          [1, 3],
          [3, 4],
        ] as const
      )[thirds] ?? [0, 4];
      return { is: 'span', first: monday.plus({ days: first }), last: monday.plus({ days: last }) };
    }
    const start =
      month === undefined
        ? today.startOf('month').plus({ months: weeksFor(MODIFIERS[mod ?? 'THIS']), hours: 12 })
        : monthAhead(today, Number(month));
    const first = start.plus({ days: thirds * 10 });
    return { is: 'span', first, last: thirds === 2 ? start.endOf('month').set({ hour: 12 }) : first.plus({ days: 9 }) };
  }

  function readNumbers({ d, m, y, y2 }: Found['groups']): PieceOf {
    // "03/18/2027"
    if (english && Number(m) > 12 && Number(d) <= 12) return readNumbers({ d: m, m: d, y, y2 });
    const year = y ?? y2;
    const day = calendarDay(
      today,
      Number(d),
      Number(m),
      year === undefined ? null : Number(year) + (year.length === 2 ? 2000 : 0),
    );
    return day ? { is: 'day', day, relative: false } : { is: 'no_such_date' };
  }

  function readMonthday(date: number): PieceOf {
    return date >= 1 && date <= 31 ? { is: 'monthday', date } : { is: 'no_such_date' };
  }

  /** chrono turns "31. Februar" into something else; here it is said. What is possible is left to chrono. */
  function rejectImpossible({ d, month }: Found['groups']): PieceOf | null {
    const day = calendarDay(today, Number(d), Number(month?.slice(2)), null);
    if (!day) return { is: 'no_such_date' };
    return day.month === 2 && day.day === 29 ? { is: 'day', day, relative: false } : null;
  }

  /** The pattern needed the weekday to be sure; the weekday is read as well, to be checked against the number. */
  function keepWeekday(read: (groups: Found['groups']) => PieceOf) {
    return (groups: Found['groups'], found: Found) => {
      // "Mo 9.30" is a time.
      if (Number(groups['m'] ?? 1) > 12 || Number(groups['m'] ?? 1) < 1) return null;
      if (/^WD/.test(sheet.key(found.from))) found.from++;
      return read(groups);
    };
  }
}

function weeksOf({ n, fortnight, days }: Found['groups']): number {
  if (fortnight !== undefined) return 2;
  if (days !== undefined) return days === '8' ? 1 : Number(days) / 7;
  return Number(n) || 1;
}

const weeksFor = (modifier: Modifier | undefined) =>
  modifier === 'after_next' ? 2 : modifier === 'next' || modifier === 'coming' ? 1 : modifier === 'last' ? -1 : 0;
