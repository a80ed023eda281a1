import { afterEach, beforeEach, expect, test } from 'vitest';
import { lookAt, type View } from '../helpers/engine-views.ts';
import { startEngine, type Engine, type Person } from '../helpers/engine.ts';

const DAY_MS = 86_400_000;

let engine: Engine;
let anna: Person;
let view: View;
let now: number;
beforeEach(async () => {
  now = Date.parse('2027-01-10T08:00:00Z');
  engine = await startEngine({ now: () => now });
  anna = await engine.addPerson('Anna Berger', { pastDays: 10, futureDays: 20 });
  view = lookAt(engine, anna);
  await anna.useCalendar(anna.defaultCalendarId, 'both', 'read');
});
afterEach(() => engine.stop());

const at = (day: number, hour: number) =>
  `${new Date(Date.parse('2027-01-10T00:00:00Z') + day * DAY_MS).toISOString().slice(0, 10)}T${String(hour).padStart(2, '0')}:00:00`;
const addEvent = (subject: string, day: number) =>
  anna.addEvent({
    subject,
    start: { dateTime: at(day, 10), timeZone: 'Europe/Berlin' },
    end: { dateTime: at(day, 11), timeZone: 'Europe/Berlin' },
    showAs: 'busy',
  });
const addAppointment = (title: string, day: number) =>
  anna.addAppointment({ title, date_start: at(day, 10), date_end: at(day, 11), time_zone: 'Europe/Berlin' });
const pass = (days: number) => (now += days * DAY_MS);

test('only what lies in the window is synchronised', async () => {
  for (const day of [-12, -9, 0, 19, 23]) {
    addEvent(`Outlook ${day}`, day);
    addAppointment(`Lupax ${day}`, day);
  }
  await anna.sync();
  expect(view.titles().lupax.filter((title) => title.startsWith('Outlook'))).toEqual([
    'Outlook -9',
    'Outlook 0',
    'Outlook 19',
  ]);
  expect(view.titles().outlook.filter((title) => title.startsWith('Lupax'))).toEqual([
    'Lupax -9',
    'Lupax 0',
    'Lupax 19',
  ]);
  await view.expectQuiet();
});

test('sliding day by day deletes nothing and adds what comes in', async () => {
  for (let day = -9; day <= 30; day += 3) {
    addEvent(`Outlook ${day}`, day);
    addAppointment(`Lupax ${day}`, day);
  }
  await anna.sync();
  for (let passed = 0; passed < 12; passed += 1) {
    pass(1);
    const run = await anna.sync();
    expect(run).toMatchObject({
      state: 'done',
      counts: { outlook: { deleted: 0, updated: 0 }, lupax: { deleted: 0, updated: 0 } },
    });
    expect(run.operations.every(({ action }) => action === 'create')).toBe(true);
  }
  const all = Array.from({ length: 14 }, (_, one) => -9 + 3 * one);
  const expected = [...all.map((day) => `Lupax ${day}`), ...all.map((day) => `Outlook ${day}`)].sort();
  expect(view.titles()).toEqual({ outlook: expected, lupax: expected });
  await view.expectQuiet();
}, 60_000);

test('what was deleted by a person after it left the window stays on the other side', async () => {
  const eventId = addEvent('Outlook', -9);
  const { id } = addAppointment('Lupax', -9);
  addEvent('Heute', 0);
  await anna.sync();
  pass(5);
  await anna.sync();
  expect(view.titles().lupax).toEqual(['Heute', 'Lupax', 'Outlook']);
  engine.sandbox.graph.deleteEvent(anna.objectId, eventId);
  pass(1);
  await anna.sync();
  expect(view.titles().lupax).toContain('Outlook');
  expect(engine.sandbox.lupax.appointment(id)).toMatchObject({ deleted: 0 });
});

test('a narrower window deletes nothing, a wider one brings what was left out, and nothing twice', async () => {
  for (const day of [-25, -8, -3, 3, 15, 40]) {
    addEvent(`Outlook ${day}`, day);
    addAppointment(`Lupax ${day}`, day);
  }
  await anna.sync();
  const medium = view.titles();
  await anna.changeSettings({ pastDays: 1, futureDays: 5 });
  expect(await anna.sync()).toMatchObject({ operations: [] });
  expect(view.titles()).toEqual(medium);
  await anna.changeSettings({ pastDays: 30, futureDays: 60 });
  await anna.sync();
  const days = [-25, -8, -3, 3, 15, 40];
  const all = [...days.map((day) => `Lupax ${day}`), ...days.map((day) => `Outlook ${day}`)].sort();
  expect(view.titles()).toEqual({ outlook: all, lupax: all });
  await view.expectQuiet();
  await anna.changeSettings({ pastDays: 10, futureDays: 20 });
  expect(await anna.sync()).toMatchObject({ operations: [] });
  expect(view.titles()).toEqual({ outlook: all, lupax: all });
});

test('an entry that left the window is still edited and deleted where the edit is told', async () => {
  addEvent('Outlook', 15);
  await anna.sync();
  await anna.changeSettings({ futureDays: 5 });
  await anna.sync();
  engine.sandbox.lupax.editAppointment(view.appointment('Outlook').id, { title: 'Umbenannt' });
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: ['Umbenannt'], lupax: ['Umbenannt'] });
  engine.sandbox.lupax.deleteAppointment(view.appointment('Umbenannt').id);
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: [], lupax: [] });
});

test('an event far in the past or future that overlaps the window belongs to it', async () => {
  anna.addEvent({
    subject: 'Tournee',
    isAllDay: true,
    start: { dateTime: '2026-11-01T00:00:00', timeZone: 'Europe/Berlin' },
    end: { dateTime: '2027-04-01T00:00:00', timeZone: 'Europe/Berlin' },
    showAs: 'busy',
  });
  anna.addAppointment({
    title: 'Elternzeit',
    all_day: 1,
    date_start: '2026-11-01T00:00:00',
    date_end: '2027-04-01T00:00:00',
    time_zone: 'Europe/Berlin',
  });
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: ['Elternzeit', 'Tournee'], lupax: ['Elternzeit', 'Tournee'] });
  await view.expectQuiet();
});
