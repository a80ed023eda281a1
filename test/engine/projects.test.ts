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
  await anna.changeSettings({ includeProjects: true, projectsOf: anna.lupaxUserId });
});
afterEach(() => engine.stop());

function addProject(title: string, day: number, more: object = {}) {
  return engine.sandbox.lupax.addProject(engine.organizationId, {
    title,
    date_start: `${dayFromNow(day)}T08:00:00`,
    date_end: `${dayFromNow(day + 1)}T20:00:00`,
    description: '<p>Budget 10000</p>',
    sales: 12345,
    responsible: { id: anna.lupaxUserId, first_name: 'Anna', last_name: 'Berger' },
    client: { name: 'Geheim AG', phone_numbers: ['030 1234'] },
    ...more,
  });
}
const projectRequests = () => engine.sandbox.lupax.requests.filter(({ path }) => path.endsWith('/projects'));

test('projects of the responsible user show in Outlook with title, dates and marker, and nothing else', async () => {
  const project = addProject('Gala', 3);
  addProject('Messe', 4, { responsible: { id: 4711, first_name: 'Kim', last_name: 'Kluge' } });
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: ['Gala'], lupax: [] });
  expect(view.event('Gala')).toMatchObject({
    showAs: 'free',
    sensitivity: 'normal',
    isReminderOn: false,
    isAllDay: false,
    categories: ['Lupax'],
    attendees: [],
    location: { displayName: '' },
    extendedProperties: [{ value: `${engine.organizationId}/project/${project.id}` }],
  });
  expect(JSON.stringify(view.event('Gala'))).not.toMatch(/12345|Geheim|030 1234/);
  await view.expectQuiet();
});

test('a description is left out of a calendar that shows notes, and follows its sharing', async () => {
  addProject('Gala', 3);
  await anna.sync();
  expect(view.body('Gala')).toContain('Budget 10000');
  for (const role of ['read', 'freeBusyRead', 'write', 'limitedRead'] as const) {
    engine.sandbox.graph.setSharing(anna.objectId, anna.defaultCalendarId, role);
    expect(await anna.sync()).toMatchObject({ state: 'done' });
    expect(view.body('Gala').includes('Budget 10000')).toBe(role === 'freeBusyRead' || role === 'limitedRead');
  }
  await view.expectQuiet();
});

test('changes of a project are carried over; edits and deletions in Outlook are put back', async () => {
  const { id } = addProject('Gala', 3);
  await anna.sync();
  engine.sandbox.lupax.editProject(id, {
    title: 'Gala 2',
    date_start: `${dayFromNow(4)}T08:00:00`,
    date_end: `${dayFromNow(6)}T08:00:00`,
  });
  await anna.sync();
  const before = view.event('Gala 2');
  const other = berlinEvent('Meins', 20);
  engine.sandbox.graph.patchEvent(anna.objectId, before.id, {
    subject: 'Meins',
    start: other.start,
    end: other.end,
    body: { contentType: 'html', content: '<p>Meins</p>' },
    location: { displayName: 'Meins' },
    showAs: 'busy',
    sensitivity: 'private',
    isReminderOn: true,
  });
  const run = await anna.sync();
  expect(run.operations).toMatchObject([{ side: 'outlook', action: 'update', reason: 'put_back' }]);
  for (const field of ['subject', 'start', 'end', 'showAs', 'sensitivity', 'isReminderOn', 'location']) {
    expect(view.event('Gala 2')[field]).toEqual(before[field]);
  }
  expect(view.body('Gala 2')).toContain('Budget');
  await view.expectQuiet();
  engine.sandbox.graph.deleteEvent(anna.objectId, before.id);
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: ['Gala 2'], lupax: [] });
  await view.expectQuiet();
});

test('a project is gone only after two complete lists without it', async () => {
  const { id } = addProject('Gala', 3);
  addProject('Messe', 5);
  await anna.sync();
  engine.sandbox.lupax.removeProject(id);
  await anna.sync();
  expect(view.titles().outlook).toEqual(['Gala', 'Messe']);
  const run = await anna.sync();
  expect(run.operations).toMatchObject([{ action: 'delete', reason: 'project_gone', title: 'Gala' }]);
  expect(view.titles().outlook).toEqual(['Messe']);
  await view.expectQuiet();
});

