import { afterEach, beforeEach, expect, test } from 'vitest';
import { berlinAppointment, berlinEvent, startEngine, type Engine, type Person } from '../helpers/engine.ts';
import { lookAt } from '../helpers/engine-views.ts';

let engine: Engine;
let anna: Person;
beforeEach(async () => {
  engine = await startEngine();
  anna = await engine.addPerson('Anna Berger');
  await anna.useCalendar(anna.defaultCalendarId, 'both', 'read');
  anna.addEvent(berlinEvent('Aufbau', 2));
  // Carried out, and asked again with the same key some hundred milliseconds later.
  engine.sandbox.lupax.faults.add({ match: { method: 'POST', url: /appointments$/ }, kind: 'brokenJson' });
});
afterEach(() => engine.stop());

/** Synchronises; as soon as the appointment is there, before its create is answered, a person does something with it. */
async function syncWhile(act: (id: number) => void): Promise<void> {
  const run = anna.sync();
  await expect.poll(() => anna.appointments().length, { interval: 5 }).toBe(1);
  act(anna.appointments()[0]!.id);
  await run;
}

const subjects = () => engine.sandbox.graph.events(anna.objectId).map(({ subject }) => subject);
const titles = () => anna.appointments().map(({ title }) => title);

test('an edit in Lupax between a create and its repetition is an edit, not what was agreed on', async () => {
  await syncWhile((id) => engine.sandbox.lupax.editAppointment(id, { title: 'Aufbau Halle 7' }));
  expect(subjects()).toEqual(['Aufbau Halle 7']);
  expect(titles()).toEqual(['Aufbau Halle 7']);
});

test('a deletion in Lupax between a create and its repetition is a deletion', async () => {
  await syncWhile((id) => engine.sandbox.lupax.deleteAppointment(id));
  expect(await anna.sync()).toMatchObject({ state: 'done', operations: [] });
  expect(subjects()).toEqual([]);
  expect(titles()).toEqual([]);
});

test('notes that a person wrote into the result of an unanswered create win or lose like any other edit', async () => {
  engine.sandbox.lupax.faults.clear();
  await anna.sync();
  const appointment = anna.addAppointment(berlinAppointment('Probe', 4, 10, { notes: '<p>Tor 1</p>' }));
  engine.sandbox.graph.faults.add({ match: { method: 'POST', url: /events$/ }, kind: 'lostAnswer' });
  engine.sandbox.graph.faults.add({ match: { url: /batch/ }, kind: 'status', status: 403, times: 3, after: 1 });
  await anna.sync();
  engine.sandbox.graph.faults.clear();
  const view = lookAt(engine, anna);
  const body = { contentType: 'html', content: '<p>Tor 2</p>' };
  engine.sandbox.graph.patchEvent(anna.objectId, view.event('Probe').id, { body });
  engine.sandbox.lupax.editAppointment(appointment.id, { notes: '<p>Tor 3</p>' });
  await anna.sync();
  expect(view.body('Probe')).toContain('Tor 2');
  expect(view.appointment('Probe').notes).toContain('Tor 2');
});
