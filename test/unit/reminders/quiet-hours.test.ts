import { expect, test } from 'vitest';
import { computeSnooze } from '../../../server/reminders/actions.ts';
import { isQuiet } from '../../../server/reminders/quiet-hours.ts';

const ZONE = 'Europe/Berlin';
const at = (wall: string) => Date.parse(`2026-12-02T${wall}:00+01:00`);

test('quiet hours go over midnight; their end is not quiet', () => {
  const hours = { quietFrom: '20:00', quietTo: '07:00' };
  expect(['19:59', '20:00', '23:59', '00:00', '06:59', '07:00'].map((wall) => isQuiet(at(wall), hours, ZONE))).toEqual([
    false,
    true,
    true,
    true,
    true,
    false,
  ]);
});

test('within a day, and none at all', () => {
  expect(isQuiet(at('12:30'), { quietFrom: '12:00', quietTo: '13:00' }, ZONE)).toBe(true);
  expect(isQuiet(at('12:30'), { quietFrom: '07:00', quietTo: '07:00' }, ZONE)).toBe(false);
});

test('tomorrow at eight is eight on the wall, over the change of clocks too', () => {
  const saturday = Date.parse('2027-03-27T12:00:00Z');
  expect(computeSnooze(saturday, 'tomorrow', ZONE)).toBe('2027-03-28T06:00:00.000Z');
  expect(computeSnooze(saturday, '10m', ZONE)).toBe('2027-03-27T12:10:00.000Z');
});