test('a list that is broken, cut or refused counts for nothing', async () => {
  const { id } = addProject('Gala', 3);
  await anna.sync();
  engine.sandbox.lupax.removeProject(id);
  await anna.sync();
  for (const fault of [{ kind: 'brokenJson' }, { status: 404 }] as const) {
    engine.sandbox.lupax.faults.add({ match: { url: /projects/ }, times: 9, ...fault });
    expect(await anna.sync()).toMatchObject({ state: 'failed' });
    expect(view.titles().outlook).toEqual(['Gala']);
    engine.sandbox.lupax.faults.clear();
  }
}, 60_000);

test('a project that moves out of the window is moved in Outlook, not deleted', async () => {
  const { id } = addProject('Gala', 3);
  await anna.sync();
  engine.sandbox.lupax.editProject(id, {
    date_start: `${dayFromNow(600)}T08:00:00`,
    date_end: `${dayFromNow(601)}T08:00:00`,
  });
  for (let round = 0; round < 3; round += 1) await anna.sync();
  expect(view.events()).toHaveLength(1);
  expect((view.event('Gala')['start'] as { dateTime: string }).dateTime).toContain(dayFromNow(600));
  await view.expectQuiet();
});

test('a project that somebody else answers for from now on leaves', async () => {
  const { id } = addProject('Gala', 3);
  await anna.sync();
  engine.sandbox.lupax.editProject(id, { responsible: { id: 4711, first_name: 'Kim', last_name: 'Kluge' } });
  for (let round = 0; round < 2; round += 1) await anna.sync();
  expect(view.events()).toEqual([]);
});

test('switching projects off takes their events back and nothing else, switching on brings them again', async () => {
  addProject('Gala', 3);
  addProject('Messe', 5);
  anna.addEvent(berlinEvent('Meins', 3, 20));
  anna.addAppointment(berlinAppointment('Schicht', 4));
  await anna.sync();
  await anna.changeSettings({ includeProjects: false });
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: ['Meins', 'Schicht'], lupax: ['Meins', 'Schicht'] });
  await view.expectQuiet();
  await anna.changeSettings({ includeProjects: true });
  await anna.sync();
  expect(view.titles().outlook).toEqual(['Gala', 'Meins', 'Messe', 'Schicht']);
  await view.expectQuiet();
});

test('a Lupax without a connector still gives its projects, and nothing is asked of what it lacks', async () => {
  const document = await anna.document();
  const link = document.get('link', 'self')!;
  const value = { ...link, interface: { connector: false, enabled: false, onlineMeetings: false } };
  await document.commit([{ collection: 'link', key: 'self', value }]);
  engine.sandbox.lupax.setInterface(engine.organizationId, { connector: false });
  await anna.useCalendar(anna.defaultCalendarId, 'to_outlook');
  addProject('Gala', 3);
  engine.sandbox.lupax.clearLog();
  expect(await anna.sync()).toMatchObject({ state: 'done', counts: { outlook: { created: 1, failed: 0 } } });
  expect(view.titles().outlook).toEqual(['Gala']);
  expect(new Set(engine.sandbox.lupax.requests.map(({ path }) => path.split('/').at(-1)))).toEqual(
    new Set(['projects']),
  );
  await view.expectQuiet();
});

test('without a connector a calendar that is set to give to Lupax fails nothing', async () => {
  const document = await anna.document();
  const link = document.get('link', 'self')!;
  const value = { ...link, interface: { connector: false, enabled: false, onlineMeetings: false } };
  await document.commit([{ collection: 'link', key: 'self', value }]);
  engine.sandbox.lupax.setInterface(engine.organizationId, { connector: false });
  anna.addEvent(berlinEvent('Meins', 3, 20));
  addProject('Gala', 3);
  const run = await anna.sync();
  expect(run).toMatchObject({
    state: 'done',
    counts: { outlook: { created: 1, failed: 0 }, lupax: { failed: 0, created: 0 } },
  });
  expect(engine.sandbox.lupax.writes).toEqual([]);
});

