import { afterEach, beforeEach, expect, test } from 'vitest';
import { berlinAppointment, berlinEvent, startEngine, type Engine, type Person } from '../helpers/engine.ts';
import { lookAt } from '../helpers/engine-views.ts';

const DELAY_MS = 300;

let engine: Engine;
let anna: Person;
beforeEach(async () => {
  engine = await startEngine();
  anna = await engine.addPerson('Anna Berger');
  await anna.useCalendar(anna.defaultCalendarId, 'both', 'read');
});
afterEach(() => engine.stop());

test('every entry is closed before anything else is written, also before the rest of the same entry', async () => {
  const view = lookAt(engine, anna);
  anna.addEvent(berlinEvent('Aufbau', 2, 10, { sensitivity: 'private' }));
  anna.addEvent(berlinEvent('Abbau', 3, 10, { sensitivity: 'private' }));
  await anna.sync();
  for (const title of ['Aufbau', 'Abbau']) {
    const { id } = view.appointment(title);
    engine.sandbox.lupax.editAppointment(id, { title: `${title} Halle 7`, visibility: 'public' });
  }
  view.clearLogs();
  engine.sandbox.lupax.faults.add({ match: { method: 'PUT' }, kind: 'delay', ms: DELAY_MS, after: 1 });
  await anna.sync();
  const [, second] = engine.sandbox.lupax.writes;
  expect(view.writes()).toEqual(['PATCH outlook', 'PATCH outlook', 'PUT lupax', 'PUT lupax']);
  for (const { at } of engine.sandbox.graph.writes()) expect(at).toBeGreaterThanOrEqual(second!.at + DELAY_MS);
  expect(view.titles().outlook).toEqual(['Abbau Halle 7', 'Aufbau Halle 7']);
});

test('an entry that a person changes at the very moment is closed before anything else all the same', async () => {
  const view = lookAt(engine, anna);
  const { id } = anna.addAppointment(berlinAppointment('Aufbau', 2));
  await anna.sync();
  engine.sandbox.lupax.editAppointment(id, { visibility: 'title_and_notes_private' });
  // What the run reads does not show it yet, so its write is refused.
  engine.sandbox.graph.setDeltaLag(60_000);
  engine.sandbox.graph.patchEvent(anna.objectId, view.event('Aufbau').id, { location: { displayName: 'Halle 7' } });
  for (let day = 3; day < 6; day += 1) anna.addAppointment(berlinAppointment(`Probe ${day}`, day));
  view.clearLogs();
  await anna.sync();
  const order = engine.sandbox.graph.requests.filter(({ method }) => ['PATCH', 'POST'].includes(method));
  const sent = order.filter(({ path }) => /\/events(\/[^/]*)?$/.test(path));
  expect(sent.map(({ method }) => method)).toEqual(['PATCH', 'PATCH', 'POST', 'POST', 'POST']);
  expect(view.event('Aufbau')).toMatchObject({ sensitivity: 'private', location: { displayName: 'Halle 7' } });
  engine.sandbox.graph.setDeltaLag(0);
  await anna.sync();
  expect(view.appointment('Aufbau').location).toBe('Halle 7');
  await view.expectQuiet();
});
