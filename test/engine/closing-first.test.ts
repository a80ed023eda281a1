import { afterEach, beforeEach, expect, test } from 'vitest';
import { berlinEvent, startEngine, type Engine, type Person } from '../helpers/engine.ts';
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
