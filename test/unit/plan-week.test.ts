import { afterEach, describe, expect, it } from 'vitest';
import { addDays, findMonday, planWeek } from '../../addin/tab/overview/plan-week.ts';
import type { Entry } from '../../server/http/api-types.ts';

const machineZone = process.env['TZ'];
afterEach(() => {
  if (machineZone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = machineZone;
});

function createEntry(patch: Partial<Entry> & Pick<Entry, 'start' | 'end'>): Entry {
  return {
    id: patch.title ?? 'entry',
    origin: 'outlook',
    title: 'entry',
    allDay: false,
    visibility: null,
    calendarId: null,
    project: null,
    outlookUrl: null,
    lupaxUrl: null,
    ...patch,
  };
}

/** `title part` by day, from Monday. */
const plan = (monday: Date, ...entries: Entry[]) =>
  planWeek(monday, entries).map((day) => day.entries.map(({ entry, part }) => `${entry.title} ${part}`));

/** West of, at, and east of Greenwich: whoever reads a date as UTC gets one of them wrong. */
const ZONES = ['America/Los_Angeles', 'UTC', 'Europe/Berlin', 'Pacific/Auckland'];

describe('a week', () => {
  it('starts on Monday, a Sunday is its last day', () => {
    process.env['TZ'] = 'Europe/Berlin';
    const monday = new Date(2026, 10, 23);
    expect(findMonday(new Date(2026, 10, 23))).toEqual(monday);
    expect(findMonday(new Date(2026, 10, 26, 13, 5))).toEqual(monday);
    expect(findMonday(new Date(2026, 10, 29, 23, 59))).toEqual(monday);
    expect(findMonday(new Date(2026, 10, 30))).toEqual(new Date(2026, 10, 30));
  });

  it.each([
    ['in spring', new Date(2026, 2, 23), new Date(2026, 2, 30)],
    ['in autumn', new Date(2026, 9, 19), new Date(2026, 9, 26)],
  ])('has seven days from midnight to midnight when the clock changes %s', (_when, from, until) => {
    process.env['TZ'] = 'Europe/Berlin';
    const monday = findMonday(new Date(from.getFullYear(), from.getMonth(), from.getDate() + 6, 12));
    const days = planWeek(monday, []).map(({ date }) => date);
    expect(days.map((date) => [date.getDate(), date.getHours()])).toEqual(
      Array.from({ length: 7 }, (_, number) => [from.getDate() + number, 0]),
    );
    expect(addDays(monday, 7).getDate()).toBe(until.getDate());
  });

  it('keeps the night of the change on its days', () => {
    process.env['TZ'] = 'Europe/Berlin';
    const sunday = createEntry({ title: 'late', start: '2026-10-25T22:30:00Z', end: '2026-10-25T23:00:00Z' });
    const night = createEntry({ title: 'night', start: '2026-10-24T22:30:00Z', end: '2026-10-25T02:30:00Z' });
    const days = plan(new Date(2026, 9, 19), sunday, night);
    expect(days[5]).toEqual([]);
    expect(days[6]).toEqual(['night only', 'late only']);
  });
});

describe('a whole day', () => {
  it.each(ZONES)('is the same day everywhere (%s)', (zone) => {
    process.env['TZ'] = zone;
    const entry = createEntry({ title: 'fair', allDay: true, start: '2026-11-25', end: '2026-11-26' });
    expect(plan(new Date(2026, 10, 23), entry)).toEqual([[], [], ['fair only'], [], [], [], []]);
  });

  it('stands before everything that has a time', () => {
    process.env['TZ'] = 'Europe/Berlin';
    const late = createEntry({ title: 'late', start: '2026-11-23T15:00:00Z', end: '2026-11-23T16:00:00Z' });
    const early = createEntry({ title: 'early', start: '2026-11-23T05:00:00Z', end: '2026-11-23T06:00:00Z' });
    const whole = createEntry({ title: 'whole', allDay: true, start: '2026-11-23', end: '2026-11-24' });
    expect(plan(new Date(2026, 10, 23), late, early, whole)[0]).toEqual(['whole only', 'early only', 'late only']);
  });
});

describe('an entry of several days', () => {
  it('stands on each of them', () => {
    process.env['TZ'] = 'Europe/Berlin';
    const entry = createEntry({ title: 'tour', start: '2026-11-24T17:00:00Z', end: '2026-11-26T01:00:00Z' });
    expect(plan(new Date(2026, 10, 23), entry)).toEqual([
      [],
      ['tour first'],
      ['tour middle'],
      ['tour last'],
      [],
      [],
      [],
    ]);
  });

  it('does not stand on the day whose midnight ends it', () => {
    process.env['TZ'] = 'Europe/Berlin';
    const entry = createEntry({ title: 'shift', start: '2026-11-24T17:00:00Z', end: '2026-11-24T23:00:00Z' });
    expect(plan(new Date(2026, 10, 23), entry)).toEqual([[], ['shift only'], [], [], [], [], []]);
  });

  it('goes on from the week before into the week after', () => {
    process.env['TZ'] = 'Europe/Berlin';
    const entry = createEntry({ title: 'leave', allDay: true, start: '2026-11-20', end: '2026-12-02' });
    expect(plan(new Date(2026, 10, 23), entry)).toEqual(Array.from({ length: 7 }, () => ['leave middle']));
  });

  it('stands on its day when it takes no time at all', () => {
    process.env['TZ'] = 'Europe/Berlin';
    const entry = createEntry({ title: 'deadline', start: '2026-11-24T23:00:00Z', end: '2026-11-24T23:00:00Z' });
    expect(plan(new Date(2026, 10, 23), entry)).toEqual([[], [], ['deadline only'], [], [], [], []]);
  });
});
