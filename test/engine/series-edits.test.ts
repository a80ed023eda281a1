import { afterEach, beforeEach, expect, test } from 'vitest';
import { lookAt, type View } from '../helpers/engine-views.ts';
import { berlinEvent, dayFromNow, startEngine, type Engine, type Person } from '../helpers/engine.ts';

let engine: Engine;
let anna: Person;
let view: View;
beforeEach(async () => {
  engine = await startEngine();
  anna = await engine.addPerson('Anna Berger');
  view = lookAt(engine, anna);
  await anna.useCalendar(anna.defaultCalendarId, 'both', 'read');
});
afterEach(() => engine.stop());

const daily = (subject: string, firstDay: number, numberOfOccurrences: number, more: object = {}) =>
  berlinEvent(subject, firstDay, 9, {
    recurrence: {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'numbered', startDate: dayFromNow(firstDay), numberOfOccurrences },
    },
    ...more,
  });
const onDay = (day: number) => anna.appointments().find(({ date_start }) => date_start.startsWith(dayFromNow(day)))!;
const days = () =>
  anna
    .appointments()
    .map(({ date_start }) => date_start.slice(0, 10))
    .sort();

test('an occurrence deleted in Lupax is cancelled in Outlook, the others stay', async () => {
  anna.addEvent(daily('Probe', 1, 5));
  await anna.sync();
  engine.sandbox.lupax.deleteAppointment(onDay(3).id);
  const run = await anna.sync();
  expect(run.counts).toMatchObject({ outlook: { deleted: 1, failed: 0 }, lupax: { deleted: 0 } });
  expect(view.events()[0]!.cancelledDates).toEqual([dayFromNow(3)]);
  expect(days()).toEqual([1, 2, 4, 5].map(dayFromNow));
  await view.expectQuiet();
});

test('an exception follows its own sensitivity and title, the rest the series', async () => {
  const master = anna.addEvent(daily('Probe', 1, 4));
  await anna.sync();
  engine.sandbox.graph.patchOccurrence(anna.objectId, master, dayFromNow(2), { subject: 'Generalprobe' });
  engine.sandbox.graph.patchEvent(anna.objectId, master, {
    sensitivity: 'private',
    location: { displayName: 'Bühne' },
  });
  await anna.sync();
  expect(new Set(anna.appointments().map(({ visibility }) => visibility))).toEqual(
    new Set(['title_and_notes_private']),
  );
  expect(onDay(2).title).toBe('Generalprobe');
  expect(onDay(3).title).toBe('Probe');
  await view.expectQuiet();
});

test('a series moved between calendars in sync stays the same entries', async () => {
  const team = engine.sandbox.graph.addCalendar(anna.objectId, { name: 'Team', sharing: 'limitedRead' });
  await anna.useCalendar(team, 'to_lupax', 'limitedRead');
  const master = anna.addEvent(daily('Probe', 1, 4));
  await anna.sync();
  const ids = anna.appointments().map(({ id }) => id);
  engine.sandbox.graph.moveEvent(anna.objectId, master, team);
  await anna.sync();
  expect(anna.appointments().map(({ id }) => id)).toEqual(ids);
  expect(
    anna
      .appointments()
      .every(({ visibility, source }) => visibility === 'notes_private' && source?.calendar_id === team),
  ).toBe(true);
  await view.expectQuiet();
});

test('a series that is kept out by its category leaves, and one that gets shorter loses its tail', async () => {
  const master = anna.addEvent(daily('Probe', 1, 6));
  const other = anna.addEvent(daily('Aufbau', 1, 3));
  await anna.sync();
  const startDate = dayFromNow(1);
  engine.sandbox.graph.patchEvent(anna.objectId, master, {
    recurrence: {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'numbered', startDate, numberOfOccurrences: 4 },
    },
  });
  engine.sandbox.graph.patchEvent(anna.objectId, other, { categories: ['Lupax: nicht synchronisieren'] });
  await anna.sync();
  expect(days()).toEqual([1, 2, 3, 4].map(dayFromNow));
  await view.expectQuiet();
});

test('a single event becomes a series and a single event again', async () => {
  const eventId = anna.addEvent(berlinEvent('Probe', 2, 9));
  await anna.sync();
  const startDate = dayFromNow(2);
  engine.sandbox.graph.patchEvent(anna.objectId, eventId, {
    recurrence: {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'numbered', startDate, numberOfOccurrences: 3 },
    },
  });
  await anna.sync();
  expect(days()).toEqual([2, 3, 4].map(dayFromNow));
  await view.expectQuiet();
  engine.sandbox.graph.patchEvent(anna.objectId, eventId, { recurrence: null });
  await anna.sync();
  expect(days()).toEqual([2].map(dayFromNow));
  await view.expectQuiet();
});

test('an endless series is synchronised as far as the window reaches, and grows with it', async () => {
  await anna.changeSettings({ pastDays: 1, futureDays: 10 });
  anna.addEvent({
    ...berlinEvent('Probe', 1, 9),
    recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: dayFromNow(1) } },
  });
  await anna.sync();
  expect(days()).toEqual(Array.from({ length: 10 }, (_, one) => dayFromNow(one + 1)));
  await anna.changeSettings({ futureDays: 20 });
  await anna.sync();
  expect(days()).toEqual(Array.from({ length: 20 }, (_, one) => dayFromNow(one + 1)));
  await view.expectQuiet();
});

test('a series of meetings is read-only in Lupax, occurrence by occurrence, and nobody is mailed', async () => {
  const tom = await engine.addPerson('Tom Wagner');
  engine.sandbox.graph.addMeeting(anna.objectId, anna.defaultCalendarId, daily('Runde', 1, 3), [tom.objectId]);
  await anna.sync();
  expect(anna.appointments().map(({ read_only }) => read_only)).toEqual([1, 1, 1]);
  engine.sandbox.lupax.deleteAppointment(onDay(2).id, { as: 'lupax' });
  await anna.sync();
  expect(days()).toEqual([1, 2, 3].map(dayFromNow));
  expect(engine.sandbox.graph.writes()).toEqual([]);
  expect(engine.sandbox.graph.mails).toEqual([]);
});
