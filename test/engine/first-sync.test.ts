import { afterEach, beforeEach, expect, test } from 'vitest';
import { berlinAppointment, berlinEvent, startEngine, type Engine } from '../helpers/engine.ts';

let engine: Engine;
beforeEach(async () => {
  engine = await startEngine();
});
afterEach(() => engine.stop());

test('the first synchronisation brings Outlook events to Lupax and Lupax appointments to Outlook', async () => {
  const anna = await engine.addPerson('Anna Berger');
  await anna.useCalendar(anna.defaultCalendarId, 'both', 'limitedRead');
  anna.addEvent(berlinEvent('Bühne Abnahme', 3));
  anna.addEvent(berlinEvent('Arzt', 4, 8, { sensitivity: 'private', location: { displayName: 'Praxis' } }));
  const shift = anna.addAppointment(berlinAppointment('Schicht Messehalle', 5, 14, { kind: 'shift' }));
  const run = await anna.sync();

  expect(run).toMatchObject({ state: 'done', error: null });
  const mirrored = anna.appointments().filter((appointment) => appointment.source);
  expect(mirrored.map(({ title, visibility, location }) => ({ title, visibility, location }))).toEqual([
    { title: 'Bühne Abnahme', visibility: 'notes_private', location: '' },
    { title: 'Arzt', visibility: 'title_and_notes_private', location: '' },
  ]);
  const copy = engine.sandbox.graph.events(anna.objectId).find((event) => event.subject === 'Schicht Messehalle');
  expect(copy).toMatchObject({ categories: ['Lupax'], sensitivity: 'normal', showAs: 'busy' });
  expect(JSON.stringify(copy)).toContain(`${engine.organizationId}/appointment/${shift.id}`);
  expect(engine.sandbox.graph.mails).toEqual([]);
});

test('a quiet synchronisation is one request to Graph, one to Lupax, and no write', async () => {
  const anna = await engine.addPerson('Anna Berger');
  await anna.useCalendar(anna.defaultCalendarId, 'both', 'read');
  const second = engine.sandbox.graph.addCalendar(anna.objectId, { name: 'Privat', sharing: 'freeBusyRead' });
  await anna.useCalendar(second, 'to_lupax', 'freeBusyRead');
  for (let day = 1; day <= 12; day += 1) {
    anna.addEvent(berlinEvent(`Termin ${day}`, day));
    anna.addAppointment(berlinAppointment(`Schicht ${day}`, day, 16));
  }
  anna.addEvent(berlinEvent('Zahnarzt', 2), second);
  const first = await anna.sync();
  expect(first.counts).toMatchObject({ outlook: { created: 12, failed: 0 }, lupax: { created: 13, failed: 0 } });

  engine.sandbox.graph.clearLog();
  engine.sandbox.lupax.clearLog();
  const quiet = await anna.sync();
  expect(quiet).toMatchObject({ state: 'done', requests: { graph: 1, lupax: 1 }, operations: [] });
  expect(engine.sandbox.graph.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /$batch']);
  expect(engine.sandbox.graph.writes()).toEqual([]);
  expect(engine.sandbox.lupax.writes).toEqual([]);
});

test('one changed entry is one write on the other side', async () => {
  const anna = await engine.addPerson('Anna Berger');
  await anna.useCalendar(anna.defaultCalendarId, 'both', 'read');
  const eventId = anna.addEvent(berlinEvent('Aufbau', 2));
  const appointment = anna.addAppointment(berlinAppointment('Abbau', 3));
  await anna.sync();
  engine.sandbox.graph.clearLog();
  engine.sandbox.lupax.clearLog();

  engine.sandbox.graph.patchEvent(anna.objectId, eventId, { subject: 'Aufbau Halle 7' });
  await anna.sync();
  expect(engine.sandbox.lupax.writes.map(({ method }) => method)).toEqual(['PUT']);
  expect(engine.sandbox.graph.writes()).toEqual([]);
  expect(anna.appointments().map(({ title }) => title)).toContain('Aufbau Halle 7');

  engine.sandbox.lupax.clearLog();
  engine.sandbox.lupax.editAppointment(appointment.id, { title: 'Abbau Halle 7' });
  await anna.sync();
  expect(engine.sandbox.graph.writes().map(({ method }) => method)).toEqual(['PATCH']);
  expect(engine.sandbox.lupax.writes).toEqual([]);
  expect(engine.sandbox.graph.events(anna.objectId).map(({ subject }) => subject)).toContain('Abbau Halle 7');
});
