import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { berlinAppointment, berlinEvent, startEngine, type Engine, type Person } from '../helpers/engine.ts';

let engine: Engine;
let anna: Person;
beforeEach(async () => {
  engine = await startEngine();
  anna = await engine.addPerson('Anna Berger');
  await anna.useCalendar(anna.defaultCalendarId, 'both', 'limitedRead');
  for (let day = 1; day <= 5; day += 1) {
    anna.addEvent(berlinEvent(`Outlook ${day}`, day, 9, { body: { contentType: 'html', content: '<p>Notiz</p>' } }));
    anna.addAppointment(berlinAppointment(`Lupax ${day}`, day, 16, { notes: '<p>Notiz</p>' }));
  }
  await anna.sync();
});
afterEach(() => engine.stop());

/** Forgets everything that is stored about the entries, as unlinking and linking again does. */
async function forget() {
  const document = await anna.document();
  const calendar = document.get('calendars', anna.defaultCalendarId)!;
  await document.commit([
    ...[...document.list('pairs').keys()].map((key) => ({ collection: 'pairs' as const, key, value: null })),
    { collection: 'feed', key: 'self', value: { cursor: null, keptFrom: null } },
    { collection: 'calendars', key: calendar.id, value: { ...calendar, deltaLink: null, window: null } },
  ]);
}

test('linking again adopts by marker and source: nothing is doubled, nothing is written', async () => {
  await forget();
  engine.sandbox.graph.clearLog();
  engine.sandbox.lupax.clearLog();
  const run = await anna.sync();
  expect(run).toMatchObject({ state: 'done', operations: [] });
  expect(anna.appointments()).toHaveLength(10);
  expect(engine.sandbox.graph.events(anna.objectId)).toHaveLength(10);
  expect(engine.sandbox.graph.writes()).toEqual([]);
  expect(engine.sandbox.lupax.writes).toEqual([]);
});

test('a calendar that is switched on while a run is under way is written to by the next one, which has read it', async () => {
  await forget();
  await anna.useCalendar(anna.defaultCalendarId, 'off', 'limitedRead');
  engine.sandbox.lupax.faults.add({ match: { url: /changes/ }, kind: 'delay', ms: 800, times: 1 });
  engine.sandbox.graph.clearLog();
  const run = anna.sync();
  await setTimeout(300);
  await anna.useCalendar(anna.defaultCalendarId, 'both', 'limitedRead');
  await run;
  expect(engine.sandbox.graph.writes()).toEqual([]);
  await anna.sync();
  expect(engine.sandbox.graph.events(anna.objectId)).toHaveLength(10);
  expect(anna.appointments()).toHaveLength(10);
});

test('what was deleted while nothing was linked is deleted on the other side, not made again', async () => {
  await forget();
  const [event] = engine.sandbox.graph.events(anna.objectId).filter(({ subject }) => subject === 'Outlook 1');
  engine.sandbox.graph.deleteEvent(anna.objectId, event!.id);
  const lupax = anna.appointments().find(({ title }) => title === 'Lupax 1')!;
  engine.sandbox.lupax.deleteAppointment(lupax.id);
  await anna.sync();
  expect(anna.appointments()).toHaveLength(8);
  expect(engine.sandbox.graph.events(anna.objectId)).toHaveLength(8);
});

test('unlinking with remove takes back the copies on both sides, edited or not, and nothing else', async () => {
  const copy = engine.sandbox.graph.events(anna.objectId).find(({ subject }) => subject === 'Lupax 2')!;
  engine.sandbox.graph.patchEvent(anna.objectId, copy.id, { subject: 'Lupax 2, geändert' });
  const started = await engine.service.startRemoval(anna.user);
  await engine.service.settle(anna.user);
  const document = await anna.document();
  expect(document.get('runs', started.ok ? started.runId : '')).toMatchObject({
    state: 'done',
    counts: { outlook: { deleted: 5 }, lupax: { deleted: 5 } },
  });
  expect(document.get('link', 'self')).toBeUndefined();
  expect(anna.appointments().every(({ source }) => source === null)).toBe(true);
  expect(anna.appointments()).toHaveLength(5);
  const left = engine.sandbox.graph
    .events(anna.objectId)
    .map(({ subject }) => subject)
    .sort();
  expect(left).toEqual([1, 2, 3, 4, 5].map((day) => `Outlook ${day}`));
  expect(engine.sandbox.graph.masterCategories(anna.objectId).map(({ displayName }) => displayName)).not.toContain(
    'Lupax',
  );
});

test('linking again with another calendar as target does not double the copies in the old one', async () => {
  await forget();
  const document = await anna.document();
  const old = document.get('calendars', anna.defaultCalendarId)!;
  await document.commit([{ collection: 'calendars', key: old.id, value: { ...old, direction: 'off' } }]);
  const other = engine.sandbox.graph.addCalendar(anna.objectId, { name: 'Lupax', sharing: 'read' });
  await anna.useCalendar(other, 'to_outlook', 'read');
  await anna.sync();
  expect(engine.sandbox.graph.events(anna.objectId)).toHaveLength(10);
});

test('people whom Lupax added to an entry from Outlook stay when the event changes', async () => {
  const [entry] = anna.appointments().filter(({ title }) => title === 'Outlook 3');
  const participants = [{ name: 'Tom Wagner', email: 'tom@hauptstadt.example' }];
  engine.sandbox.lupax.editAppointment(entry!.id, { participants });
  await anna.sync();
  const [event] = engine.sandbox.graph.events(anna.objectId).filter(({ subject }) => subject === 'Outlook 3');
  engine.sandbox.graph.patchEvent(anna.objectId, event!.id, { subject: 'Outlook 3, neu' });
  await anna.sync();
  expect(anna.appointments()).toContainEqual(expect.objectContaining({ title: 'Outlook 3, neu', participants }));
  expect(await anna.sync()).toMatchObject({ operations: [] });
});
