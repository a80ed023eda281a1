import fc from 'fast-check';
import { DateTime, IANAZone } from 'luxon';
import { describe, expect, it } from 'vitest';
import { steadyZone } from '../../server/steady-zone.ts';

const ZONES = Intl.supportedValuesOf('timeZone');
const [FIRST, LAST] = [Date.UTC(1990, 0, 1), Date.UTC(2040, 0, 1)];

describe('a zone that remembers its offsets', () => {
  it('tells the same as the one that does not, in every zone, around every change of clocks', () => {
    for (const name of ZONES) {
      const [plain, steady] = [IANAZone.create(name), steadyZone(name) as IANAZone];
      const hours = fc.array(fc.integer({ min: FIRST, max: LAST }), { minLength: 20, maxLength: 20 });
      fc.assert(
        fc.property(hours, (instants) => {
          for (const instant of instants) expect(steady.offset(instant)).toBe(plain.offset(instant));
        }),
        { numRuns: 1 },
      );
    }
  });

  it('tells the hours that a change of clocks leaves out or repeats apart', () => {
    for (const name of ['Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Africa/Casablanca']) {
      const plain = IANAZone.create(name);
      for (let day = Date.UTC(2026, 0, 1); day < Date.UTC(2027, 0, 1); day += 30 * 60_000) {
        expect((steadyZone(name) as IANAZone).offset(day + 59_000)).toBe(plain.offset(day + 59_000));
      }
    }
  });

  it('is the same zone to luxon, and nobody’s where there is none', () => {
    const wall = DateTime.fromISO('2026-07-01T12:00', { zone: steadyZone('Europe/Berlin') });
    expect([wall.zoneName, wall.toISO()]).toEqual(['Europe/Berlin', '2026-07-01T12:00:00.000+02:00']);
    expect(DateTime.fromISO('2026-07-01', { zone: steadyZone('Mars/Olympus') }).isValid).toBe(false);
  });
});
