import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { readTime, writeTime } from '../../../server/graph/event-time.ts';
import { toIanaZone } from '../../../server/graph/zones.ts';
import { single } from './raw-events.ts';

describe('zones', () => {
  it('understands Windows and IANA names and keeps UTC as UTC', () => {
    expect(toIanaZone('W. Europe Standard Time')).toBe('Europe/Berlin');
    expect(toIanaZone('Europe/Amsterdam')).toBe('Europe/Amsterdam');
    expect(toIanaZone('UTC')).toBe('UTC');
    expect(toIanaZone('tzone://Microsoft/Utc')).toBe('UTC');
  });

  it('knows no custom, unknown or missing zone', () => {
    expect(toIanaZone('tzone://Microsoft/Custom')).toBeNull();
    expect(toIanaZone('Middle Earth Time')).toBeNull();
    expect(toIanaZone(null)).toBeNull();
  });
});

describe('written times', () => {
  it('are wall times as luxon knows them, in every zone, and never of an hour that comes twice', () => {
    const seconds = (date: string): number => Date.parse(date) / 1000;
    const instant = fc.integer({ min: seconds('1900-01-01'), max: seconds('2100-01-01') });
    const zones = Intl.supportedValuesOf('timeZone');
    fc.assert(
      fc.property(fc.constantFrom(...zones), instant, instant, (zone, from, to) => {
        const [start, end] = [from, to].map((at) => new Date(at * 1000).toISOString().replace('.000', ''));
        const walls = [start!, end!].map((at) => DateTime.fromISO(at, { zone }));
        const known = toIanaZone(zone) ?? 'UTC';
        const used = walls.every((wall) => wall.setZone(known).getPossibleOffsets().length === 1) ? known : 'UTC';
        const [first, last] = walls.map((wall) => ({
          dateTime: wall.setZone(used).toISO({ includeOffset: false, suppressMilliseconds: true }),
          timeZone: used,
        }));
        const written = writeTime({ allDay: false, start: start!, end: end!, zone }, 'UTC');
        expect(written).toEqual({ isAllDay: false, start: first, end: last });
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('reading times', () => {
  const at = (dateTime: string, timeZone: string) => ({ dateTime, timeZone });

  it('gives the same instants for UTC, Windows and IANA answers', () => {
    const expected = {
      allDay: false,
      start: '2026-08-04T12:00:00Z',
      end: '2026-08-04T13:00:00Z',
      zone: 'Europe/Berlin',
    };
    for (const [start, end, zone] of [
      ['2026-08-04T12:00:00.0000000', '2026-08-04T13:00:00.0000000', 'UTC'],
      ['2026-08-04T14:00:00.0000000', '2026-08-04T15:00:00.0000000', 'W. Europe Standard Time'],
      ['2026-08-04T14:00:00.0000000', '2026-08-04T15:00:00.0000000', 'Europe/Amsterdam'],
    ] as const) {
      expect(readTime(single({ start: at(start, zone), end: at(end, zone) }), 'Europe/Berlin')).toEqual(expected);
    }
  });

  it('takes the default zone for a custom one', () => {
    const event = single({ originalStartTimeZone: 'tzone://Microsoft/Custom' });
    expect(readTime(event, 'Europe/Vienna')).toMatchObject({ zone: 'Europe/Vienna' });
  });

  it('takes the dates of an all-day event as they stand, whatever the zone is', () => {
    for (const zone of ['UTC', 'Europe/Amsterdam', 'Pacific Standard Time']) {
      const event = single({
        isAllDay: true,
        start: at('2026-08-10T00:00:00.0000000', zone),
        end: at('2026-08-11T00:00:00.0000000', zone),
      });
      expect(readTime(event, 'Europe/Berlin')).toEqual({ allDay: true, start: '2026-08-10', end: '2026-08-11' });
    }
  });

  it('rejects an event without readable times', () => {
    expect(() => readTime(single({ start: { dateTime: 'soon' } }), 'UTC')).toThrow('no readable start');
  });
});

describe('writing times', () => {
  const timed = (start: string, end: string, zone = 'Europe/Berlin') => ({ allDay: false, start, end, zone }) as const;

  it('writes wall time and zone', () => {
    expect(writeTime(timed('2026-08-04T12:00:00Z', '2026-08-04T13:00:00Z'), 'UTC')).toEqual({
      isAllDay: false,
      start: { dateTime: '2026-08-04T14:00:00', timeZone: 'Europe/Berlin' },
      end: { dateTime: '2026-08-04T15:00:00', timeZone: 'Europe/Berlin' },
    });
  });

  it('writes UTC where the wall time exists twice', () => {
    expect(writeTime(timed('2026-10-24T22:30:00Z', '2026-10-25T00:30:00Z'), 'UTC')).toEqual({
      isAllDay: false,
      start: { dateTime: '2026-10-24T22:30:00', timeZone: 'UTC' },
      end: { dateTime: '2026-10-25T00:30:00', timeZone: 'UTC' },
    });
  });

  it('writes all-day events from midnight to midnight in one zone', () => {
    expect(writeTime({ allDay: true, start: '2026-08-10', end: '2026-08-12' }, 'Europe/Berlin')).toEqual({
      isAllDay: true,
      start: { dateTime: '2026-08-10T00:00:00', timeZone: 'Europe/Berlin' },
      end: { dateTime: '2026-08-12T00:00:00', timeZone: 'Europe/Berlin' },
    });
  });

  it('reads back what it wrote', () => {
    for (const time of [
      timed('2026-03-29T00:30:00Z', '2026-03-29T01:30:00Z'),
      timed('2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'),
      timed('2026-12-31T23:00:00Z', '2027-01-01T00:00:00Z', 'America/New_York'),
    ]) {
      const written = writeTime(time, 'UTC') as { start: { dateTime: string }; end: { dateTime: string } };
      const read = readTime(single({ start: written.start, end: written.end }), 'UTC');
      expect(read).toMatchObject({ start: time.start, end: time.end });
    }
  });
});
