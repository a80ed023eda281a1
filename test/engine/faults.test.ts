import { afterEach, beforeEach, expect, test } from 'vitest';
import { berlinAppointment, berlinEvent, startEngine, type Engine, type Person } from '../helpers/engine.ts';

let engine: Engine;
let anna: Person;
beforeEach(async () => {
  engine = await startEngine();
  anna = await engine.addPerson('Anna Berger');
  await anna.useCalendar(anna.defaultCalendarId, 'both', 'read');
});
afterEach(() => engine.stop());

const outlookTitles = () =>
  engine.sandbox.graph
    .events(anna.objectId)
    .map(({ subject }) => subject)
    .sort();
const lupaxTitles = () =>
  anna
    .appointments()
    .map(({ title }) => title)
    .sort();

test('a create in Outlook whose answer was lost is found by its marker, not made twice', async () => {
  anna.addAppointment(berlinAppointment('Schicht', 2));
  engine.sandbox.graph.faults.add({ match: { method: 'POST', url: /events$/ }, kind: 'lostAnswer', times: 1 });
  const first = await anna.sync();
  expect(first.counts.outlook.failed).toBe(1);
  expect(outlookTitles()).toEqual(['Schicht']);
  const second = await anna.sync();
  expect(second).toMatchObject({ state: 'done' });
  expect(outlookTitles()).toEqual(['Schicht']);
  expect(await anna.sync()).toMatchObject({ operations: [] });
});

test('an appointment that changed while the answer of its create was lost shows the change', async () => {
  const appointment = anna.addAppointment(berlinAppointment('Schicht', 2));
  engine.sandbox.graph.faults.add({ match: { method: 'POST', url: /events$/ }, kind: 'lostAnswer', times: 1 });
  await anna.sync();
  engine.sandbox.lupax.editAppointment(appointment.id, { title: 'Schicht Halle 7' });
  await anna.sync();
  expect(outlookTitles()).toEqual(['Schicht Halle 7']);
  expect(lupaxTitles()).toEqual(['Schicht Halle 7']);
});

test('a create in Lupax whose answer was lost is not made twice, and later edits are not lost', async () => {
  const eventId = anna.addEvent(berlinEvent('Aufbau', 2));
  for (let lost = 0; lost < 3; lost += 1) {
    engine.sandbox.lupax.faults.add({ match: { method: 'POST', url: /appointments$/ }, kind: 'lostAnswer', times: 5 });
  }
  await anna.sync();
  expect(lupaxTitles()).toEqual(['Aufbau']);
  engine.sandbox.lupax.faults.clear();
  engine.sandbox.graph.patchEvent(anna.objectId, eventId, { subject: 'Aufbau Halle 7' });
  await anna.sync();
  expect(lupaxTitles()).toEqual(['Aufbau Halle 7']);
  expect(outlookTitles()).toEqual(['Aufbau Halle 7']);
});

test.each([
  ['an answer without a body', { kind: 'bodyless', status: 500 }],
  ['a broken answer', { kind: 'brokenJson' }],
  ['a cut connection', { kind: 'cutConnection' }],
])(
  '%s from Graph fails the run, loses nothing, and the next run goes on',
  async (_what, fault) => {
    anna.addEvent(berlinEvent('Aufbau', 2));
    await anna.sync();
    engine.sandbox.graph.faults.add({ match: { url: /\$batch/ }, times: 50, ...fault } as never);
    const run = await anna.sync();
    expect(run).toMatchObject({ state: 'failed', error: { code: 'graph_unavailable' } });
    expect(lupaxTitles()).toEqual(['Aufbau']);
    engine.sandbox.graph.faults.clear();
    anna.addEvent(berlinEvent('Abbau', 3));
    expect(await anna.sync()).toMatchObject({ state: 'done' });
    expect(lupaxTitles()).toEqual(['Abbau', 'Aufbau']);
  },
  60_000,
);

test('Lupax being away deletes nothing in Outlook', async () => {
  anna.addAppointment(berlinAppointment('Schicht', 2));
  await anna.sync();
  engine.sandbox.lupax.setInterface(engine.organizationId, { connector: false });
  expect(await anna.sync()).toMatchObject({ state: 'failed', error: { code: 'lupax_unavailable' } });
  expect(outlookTitles()).toEqual(['Schicht']);
});

test('an expired delta link and an expired feed cursor lead to a full round that writes nothing', async () => {
  for (let day = 1; day < 8; day += 1) {
    anna.addEvent(berlinEvent(`Outlook ${day}`, day));
    anna.addAppointment(berlinAppointment(`Lupax ${day}`, day, 16));
  }
  await anna.sync();
  engine.sandbox.graph.expireDeltaLinks();
  engine.sandbox.lupax.expireCursors();
  const run = await anna.sync();
  expect(run).toMatchObject({ state: 'done', operations: [] });
  expect(lupaxTitles()).toHaveLength(14);
  expect(outlookTitles()).toHaveLength(14);
});

test('what was deleted before a full round is deleted on the other side by it', async () => {
  const eventId = anna.addEvent(berlinEvent('Aufbau', 5));
  anna.addEvent(berlinEvent('Abbau', 6));
  const appointment = anna.addAppointment(berlinAppointment('Schicht', 5, 16));
  await anna.sync();
  engine.sandbox.graph.deleteEvent(anna.objectId, eventId);
  engine.sandbox.lupax.deleteAppointment(appointment.id);
  engine.sandbox.graph.expireDeltaLinks();
  engine.sandbox.lupax.expireCursors();
  await anna.sync();
  expect(lupaxTitles()).toEqual(['Abbau']);
  expect(outlookTitles()).toEqual(['Abbau']);
});

test('an event changed between read and write is not overwritten', async () => {
  const appointment = anna.addAppointment(berlinAppointment('Schicht', 2));
  await anna.sync();
  const [copy] = engine.sandbox.graph.events(anna.objectId);
  engine.sandbox.lupax.editAppointment(appointment.id, { title: 'Schicht, neu' });
  // Moves the event's etag, as Exchange does by itself, and changes its place, as a person does.
  engine.sandbox.graph.setDeltaLag(60_000);
  engine.sandbox.graph.patchEvent(anna.objectId, copy!.id, { location: { displayName: 'Halle 3' } });
  await anna.sync();
  engine.sandbox.graph.setDeltaLag(0);
  await anna.sync();
  expect(outlookTitles()).toEqual(['Schicht, neu']);
  expect(anna.appointments()).toMatchObject([{ title: 'Schicht, neu', location: 'Halle 3' }]);
});

test('a calendar that cannot be read does not stop the others', async () => {
  const second = engine.sandbox.graph.addCalendar(anna.objectId, { name: 'Privat', sharing: 'read' });
  await anna.useCalendar(second, 'to_lupax');
  anna.addEvent(berlinEvent('Aufbau', 2));
  anna.addEvent(berlinEvent('Zahnarzt', 3), second);
  await anna.sync();
  engine.sandbox.graph.deleteCalendar(anna.objectId, second);
  anna.addEvent(berlinEvent('Abbau', 4));
  const run = await anna.sync();
  expect(run).toMatchObject({ state: 'done', counts: { outlook: { failed: 1 } } });
  expect(lupaxTitles()).toEqual(['Abbau', 'Aufbau', 'Zahnarzt']);
});
