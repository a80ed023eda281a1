import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Run } from '../../server/sync/core/run.ts';
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
  await anna.useCalendar(anna.defaultCalendarId, 'both', 'read');
});
afterEach(() => engine.stop());

const describe = ({ operations }: Run) =>
  operations.map(({ side, action, title, reason }) => `${side} ${action} ${title} ${reason}`).sort();

/** A dry run, then the real one: the first writes nothing and tells what the second does. */
async function expectForetold(): Promise<Run> {
  view.clearLogs();
  const [before, attention] = [view.titles(), await view.attention()];
  const dry = await anna.sync(true);
  expect(dry).toMatchObject({ state: 'done', dryRun: true });
  expect(dry.operations.every(({ result }) => result === 'planned')).toBe(true);
  expect(view.writes()).toEqual([]);
  expect(view.titles()).toEqual(before);
  expect(await view.attention()).toEqual(attention);
  const real = await anna.sync();
  expect(describe(real)).toEqual(describe(dry));
  const { created, updated, deleted } = dry.counts.outlook;
  expect(real.counts.outlook).toMatchObject({ created, updated, deleted });
  const lupax = dry.counts.lupax;
  expect(real.counts.lupax).toMatchObject({ created: lupax.created, updated: lupax.updated, deleted: lupax.deleted });
  await view.expectQuiet();
  return dry;
}

test('a dry run of a first synchronisation tells all that will be created', async () => {
  for (let day = 1; day <= 6; day += 1) {
    anna.addEvent(berlinEvent(`Outlook ${day}`, day));
    anna.addAppointment(berlinAppointment(`Lupax ${day}`, day, 16));
  }
  const dry = await expectForetold();
  expect(dry.counts).toMatchObject({ outlook: { created: 6 }, lupax: { created: 6 } });
  expect((await anna.document()).get('link', 'self')!.started).toBe(true);
});

test('a dry run starts nothing: no polling, no date of the last success', async () => {
  anna.addEvent(berlinEvent('Outlook', 2));
  await anna.sync(true);
  expect((await anna.document()).get('link', 'self')).toMatchObject({ started: false, lastSuccessAt: null });
});

test('a dry run tells updates, deletions, conflicts and changes of visibility', async () => {
  for (let day = 1; day <= 6; day += 1) {
    anna.addEvent(berlinEvent(`Outlook ${day}`, day));
    anna.addAppointment(berlinAppointment(`Lupax ${day}`, day, 16));
  }
  await anna.sync();
  const { graph, lupax } = engine.sandbox;
  graph.patchEvent(anna.objectId, view.event('Outlook 1').id, { subject: 'Outlook 1 neu' });
  lupax.editAppointment(view.appointment('Lupax 1').id, { title: 'Lupax 1 neu' });
  graph.deleteEvent(anna.objectId, view.event('Outlook 2').id);
  lupax.deleteAppointment(view.appointment('Lupax 2').id);
  graph.patchEvent(anna.objectId, view.event('Outlook 3').id, { subject: 'Outlook 3 in Outlook' });
  lupax.editAppointment(view.appointment('Outlook 3').id, { title: 'Outlook 3 in Lupax' });
  graph.patchEvent(anna.objectId, view.event('Outlook 4').id, { sensitivity: 'private' });
  lupax.editAppointment(view.appointment('Lupax 4').id, { visibility: 'title_and_notes_private' });
  graph.patchEvent(anna.objectId, view.event('Lupax 5').id, { location: { displayName: 'Halle 7' } });
  lupax.editAppointment(view.appointment('Lupax 5').id, { reminder_minutes: 10 });
  const dry = await expectForetold();
  expect(dry.operations.find(({ title }) => title.startsWith('Outlook 3'))!.lost).toEqual({
    title: 'Outlook 3 in Lupax',
  });
});

test('a dry run tells that edits win over deletions', async () => {
  anna.addEvent(berlinEvent('Outlook 1', 1));
  anna.addEvent(berlinEvent('Outlook 2', 2));
  anna.addAppointment(berlinAppointment('Lupax 1', 3));
  anna.addAppointment(berlinAppointment('Lupax 2', 4));
  await anna.sync();
  const { graph, lupax } = engine.sandbox;
  graph.deleteEvent(anna.objectId, view.event('Outlook 1').id);
  lupax.editAppointment(view.appointment('Outlook 1').id, { title: 'Outlook 1 neu' });
  lupax.deleteAppointment(view.appointment('Outlook 2').id);
  graph.patchEvent(anna.objectId, view.event('Outlook 2').id, { subject: 'Outlook 2 neu' });
  graph.deleteEvent(anna.objectId, view.event('Lupax 1').id);
  lupax.editAppointment(view.appointment('Lupax 1').id, { title: 'Lupax 1 neu' });
  lupax.deleteAppointment(view.appointment('Lupax 2').id);
  graph.patchEvent(anna.objectId, view.event('Lupax 2').id, { subject: 'Lupax 2 neu' });
  await expectForetold();
});

test('a dry run shows what the brake will hold back', async () => {
  const ids = Array.from({ length: 12 }, (_, day) => anna.addEvent(berlinEvent(`Termin ${day}`, day + 1)));
  await anna.sync();
  for (const id of ids) engine.sandbox.graph.deleteEvent(anna.objectId, id);
  view.clearLogs();
  const dry = await anna.sync(true);
  expect(dry).toMatchObject({ state: 'done', counts: { lupax: { deleted: 12 } } });
  expect(view.writes()).toEqual([]);
  expect(await anna.sync()).toMatchObject({ state: 'waiting_for_approval' });
  expect(await anna.sync(true)).toMatchObject({ state: 'done', operations: [] });
});

test('dry runs do not count as lists that a project was missing from twice in one synchronisation', async () => {
  await anna.changeSettings({ includeProjects: true, projectsOf: anna.lupaxUserId });
  engine.sandbox.lupax.addProject(engine.organizationId, {
    title: 'Gala',
    date_start: `${dayFromNow(3)}T08:00:00`,
    date_end: `${dayFromNow(4)}T08:00:00`,
    responsible: { id: anna.lupaxUserId, first_name: 'Anna', last_name: 'Berger' },
  });
  await expectForetold();
});
