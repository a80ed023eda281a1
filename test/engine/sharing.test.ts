import { afterEach, beforeEach, expect, test } from 'vitest';
import { berlinAppointment, berlinEvent, startEngine, type Engine } from '../helpers/engine.ts';

let engine: Engine;
beforeEach(async () => {
  engine = await startEngine();
});
afterEach(() => engine.stop());

test('sharing less shows less in Lupax with the next synchronisation', async () => {
  const anna = await engine.addPerson('Anna Berger');
  await anna.useCalendar(anna.defaultCalendarId, 'to_lupax', 'read');
  for (let day = 1; day <= 30; day += 1)
    anna.addEvent(berlinEvent(`Termin ${day}`, day, 9, { location: { displayName: 'Halle 7' } }));
  await anna.sync();
  expect(new Set(anna.appointments().map(({ visibility }) => visibility))).toEqual(new Set(['public']));

  engine.sandbox.graph.setSharing(anna.objectId, anna.defaultCalendarId, 'freeBusyRead');
  const run = await anna.sync();
  expect(run).toMatchObject({ state: 'done', counts: { lupax: { updated: 30 } } });
  expect(new Set(anna.appointments().map(({ visibility }) => visibility))).toEqual(
    new Set(['title_and_notes_private']),
  );
  expect(new Set(anna.appointments().map(({ location }) => location))).toEqual(new Set(['']));

  engine.sandbox.graph.setSharing(anna.objectId, anna.defaultCalendarId, 'limitedRead');
  expect(await anna.sync()).toMatchObject({ state: 'done', counts: { lupax: { updated: 30 } } });
  expect(new Set(anna.appointments().map(({ visibility }) => visibility))).toEqual(new Set(['notes_private']));
  expect(new Set(anna.appointments().map(({ location }) => location))).toEqual(new Set(['Halle 7']));
});

test('a calendar that is no longer shared leaves Lupax at once, and nothing leaves Outlook', async () => {
  const anna = await engine.addPerson('Anna Berger');
  await anna.useCalendar(anna.defaultCalendarId, 'both', 'read');
  for (let day = 1; day <= 15; day += 1) anna.addEvent(berlinEvent(`Termin ${day}`, day));
  anna.addAppointment(berlinAppointment('Schicht', 2, 16));
  await anna.sync();
  const before = engine.sandbox.graph.events(anna.objectId).length;
  expect(anna.appointments()).toHaveLength(16);

  engine.sandbox.graph.setSharing(anna.objectId, anna.defaultCalendarId, null);
  const run = await anna.sync();
  expect(run).toMatchObject({ state: 'done', counts: { lupax: { deleted: 15 }, outlook: { deleted: 0 } } });
  expect(anna.appointments().map(({ title }) => title)).toEqual(['Schicht']);
  expect(engine.sandbox.graph.events(anna.objectId)).toHaveLength(before);

  engine.sandbox.graph.setSharing(anna.objectId, anna.defaultCalendarId, 'read');
  await anna.sync();
  expect(anna.appointments()).toHaveLength(16);
  expect(engine.sandbox.graph.events(anna.objectId)).toHaveLength(before);
});

test('notes that are private in Lupax stay out of a calendar that shows notes, and a link stands in their place', async () => {
  const anna = await engine.addPerson('Anna Berger');
  await anna.useCalendar(anna.defaultCalendarId, 'both', 'read');
  anna.addAppointment(berlinAppointment('Vertrag', 2, 10, { notes: '<p>Gage 900</p>', visibility: 'notes_private' }));
  await anna.sync();
  const [copy] = engine.sandbox.graph.events(anna.objectId);
  expect(JSON.stringify(copy!['body'])).not.toContain('Gage');
  expect(JSON.stringify(copy!['body'])).toContain('Notizen in Lupax ansehen');

  engine.sandbox.graph.setSharing(anna.objectId, anna.defaultCalendarId, 'freeBusyRead');
  await anna.sync();
  expect(JSON.stringify(engine.sandbox.graph.events(anna.objectId)[0]!['body'])).toContain('Gage 900');
  expect(anna.appointments()[0]!.notes).toContain('Gage 900');
});
