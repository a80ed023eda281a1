import { afterEach, beforeEach, expect, test } from 'vitest';
import { berlinAppointment, startEngine, type Engine, type Person } from '../helpers/engine.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const KEPT_RUNS = 100;

let engine: Engine;
let anna: Person;
let later = 0;
beforeEach(async () => {
  later = 0;
  engine = await startEngine({ now: () => Date.now() + later });
  anna = await engine.addPerson('Anna Berger');
  await anna.useCalendar(anna.defaultCalendarId, 'both', 'read');
});
afterEach(() => engine.stop());

async function countImages(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const key of (await anna.document()).list('journal').keys()) {
    const run = key.slice(0, key.indexOf('/'));
    counts[run] = (counts[run] ?? 0) + 1;
  }
  return counts;
}

test('what a run could be undone by is kept for thirty days', async () => {
  anna.addAppointment(berlinAppointment('Aufbau', 40));
  const first = await anna.sync();
  later = 20 * DAY_MS;
  anna.addAppointment(berlinAppointment('Abbau', 41));
  const second = await anna.sync();
  expect(await countImages()).toEqual({ [first.id]: 1, [second.id]: 1 });
  later = 31 * DAY_MS;
  await anna.sync();
  expect(await countImages()).toEqual({ [second.id]: 1 });
  later = 51 * DAY_MS;
  await anna.sync();
  expect(await countImages()).toEqual({});
});

test('what a run could be undone by goes with the run when it is one of too many', async () => {
  anna.addAppointment(berlinAppointment('Aufbau', 3));
  const first = await anna.sync();
  for (let number = 2; number < KEPT_RUNS; number += 1) await anna.sync();
  expect(await countImages()).toEqual({ [first.id]: 1 });
  await anna.sync();
  expect((await anna.document()).list('runs').has(first.id)).toBe(true);
  await anna.sync();
  expect((await anna.document()).list('runs').has(first.id)).toBe(false);
  expect(await countImages()).toEqual({});
});
