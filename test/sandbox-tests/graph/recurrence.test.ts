import fc from 'fast-check';
import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { PATTERN_TYPES, WEEK_INDEXES, expandBetween } from '../../sandbox/graph/recurrence.ts';
import type { Recurrence } from '../../sandbox/graph/recurrence.ts';
import { formatDay, parseDay } from '../../sandbox/graph/zones.ts';

const CODES = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const START = parseDay('2026-01-15')!;
const HORIZON = parseDay('2032-12-31')!;

const base: Recurrence = {
  type: 'daily',
  interval: 1,
  month: 0,
  dayOfMonth: 0,
  daysOfWeek: [],
  firstDayOfWeek: 0,
  index: 'first',
  startDay: START,
  endDay: null,
  count: 0,
};
const days = (rule: Partial<Recurrence>, from = '2026-01-01', to = '2032-12-31') =>
  expandBetween({ ...base, ...rule }, parseDay(from)!, parseDay(to)!).map(formatDay);

/** The same rule for iCalendar, as far as both can say it. */
function toRule(rule: Recurrence): string {
  const position = rule.index === 'last' ? -1 : WEEK_INDEXES.indexOf(rule.index) + 1;
  const weekdays = `BYDAY=${rule.daysOfWeek.map((day) => CODES[day]).join(',')}`;
  const nth = `BYDAY=${position}${CODES[rule.daysOfWeek[0]!]}`;
  const parts: Record<Recurrence['type'], string[]> = {
    daily: ['FREQ=DAILY'],
    weekly: ['FREQ=WEEKLY', weekdays, `WKST=${CODES[rule.firstDayOfWeek]}`],
    absoluteMonthly: ['FREQ=MONTHLY', `BYMONTHDAY=${rule.dayOfMonth}`],
    relativeMonthly: ['FREQ=MONTHLY', nth],
    absoluteYearly: ['FREQ=YEARLY', `BYMONTH=${rule.month}`, `BYMONTHDAY=${rule.dayOfMonth}`],
    relativeYearly: ['FREQ=YEARLY', `BYMONTH=${rule.month}`, nth],
  };
  return [...parts[rule.type], `INTERVAL=${rule.interval}`].join(';');
}

function expandWithIcal(rule: Recurrence, limit: number): string[] {
  const recur = ICAL.Recur.fromString(toRule(rule));
  const iterator = recur.iterator(ICAL.Time.fromDateString(formatDay(rule.startDay)));
  const found: string[] = [];
  for (let next = iterator.next(); next && found.length < limit; next = iterator.next())
    found.push(next.toString().slice(0, 10));
  return found;
}

describe('recurrence', () => {
  it('expands like iCalendar wherever both can say the same', () => {
    const rules = fc.record({
      type: fc.constantFrom(...PATTERN_TYPES),
      interval: fc.integer({ min: 1, max: 4 }),
      month: fc.integer({ min: 1, max: 12 }),
      dayOfMonth: fc.integer({ min: 1, max: 28 }),
      daysOfWeek: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 3 }),
      firstDayOfWeek: fc.constantFrom(0, 1),
      index: fc.constantFrom(...WEEK_INDEXES),
      startDay: fc.integer({ min: START, max: START + 400 }),
    });
    fc.assert(
      fc.property(rules, (partial) => {
        const weekdays = partial.type === 'weekly' ? partial.daysOfWeek : partial.daysOfWeek.slice(0, 1);
        const rule: Recurrence = { ...base, ...partial, daysOfWeek: weekdays };
        const own = expandBetween(rule, rule.startDay, HORIZON).slice(0, 12).map(formatDay);
        // An iCalendar series begins on its start in any case; Exchange begins on the first match.
        const theirs = expandWithIcal(rule, own.length + 1).filter(
          (day) => own.includes(day) || day !== formatDay(rule.startDay),
        );
        expect(theirs.slice(0, own.length)).toEqual(own);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('clamps a day that a month does not have to its last one', () => {
    const rule = { type: 'absoluteMonthly', dayOfMonth: 31, startDay: parseDay('2026-01-31')!, count: 4 } as const;
    expect(days(rule)).toEqual(['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30']);
    const leap = {
      type: 'absoluteYearly',
      month: 2,
      dayOfMonth: 29,
      startDay: parseDay('2027-02-28')!,
      count: 2,
    } as const;
    expect(days(leap)).toEqual(['2027-02-28', '2028-02-29']);
  });

  it('falls on one day only when a relative pattern names several weekdays', () => {
    const rule = { type: 'relativeMonthly', daysOfWeek: [1, 2, 3, 4, 5], index: 'first', count: 3 } as const;
    expect(days({ ...rule, startDay: parseDay('2026-08-01')! })).toEqual(['2026-08-03', '2026-09-01', '2026-10-01']);
    const last = { ...rule, index: 'last', startDay: parseDay('2026-08-01')! } as const;
    expect(days(last)).toEqual(['2026-08-31', '2026-09-30', '2026-10-30']);
  });

  it('includes the end day and counts numbered ranges from the first match', () => {
    expect(days({ endDay: START + 2 })).toEqual(['2026-01-15', '2026-01-16', '2026-01-17']);
    expect(days({ type: 'weekly', daysOfWeek: [1], count: 2 })).toEqual(['2026-01-19', '2026-01-26']);
    expect(days({}, '2030-05-01', '2030-05-02')).toEqual(['2030-05-01', '2030-05-02']);
  });

  it('keeps to the first day of the week that its author counts from', () => {
    const rule = {
      type: 'weekly',
      interval: 2,
      daysOfWeek: [0, 1],
      startDay: parseDay('2026-01-05')!,
      count: 4,
    } as const;
    expect(days({ ...rule, firstDayOfWeek: 1 })).toEqual(['2026-01-05', '2026-01-11', '2026-01-19', '2026-01-25']);
    expect(days({ ...rule, firstDayOfWeek: 0 })).toEqual(['2026-01-05', '2026-01-18', '2026-01-19', '2026-02-01']);
  });
});
