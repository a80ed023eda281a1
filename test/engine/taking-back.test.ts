import { afterEach, beforeEach, expect, test } from 'vitest';
import { lookAt, type View } from '../helpers/engine-views.ts';
import {
  berlinAppointment,
  berlinEvent,
  dayFromNow,
  startEngine,
  type Engine,
  type Person,
} from '../helpers/engine.ts';

let engine: Engine;
let anna: Person;
let view: View;
beforeEach(async () => {
  engine = await startEngine();
  anna = await engine.addPerson('Anna Berger');
  view = lookAt(engine, anna);
  await anna.useCalendar(anna.defaultCalendarId, 'both', 'limitedRead');
});
afterEach(() => engine.stop());

async function takeBack() {
  const started = await engine.service.startRemoval(anna.user);
  if (!started.ok) throw new Error(started.code);
  await engine.service.settle(anna.user);
  return (await anna.document()).get('runs', started.runId)!;
}

test('unlinking takes back meetings, series, projects and raised entries, however many, and mails nobody', async () => {
  const tom = await engine.addPerson('Tom Wagner');
  await anna.changeSettings({ includeProjects: true, projectsOf: anna.lupaxUserId });
  engine.sandbox.lupax.addProject(engine.organizationId, {
    title: 'Gala',
    date_start: `${dayFromNow(3)}T08:00:00`,
    date_end: `${dayFromNow(4)}T08:00:00`,
    responsible: { id: anna.lupaxUserId, first_name: 'Anna', last_name: 'Berger' },
  });
  engine.sandbox.graph.addMeeting(anna.objectId, anna.defaultCalendarId, berlinEvent('Besprechung', 3), [tom.objectId]);
  anna.addEvent(
    berlinEvent('Probe', 1, 8, {
      recurrence: {
        pattern: { type: 'daily', interval: 1 },
        range: { type: 'numbered', startDate: dayFromNow(1), numberOfOccurrences: 15 },
      },
    }),
  );
  for (let day = 1; day <= 15; day += 1)
    anna.addAppointment(berlinAppointment(`Schicht ${day}`, day, 16, { kind: 'shift' }));
  await anna.sync();
  engine.sandbox.lupax.editAppointment(anna.appointments().find(({ title }) => title === 'Probe')!.id, {
    visibility: 'title_and_notes_private',
    title: 'Umbenannt',
  });
  const run = await takeBack();
  expect(run).toMatchObject({
    state: 'done',
    counts: { outlook: { deleted: 16, failed: 0 }, lupax: { deleted: 16, failed: 0 } },
  });
  expect(view.titles().outlook).toEqual(['Besprechung', 'Probe']);
  expect(view.titles().lupax).toHaveLength(15);
  expect(anna.appointments().every(({ kind }) => kind === 'shift')).toBe(true);
  expect(engine.sandbox.graph.mails).toEqual([]);
});

test('a copy that others were invited to stays: taking it back would mail them', async () => {
  anna.addAppointment(berlinAppointment('Aus Lupax', 3));
  await anna.sync();
  engine.sandbox.graph.patchEvent(anna.objectId, view.event('Aus Lupax').id, {
    attendees: [{ type: 'required', emailAddress: { name: 'Kim', address: 'kim@elsewhere.example' } }],
  });
  const mails = engine.sandbox.graph.mails.length;
  expect(await takeBack()).toMatchObject({ state: 'done', counts: { outlook: { deleted: 0, skipped: 1 } } });
  expect(view.titles()).toEqual({ outlook: ['Aus Lupax'], lupax: ['Aus Lupax'] });
  expect(engine.sandbox.graph.mails).toHaveLength(mails);
});

test('a category that was there before stays', async () => {
  const tom = await engine.addPerson('Tom Wagner');
  await tom.useCalendar(tom.defaultCalendarId, 'both', 'read');
  tom.addAppointment(berlinAppointment('Aus Lupax', 3));
  await tom.sync();
  const document = await tom.document();
  const link = document.get('link', 'self')!;
  // As after linking again: the category was found, not made.
  await document.commit([{ collection: 'link', key: 'self', value: { ...link, category: 'unknown' } }]);
  tom.addAppointment(berlinAppointment('Noch eins', 4));
  await tom.sync();
  expect(document.get('link', 'self')!.category).toBe('found');
  const started = await engine.service.startRemoval(tom.user);
  await engine.service.settle(tom.user);
  expect(started.ok).toBe(true);
  expect(engine.sandbox.graph.masterCategories(tom.objectId).map(({ displayName }) => displayName)).toContain('Lupax');
});

