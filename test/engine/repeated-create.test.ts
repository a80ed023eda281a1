import { afterEach, beforeEach, expect, test } from 'vitest';
import { berlinEvent, startEngine, type Engine, type Person } from '../helpers/engine.ts';

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
