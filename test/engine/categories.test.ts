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

const master = () =>
  engine.sandbox.graph.masterCategories(anna.objectId).filter(({ displayName }) => displayName === 'Lupax');
const categoryRequests = () =>
  engine.sandbox.graph.requests.filter(({ path }) => path.includes('masterCategories')).map(({ method }) => method);

test('only what was created from Lupax bears the category, and the mailbox gets it once', async () => {
  anna.addEvent(berlinEvent('Aus Outlook', 2, 10, { categories: ['Rot'] }));
  anna.addAppointment(berlinAppointment('Aus Lupax', 3));
  await anna.sync();
  expect(view.event('Aus Lupax')).toMatchObject({ categories: ['Lupax'] });
  expect(view.event('Aus Outlook')).toMatchObject({ categories: ['Rot'] });
  expect(view.event('Aus Outlook').extendedProperties).toEqual([]);
  expect(master()).toHaveLength(1);
  view.clearLogs();
  anna.addAppointment(berlinAppointment('Noch eins', 4));
  await anna.sync();
  expect(categoryRequests()).toEqual([]);
  expect(master()).toHaveLength(1);
});

test('a category that the user already has is used as it is', async () => {
  anna.addAppointment(berlinAppointment('Aus Lupax', 3));
  await anna.sync();
  expect((await anna.document()).get('link', 'self')!.category).toBe('made');
  const tom = await engine.addPerson('Tom Wagner');
  await tom.useCalendar(tom.defaultCalendarId, 'both', 'read');
  tom.addAppointment(berlinAppointment('Für Tom', 3));
  engine.sandbox.graph.faults.add({ match: { method: 'POST', url: /masterCategories/ }, kind: 'lostAnswer' });
  await tom.sync();
  tom.addAppointment(berlinAppointment('Für Tom 2', 4));
  expect(await tom.sync()).toMatchObject({ state: 'done', counts: { outlook: { failed: 0 } } });
  const found = engine.sandbox.graph
    .masterCategories(tom.objectId)
    .filter(({ displayName }) => displayName === 'Lupax');
  expect(found).toHaveLength(1);
});

test('an app that may not write mailbox settings writes events all the same, and does not ask again', async () => {
  engine.sandbox.graph.faults.add({
    match: { url: /masterCategories/ },
    kind: 'status',
    status: 403,
    body: { error: { code: 'ErrorAccessDenied', message: 'Access is denied. Check credentials and try again.' } },
    times: 99,
  });
  anna.addAppointment(berlinAppointment('Aus Lupax', 3));
  expect(await anna.sync()).toMatchObject({
    state: 'done',
    error: null,
    counts: { outlook: { created: 1, failed: 0 } },
  });
  expect(view.event('Aus Lupax')).toMatchObject({ categories: ['Lupax'] });
  view.clearLogs();
  anna.addAppointment(berlinAppointment('Noch eins', 4));
  expect(await anna.sync()).toMatchObject({ state: 'done', counts: { outlook: { created: 1 } } });
  expect(categoryRequests()).toEqual([]);
});

test('categories that a person sets on a copy stay through edits in Lupax', async () => {
  const { id } = anna.addAppointment(berlinAppointment('Aus Lupax', 3));
  await anna.sync();
  engine.sandbox.graph.patchEvent(anna.objectId, view.event('Aus Lupax').id, { categories: ['Rot'] });
  engine.sandbox.lupax.editAppointment(id, { title: 'Aus Lupax 2' });
  await anna.sync();
  expect(view.event('Aus Lupax 2')).toMatchObject({ categories: ['Rot'] });
  await view.expectQuiet();
  expect(view.titles()).toEqual({ outlook: ['Aus Lupax 2'], lupax: ['Aus Lupax 2'] });
});

test('the category is looked after only when what tightens has been written', async () => {
  anna.addEvent(berlinEvent('Aus Outlook', 2));
  const { id } = anna.addAppointment(berlinAppointment('Aus Lupax', 3));
  engine.sandbox.graph.faults.add({ match: { url: /masterCategories/ }, kind: 'status', status: 503, times: 99 });
  await anna.sync();
  engine.sandbox.graph.faults.clear();
  engine.sandbox.lupax.editAppointment(id, { visibility: 'title_and_notes_private' });
  anna.addAppointment(berlinAppointment('Neu', 4));
  view.clearLogs();
  await anna.sync();
  expect(
    engine.sandbox.graph.writes().map(({ method, url }) => `${method} ${url.split('/').at(-1)!.slice(0, 16)}`),
  ).toEqual([expect.stringContaining('PATCH ') as string, 'POST masterCategories', 'POST events']);
}, 60_000);
