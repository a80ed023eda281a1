import { afterEach, beforeEach, expect, test } from 'vitest';
import { berlinEvent, dayFromNow, startEngine, type Engine, type Person } from '../helpers/engine.ts';

let engine: Engine;
let anna: Person;
beforeEach(async () => {
  engine = await startEngine();
  anna = await engine.addPerson('Anna Berger');
});
afterEach(() => engine.stop());

function weekly(subject: string, firstDay: number, occurrences: number) {
  const startDate = dayFromNow(firstDay);
  const weekday = new Date(startDate).toLocaleDateString('en-US', { weekday: 'long', timeZone: 'UTC' }).toLowerCase();
  const pattern = { type: 'weekly', interval: 1, daysOfWeek: [weekday], firstDayOfWeek: 'monday' };
  return berlinEvent(subject, firstDay, 9, {
    recurrence: { pattern, range: { type: 'numbered', startDate, numberOfOccurrences: occurrences } },
  });
}

const days = () =>
  anna
    .appointments()
    .map(({ date_start }) => date_start.slice(0, 10))
    .sort();

test('a series arrives as its occurrences, moved and cancelled ones included', async () => {
  await anna.useCalendar(anna.defaultCalendarId, 'to_lupax', 'read');
  const master = anna.addEvent(weekly('Jour fixe', 1, 6));
  const moved = berlinEvent('Jour fixe', 16, 15);
  engine.sandbox.graph.patchOccurrence(anna.objectId, master, dayFromNow(15), { start: moved.start, end: moved.end });
  engine.sandbox.graph.deleteOccurrence(anna.objectId, master, dayFromNow(22));
  await anna.sync();
  expect(days()).toEqual([1, 8, 16, 29, 36].map(dayFromNow));
  expect(anna.appointments().every(({ title }) => title === 'Jour fixe')).toBe(true);
});

test('moving, cancelling and renaming occurrences later touches just those', async () => {
  await anna.useCalendar(anna.defaultCalendarId, 'to_lupax', 'read');
  const master = anna.addEvent(weekly('Jour fixe', 1, 5));
  await anna.sync();
  const ids = anna
    .appointments()
    .map(({ id }) => id)
    .sort();

  engine.sandbox.lupax.clearLog();
  engine.sandbox.graph.deleteOccurrence(anna.objectId, master, dayFromNow(8));
  await anna.sync();
  expect(days()).toEqual([1, 15, 22, 29].map(dayFromNow));
  expect(engine.sandbox.lupax.writes.map(({ method }) => method)).toEqual(['DELETE']);

  engine.sandbox.lupax.clearLog();
  const moved = berlinEvent('Jour fixe', 16, 15);
  engine.sandbox.graph.patchOccurrence(anna.objectId, master, dayFromNow(15), { start: moved.start, end: moved.end });
  await anna.sync();
  expect(days()).toEqual([1, 16, 22, 29].map(dayFromNow));
  expect(engine.sandbox.lupax.writes.map(({ method }) => method)).toEqual(['PUT']);

  engine.sandbox.graph.patchEvent(anna.objectId, master, { subject: 'Jour fixe Technik' });
  await anna.sync();
  expect(new Set(anna.appointments().map(({ title }) => title))).toEqual(new Set(['Jour fixe Technik']));
  expect(anna.appointments().every(({ id }) => ids.includes(id))).toBe(true);
});

test('a deleted series leaves Lupax', async () => {
  await anna.useCalendar(anna.defaultCalendarId, 'to_lupax', 'read');
  const master = anna.addEvent(weekly('Jour fixe', 1, 5));
  await anna.sync();
  engine.sandbox.graph.deleteEvent(anna.objectId, master);
  await anna.sync();
  expect(anna.appointments()).toEqual([]);
});

test('an occurrence edited in Lupax becomes an exception in Outlook', async () => {
  await anna.useCalendar(anna.defaultCalendarId, 'both', 'read');
  anna.addEvent(weekly('Jour fixe', 1, 3));
  await anna.sync();
  const second = anna.appointments().find(({ date_start }) => date_start.startsWith(dayFromNow(8)))!;
  engine.sandbox.lupax.editAppointment(second.id, { title: 'Jour fixe mit Gast' });
  const run = await anna.sync();
  expect(run.counts.outlook).toMatchObject({ updated: 1, failed: 0 });
  expect(engine.sandbox.graph.events(anna.objectId)[0]!.exceptionDates).toEqual([dayFromNow(8)]);
  expect(await anna.sync()).toMatchObject({ operations: [] });
});

test('many occurrences that were deleted or renamed in Lupax follow in one run: they do not get in each other’s way', async () => {
  await anna.useCalendar(anna.defaultCalendarId, 'both', 'read');
  const master = anna.addEvent(weekly('Jour fixe', 1, 16));
  engine.sandbox.graph.patchOccurrence(anna.objectId, master, dayFromNow(1), { location: { displayName: 'Halle 3' } });
  engine.sandbox.graph.patchOccurrence(anna.objectId, master, dayFromNow(8), { location: { displayName: 'Halle 3' } });
  await anna.sync();
  const copies = anna.appointments().sort((a, b) => (a.date_start < b.date_start ? -1 : 1));
  for (const { id } of copies.slice(0, 8)) engine.sandbox.lupax.deleteAppointment(id);
  for (const { id } of copies.slice(8)) engine.sandbox.lupax.editAppointment(id, { title: 'Umbau' });
  const run = await anna.sync();
  expect(run.counts.outlook).toMatchObject({ deleted: 8, updated: 8, skipped: 0 });
  const left = engine.sandbox.graph.view(anna.objectId, anna.defaultCalendarId, dayFromNow(0), dayFromNow(365));
  expect(left.map((event) => event['subject'])).toEqual(Array.from({ length: 8 }, () => 'Umbau'));
});
