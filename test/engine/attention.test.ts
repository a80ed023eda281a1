import { afterEach, beforeEach, expect, test } from 'vitest';
import { lookAt, type View } from '../helpers/engine-views.ts';
import { berlinAppointment, berlinEvent, startEngine, type Engine, type Person } from '../helpers/engine.ts';

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

test('what is listed about an entry goes with the entry', async () => {
  const eventId = anna.addEvent(berlinEvent('Termin', 2));
  await anna.sync();
  engine.sandbox.lupax.deleteAppointment(view.appointment('Termin').id);
  engine.sandbox.graph.patchEvent(anna.objectId, eventId, { subject: 'Termin 2' });
  await anna.sync();
  expect(await view.attention()).toEqual(['recreated_after_edit']);
  await anna.sync();
  expect(await view.attention()).toEqual(['recreated_after_edit']);
  engine.sandbox.graph.deleteEvent(anna.objectId, eventId);
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: [], lupax: [] });
  expect(await view.attention()).toEqual([]);
});

test('a refusal is listed until the entry is written', async () => {
  const { id } = anna.addAppointment(berlinAppointment('Aus Lupax', 2));
  await anna.sync();
  engine.sandbox.lupax.editAppointment(id, { title: 'Aus Lupax 2' });
  engine.sandbox.graph.faults.add({ match: { method: 'PATCH' }, kind: 'status', status: 400, times: 3 });
  for (let attempt = 0; attempt < 3; attempt += 1) await anna.sync();
  expect(await view.attention()).toEqual(['write_refused']);
  // A tightening does not wait for the next day.
  engine.sandbox.lupax.editAppointment(id, { visibility: 'title_and_notes_private' });
  await anna.sync();
  expect(view.event('Aus Lupax 2')).toMatchObject({ sensitivity: 'private' });
  expect(await view.attention()).toEqual([]);
});
