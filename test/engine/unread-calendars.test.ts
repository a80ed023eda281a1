import { afterEach, beforeEach, expect, test } from 'vitest';
import { berlinAppointment, berlinEvent, startEngine, type Engine, type Person } from '../helpers/engine.ts';
import { lookAt, type View } from '../helpers/engine-views.ts';

let engine: Engine;
let anna: Person;
let view: View;
let second: string;
beforeEach(async () => {
  engine = await startEngine();
  anna = await engine.addPerson('Anna Berger');
  view = lookAt(engine, anna);
  second = engine.sandbox.graph.addCalendar(anna.objectId, { name: 'Team' });
  await anna.useCalendar(anna.defaultCalendarId, 'both', 'limitedRead');
  await anna.useCalendar(second, 'to_lupax', 'read');
});
afterEach(() => engine.stop());

/** Its events cannot be read; the other calendar can. */
function lockCalendar(): void {
  const url = new RegExp(`${anna.defaultCalendarId}.*delta`);
  engine.sandbox.graph.faults.add({ match: { url }, kind: 'status', status: 403, times: 20 });
}

test('nothing is written into a calendar that could not be read, because nobody knows who sees it by now', async () => {
  await anna.sync();
  lockCalendar();
  engine.sandbox.graph.setSharing(anna.objectId, anna.defaultCalendarId, 'read');
  anna.addAppointment(berlinAppointment('Probe', 2, 10, { visibility: 'notes_private', notes: '<p>Code 4711</p>' }));
  anna.addEvent(berlinEvent('Aufbau', 3), second);
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: ['Aufbau'], lupax: ['Aufbau', 'Probe'] });

  engine.sandbox.graph.faults.clear();
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: ['Aufbau', 'Probe'], lupax: ['Aufbau', 'Probe'] });
  expect(view.body('Probe')).not.toContain('4711');
});

test('an entry that was closed in Lupax is closed in a calendar that could not be read, too', async () => {
  const appointment = anna.addAppointment(berlinAppointment('Probe', 2));
  await anna.sync();
  lockCalendar();
  engine.sandbox.lupax.editAppointment(appointment.id, { visibility: 'title_and_notes_private' });
  await anna.sync();
  expect(view.event('Probe')['sensitivity']).toBe('private');
});

test('an entry whose event is gone from a calendar that is switched off by now is made in the one that receives', async () => {
  anna.addAppointment(berlinAppointment('Probe', 2));
  await anna.sync();
  engine.sandbox.graph.deleteEvent(anna.objectId, view.event('Probe').id);
  // Its calendar gives no more, so the deletion is noticed and says nothing about the appointment.
  await anna.useCalendar(anna.defaultCalendarId, 'to_lupax', 'read');
  await anna.sync();
  await anna.useCalendar(anna.defaultCalendarId, 'off');
  await anna.useCalendar(second, 'both', 'read');
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: ['Probe'], lupax: ['Probe'] });
  expect(view.event('Probe').calendarId).toBe(second);
});
