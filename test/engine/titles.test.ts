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

const HALF_A_CHARACTER = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])/;
const LONG = { words: 'Aufbau Halle '.repeat(40).trim(), emoji: '🎪'.repeat(300) };

test.each(Object.entries(LONG))('a title of too many %s is shortened in Outlook only', async (_what, title) => {
  const { id } = anna.addAppointment(berlinAppointment(title, 2));
  await anna.sync();
  const [copy] = view.events();
  expect(copy!.subject.length).toBeLessThanOrEqual(255);
  expect(copy!.subject.length).toBeGreaterThan(250);
  expect(copy!.subject).not.toMatch(HALF_A_CHARACTER);
  await view.expectQuiet();
  expect(anna.appointments()).toMatchObject([{ title }]);

  // Edits of other fields on either side leave the long title alone.
  engine.sandbox.graph.patchEvent(anna.objectId, copy!.id, { location: { displayName: 'Halle 7' } });
  await anna.sync();
  engine.sandbox.lupax.editAppointment(id, { notes: '<p>Neu</p>' });
  await anna.sync();
  expect(anna.appointments()).toMatchObject([{ title, location: 'Halle 7' }]);
  expect(view.events()[0]!.subject).toBe(copy!.subject);
  await view.expectQuiet();
});

test('a shortened title that a person really edits in Outlook replaces the long one', async () => {
  anna.addAppointment(berlinAppointment(LONG.words, 2));
  await anna.sync();
  engine.sandbox.graph.patchEvent(anna.objectId, view.events()[0]!.id, { subject: 'Kurz' });
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: ['Kurz'], lupax: ['Kurz'] });
  await view.expectQuiet();
});

test('a mirrored event that gets a long title in Lupax keeps it there', async () => {
  anna.addEvent(berlinEvent('Aufbau', 2));
  await anna.sync();
  engine.sandbox.lupax.editAppointment(view.appointment('Aufbau').id, { title: LONG.emoji });
  await anna.sync();
  expect(view.events()[0]!.subject).not.toMatch(HALF_A_CHARACTER);
  await view.expectQuiet();
  expect(anna.appointments()[0]!.title).toBe(LONG.emoji);

  engine.sandbox.graph.patchEvent(anna.objectId, view.events()[0]!.id, { location: { displayName: 'Halle 7' } });
  await anna.sync();
  expect(anna.appointments()).toMatchObject([{ title: LONG.emoji, location: 'Halle 7' }]);
});

test('an event without a subject has a name in Lupax and keeps having none in Outlook', async () => {
  const eventId = anna.addEvent(berlinEvent('', 2));
  await anna.sync();
  expect(anna.appointments()[0]!.title).not.toBe('');
  expect(view.events()[0]!.subject).toBe('');
  await view.expectQuiet();
  engine.sandbox.lupax.editAppointment(anna.appointments()[0]!.id, { location: 'Halle 7' });
  await anna.sync();
  expect(view.events()[0]).toMatchObject({ subject: '', location: { displayName: 'Halle 7' } });

  engine.sandbox.graph.patchEvent(anna.objectId, eventId, { subject: 'Aufbau' });
  await anna.sync();
  expect(anna.appointments()).toMatchObject([{ title: 'Aufbau' }]);
  engine.sandbox.graph.patchEvent(anna.objectId, eventId, { subject: '' });
  await anna.sync();
  expect(anna.appointments()[0]!.title).not.toBe('');
  await view.expectQuiet();
});

test('a title that Lupax trims is written once', async () => {
  anna.addEvent(berlinEvent('  Aufbau  ', 2));
  await anna.sync();
  expect(view.titles().lupax).toEqual(['Aufbau']);
  await view.expectQuiet();
  expect(view.events()[0]!.subject).toBe('  Aufbau  ');
});
