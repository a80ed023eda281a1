import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { readTimes, writeTimes } from '../../../server/lupax/dates.ts';

const ZONES = Intl.supportedValuesOf('timeZone');
const seconds = (date: string): number => Date.parse(date) / 1000;
const writeSeconds = (at: number): string => new Date(at * 1000).toISOString().replace('.000', '');

describe('the times of an appointment', () => {
  it('are written as luxon would, in every zone and century, and read back as the same instants', () => {
    // Before 1900 there are offsets with seconds.
    const instant = fc.integer({ min: seconds('1850-01-01'), max: seconds('2100-01-01') });
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), instant, instant, (zone, from, to) => {
        const [start, end] = [writeSeconds(from), writeSeconds(to)];
        const written = writeTimes({ allDay: false, start, end, zone }, 'Europe/Berlin');
        const asLuxon = DateTime.fromISO(start, { zone }).toISO({ suppressMilliseconds: true });
        expect(written.date_start).toBe(asLuxon?.replace('Z', '+00:00'));
        if (from < seconds('1972-01-08')) return;
        expect(readTimes({ ...written, all_day: false }, 'UTC')).toMatchObject({ start, zone });
      }),
      { numRuns: 3_000 },
    );
  });

  it('are none where the month has no such day', () => {
    const read = (day: string) =>
      readTimes(
        { date_start: `${day}T09:00:00+01:00`, date_end: `${day}T10:00:00+01:00`, time_zone: 'UTC', all_day: false },
        'UTC',
      );
    const days = Array.from({ length: 31 }, (_, day) => String(day + 1).padStart(2, '0'));
    for (const year of ['1900', '2000', '2026', '2028']) {
      for (let month = 1; month <= 12; month += 1) {
        const dates = days.map((day) => `${year}-${String(month).padStart(2, '0')}-${day}`);
        const there = dates.filter((date) => DateTime.fromISO(date).isValid);
        expect(dates.filter((date) => read(date) !== null)).toEqual(there);
      }
    }
    expect(read('2026-00-10')).toBeNull();
    expect(read('2026-13-10')).toBeNull();
    expect(read('2026-01-00')).toBeNull();
  });

  it('of all-day appointments are written with the midnights of the zone', () => {
    const written = writeTimes({ allDay: true, start: '2026-03-29', end: '2026-03-30' }, 'Europe/Berlin');
    expect(written).toEqual({
      date_start: '2026-03-29T00:00:00+01:00',
      date_end: '2026-03-30T00:00:00+02:00',
      time_zone: 'Europe/Berlin',
      all_day: 1,
    });
  });
});