test('projects cost one request per five hundred', async () => {
  for (let one = 0; one < 3; one += 1) addProject(`Projekt ${one}`, 2 + one);
  await anna.sync();
  engine.sandbox.lupax.clearLog();
  await anna.sync();
  expect(projectRequests()).toHaveLength(1);
  for (let one = 3; one < 501; one += 1) addProject(`Projekt ${one}`, 2 + (one % 300));
  engine.sandbox.lupax.clearLog();
  const run = await anna.sync();
  expect(run.counts.outlook).toMatchObject({ created: 498, failed: 0 });
  expect(projectRequests()).toHaveLength(2);
  engine.sandbox.lupax.clearLog();
  expect(await anna.sync()).toMatchObject({
    operations: [],
    requests: { graph: expect.any(Number) as number, lupax: 3 },
  });
}, 120_000);

test('all-day projects are dates, and one without a time keeps its last day', async () => {
  addProject('Ganztags', 3, { date_start: `${dayFromNow(3)}T00:00:00`, date_end: `${dayFromNow(6)}T00:00:00` });
  await anna.sync();
  const event = view.event('Ganztags') as unknown as {
    isAllDay: boolean;
    start: { dateTime: string };
    end: { dateTime: string };
  };
  expect(event.isAllDay).toBe(true);
  expect([event.start.dateTime.slice(0, 10), event.end.dateTime.slice(0, 10)]).toEqual([dayFromNow(3), dayFromNow(6)]);
  await view.expectQuiet();
});

/** Nothing is known of any entry any more, as after linking again. */
async function forgetEntries(): Promise<void> {
  const document = await anna.document();
  const calendar = document.get('calendars', anna.defaultCalendarId)!;
  await document.commit([
    ...[...document.list('pairs').keys()].map((key) => ({ collection: 'pairs' as const, key, value: null })),
    { collection: 'feed', key: 'self', value: { cursor: null, keptFrom: null } },
    { collection: 'calendars', key: calendar.id, value: { ...calendar, deltaLink: null, window: null } },
  ]);
  view.clearLogs();
}

test('the event of a project that has been gone since before it was found goes with the second list, too', async () => {
  const { id } = addProject('Gala', 3);
  await anna.sync();
  engine.sandbox.lupax.removeProject(id);
  await forgetEntries();
  await anna.sync();
  expect(view.titles().outlook).toEqual(['Gala']);
  await anna.sync();
  expect(view.titles().outlook).toEqual([]);
  await view.expectQuiet();
});

test('linking again adopts project events by their marker', async () => {
  addProject('Gala', 3);
  addProject('Messe', 5, { date_start: `${dayFromNow(5)}T00:00:00`, date_end: `${dayFromNow(7)}T00:00:00` });
  await anna.sync();
  await forgetEntries();
  expect(await anna.sync()).toMatchObject({ state: 'done', operations: [] });
  expect(view.titles()).toEqual({ outlook: ['Gala', 'Messe'], lupax: [] });
  expect(view.writes()).toEqual([]);
  await view.expectQuiet();
});

test('a copy that was taken away while projects were off, and came back by an undo, goes on as before', async () => {
  const project = addProject('Gala', 3);
  await anna.sync();
  await anna.changeSettings({ includeProjects: false });
  const removal = await anna.sync();
  expect(view.titles().outlook).toEqual([]);

  await engine.service.undo(anna.user, removal.id);
  await engine.service.settle(anna.user);
  expect(view.titles().outlook).toEqual(['Gala']);
  await anna.changeSettings({ paused: false, includeProjects: true });
  engine.sandbox.lupax.editProject(project.id, { title: 'Gala am Abend' });
  await anna.sync();
  expect(view.titles().outlook).toEqual(['Gala am Abend']);
  await view.expectQuiet();

  await anna.changeSettings({ includeProjects: false });
  await anna.sync();
  expect(view.titles().outlook).toEqual([]);
});