test('an outage while taking back keeps the link, and a second try ends the work', async () => {
  for (let day = 1; day <= 6; day += 1) anna.addEvent(berlinEvent(`Termin ${day}`, day));
  await anna.sync();
  engine.sandbox.lupax.faults.add({ match: { method: 'DELETE' }, kind: 'cutConnection', after: 2, times: 90 });
  const cut = await takeBack();
  expect(cut).toMatchObject({ state: 'failed', error: { code: 'lupax_unavailable' } });
  expect((await anna.document()).get('link', 'self')).toBeDefined();
  engine.sandbox.lupax.faults.clear();
  expect(await takeBack()).toMatchObject({ state: 'done', counts: { lupax: { failed: 0 } } });
  expect(view.titles()).toEqual({ outlook: [1, 2, 3, 4, 5, 6].map((day) => `Termin ${day}`), lupax: [] });
  expect((await anna.document()).get('link', 'self')).toBeUndefined();
}, 90_000);

test('taking back goes by the marks alone: what another run of this product left is found without the store', async () => {
  for (let day = 1; day <= 3; day += 1) {
    anna.addEvent(berlinEvent(`Termin ${day}`, day));
    anna.addAppointment(berlinAppointment(`Lupax ${day}`, day, 16));
  }
  await anna.sync();
  const document = await anna.document();
  await document.commit(
    [...document.list('pairs').keys()].map((key) => ({ collection: 'pairs' as const, key, value: null })),
  );
  expect(await takeBack()).toMatchObject({ counts: { outlook: { deleted: 3 }, lupax: { deleted: 3 } } });
  expect(view.titles()).toEqual({
    outlook: ['Termin 1', 'Termin 2', 'Termin 3'],
    lupax: ['Lupax 1', 'Lupax 2', 'Lupax 3'],
  });
});

test('a removal that is cut off deletes no original with the next synchronisation: what is left is adopted', async () => {
  for (let day = 1; day <= 6; day += 1) {
    anna.addAppointment(berlinAppointment(`Lupax ${day}`, day, 16));
    anna.addEvent(berlinEvent(`Outlook ${day}`, day));
  }
  await anna.sync();
  const before = view.titles();
  engine.sandbox.graph.faults.add({ match: { method: 'DELETE' }, kind: 'lostAnswer', times: 60 });
  engine.sandbox.lupax.faults.add({ match: { method: 'DELETE' }, kind: 'lostAnswer', times: 60 });
  expect(await takeBack()).toMatchObject({ state: 'failed' });
  engine.sandbox.graph.faults.clear();
  engine.sandbox.lupax.faults.clear();
  expect(view.titles()).not.toEqual(before);
  await anna.sync();
  expect(view.titles()).toEqual(before);
  await view.expectQuiet();
}, 60_000);

test('a deletion of a copy that arrives when the user has gone on is nobody’s: the copy is made again', async () => {
  anna.addAppointment(berlinAppointment('Aus Lupax', 3));
  const eventId = anna.addEvent(berlinEvent('Aus Outlook', 3));
  await anna.sync();
  engine.sandbox.graph.faults.add({ match: { method: 'DELETE' }, kind: 'cutConnection', times: 60 });
  engine.sandbox.lupax.faults.add({ match: { method: 'DELETE' }, kind: 'cutConnection', times: 60 });
  expect(await takeBack()).toMatchObject({ state: 'failed' });
  engine.sandbox.graph.faults.clear();
  engine.sandbox.lupax.faults.clear();
  await anna.sync();
  await view.expectQuiet();
  engine.sandbox.graph.deleteEvent(anna.objectId, view.event('Aus Lupax').id);
  engine.sandbox.lupax.deleteAppointment(view.appointment('Aus Outlook').id);
  await anna.sync();
  const all = ['Aus Lupax', 'Aus Outlook'];
  expect(view.titles()).toEqual({ outlook: all, lupax: all });
  expect(view.event('Aus Outlook').id).toBe(eventId);
  await view.expectQuiet();
}, 60_000);
