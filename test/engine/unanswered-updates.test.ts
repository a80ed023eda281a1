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

/** A change that is carried out and never answered, however often it is tried. */
async function syncUnanswered(): Promise<void> {
  engine.sandbox.graph.faults.add({ match: { method: 'PATCH' }, kind: 'lostAnswer', times: 60 });
  engine.sandbox.lupax.faults.add({ match: { method: 'PUT' }, kind: 'lostAnswer', times: 60 });
  await anna.sync();
  engine.sandbox.graph.faults.clear();
  engine.sandbox.lupax.faults.clear();
}

test('what a person in Lupax puts back after an unanswered change of the event is that person’s edit', async () => {
  const { id } = anna.addAppointment(berlinAppointment('Aufbau', 3));
  await anna.sync();
  engine.sandbox.lupax.editAppointment(id, { title: 'Abbau' });
  await syncUnanswered();
  expect(view.titles().outlook).toEqual(['Abbau']);
  engine.sandbox.lupax.editAppointment(id, { title: 'Aufbau' });
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: ['Aufbau'], lupax: ['Aufbau'] });
  await view.expectQuiet();
}, 120_000);

test('what a person in Outlook puts back after an unanswered change of the appointment is that person’s edit', async () => {
  const eventId = anna.addEvent(berlinEvent('Aufbau', 3));
  await anna.sync();
  engine.sandbox.graph.patchEvent(anna.objectId, eventId, { subject: 'Abbau' });
  await syncUnanswered();
  expect(view.titles().lupax).toEqual(['Abbau']);
  engine.sandbox.graph.patchEvent(anna.objectId, eventId, { subject: 'Aufbau' });
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: ['Aufbau'], lupax: ['Aufbau'] });
  await view.expectQuiet();
}, 120_000);

test('what a person undoes on the very side of the unanswered change is that person’s edit too', async () => {
  const { id } = anna.addAppointment(berlinAppointment('Aufbau', 3));
  await anna.sync();
  engine.sandbox.lupax.editAppointment(id, { title: 'Abbau', location: 'Halle 4' });
  await syncUnanswered();
  engine.sandbox.graph.patchEvent(anna.objectId, view.event('Abbau').id, { subject: 'Aufbau' });
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: ['Aufbau'], lupax: ['Aufbau'] });
  expect(view.appointment('Aufbau').location).toBe('Halle 4');
  await view.expectQuiet();
}, 120_000);

test('a place that went with an unanswered change, because a person closed its entry, is back once that person opens it', async () => {
  anna.addEvent(berlinEvent('Aufbau', 3, 10, { location: { displayName: 'Halle 4' }, sensitivity: 'personal' }));
  await anna.sync();
  const { id } = view.appointment('Aufbau');
  engine.sandbox.lupax.editAppointment(id, { visibility: 'title_and_notes_private' });
  await syncUnanswered();
  expect(view.appointment('Aufbau')).toMatchObject({ visibility: 'title_and_notes_private', location: '' });
  engine.sandbox.lupax.editAppointment(id, { visibility: 'public' });
  await anna.sync();
  expect(view.appointment('Aufbau')).toMatchObject({ visibility: 'notes_private', location: 'Halle 4' });
  expect(view.event('Aufbau')).toMatchObject({ location: { displayName: 'Halle 4' } });
  await view.expectQuiet();
}, 120_000);

test('a change that arrives when nobody waits for it any more is put back to what was agreed on meanwhile', async () => {
  const eventId = anna.addEvent(berlinEvent('Aufbau', 3, 10, { location: { displayName: 'Halle 4' } }));
  await anna.sync();
  engine.sandbox.graph.patchEvent(anna.objectId, eventId, { sensitivity: 'private' });
  engine.sandbox.lupax.faults.add({ match: { method: 'PUT' }, kind: 'cutConnection', times: 60 });
  await anna.sync();
  engine.sandbox.lupax.faults.clear();
  engine.sandbox.graph.patchEvent(anna.objectId, eventId, { sensitivity: 'normal' });
  await anna.sync();
  expect(view.appointment('Aufbau').visibility).toBe('public');

  const { id } = view.appointment('Aufbau');
  engine.sandbox.lupax.editAppointment(id, { visibility: 'title_and_notes_private', location: '' });
  await anna.sync();
  expect(view.appointment('Aufbau')).toMatchObject({ visibility: 'public', location: 'Halle 4' });
  await view.expectQuiet();
}, 120_000);
