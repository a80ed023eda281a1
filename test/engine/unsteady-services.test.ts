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

test('an event moved to a calendar that cannot be read just now keeps its entry', async () => {
  const team = engine.sandbox.graph.addCalendar(anna.objectId, { name: 'Team', sharing: 'limitedRead' });
  await anna.useCalendar(team, 'to_lupax', 'limitedRead');
  const eventId = anna.addEvent(berlinEvent('Termin', 2));
  anna.addEvent(berlinEvent('Anderer', 3), team);
  await anna.sync();
  const { id } = view.appointment('Termin');
  engine.sandbox.graph.moveEvent(anna.objectId, eventId, team);
  engine.sandbox.graph.faults.add({
    match: { url: new RegExp(`${team.slice(-12)}.*delta`, 'i') },
    kind: 'status',
    status: 403,
    body: { error: { code: 'ErrorAccessDenied', message: 'Access is denied. Check credentials and try again.' } },
    times: 4,
  });
  const run = await anna.sync();
  expect(run).toMatchObject({ state: 'done', counts: { outlook: { failed: 1 } } });
  expect(anna.appointments().map((one) => one.id)).toContain(id);
  engine.sandbox.graph.faults.clear();
  await anna.sync();
  expect(view.appointment('Termin')).toMatchObject({ id, visibility: 'notes_private', source: { calendar_id: team } });
  await view.expectQuiet();
});

test('empty pages, repeated items and throttled parts make no difference', async () => {
  for (let day = 1; day <= 30; day += 1) {
    anna.addEvent(berlinEvent(`Outlook ${day}`, day));
    anna.addAppointment(berlinAppointment(`Lupax ${day}`, day, 16));
  }
  const { faults } = engine.sandbox.graph;
  faults.add({ match: { url: /delta/ }, kind: 'emptyPages', times: 2 });
  faults.add({ match: { url: /delta/ }, kind: 'duplicates', times: 3 });
  faults.add({ match: { url: /calendarPermissions/ }, kind: 'batchPart429', retryAfter: 0.2, times: 2 });
  faults.add({
    match: { method: 'POST', url: /events$/ },
    kind: 'status',
    status: 429,
    retryAfter: 0.1,
    times: 5,
    after: 3,
  });
  engine.sandbox.lupax.faults.add({
    match: { method: 'POST', url: /appointments$/ },
    status: 429,
    retryAfter: 1,
    times: 2,
    after: 4,
  });
  engine.sandbox.lupax.repeatChanges = true;
  const run = await anna.sync();
  expect(run.error).toBeNull();
  expect(run).toMatchObject({
    state: 'done',
    counts: { outlook: { created: 30, failed: 0 }, lupax: { created: 30, failed: 0 } },
  });
  expect(view.titles().outlook).toHaveLength(60);
  expect(view.titles().lupax).toHaveLength(60);
  await view.expectQuiet();
}, 60_000);

test('an etag that moves by itself, and delta changes that come late, are nobody’s edit', async () => {
  anna.addEvent(berlinEvent('Aus Outlook', 2));
  const { id } = anna.addAppointment(berlinAppointment('Aus Lupax', 3));
  engine.sandbox.graph.setDeltaLag(3_600_000);
  await anna.sync();
  engine.sandbox.graph.touchEvent(anna.objectId, view.event('Aus Lupax').id);
  engine.sandbox.lupax.editAppointment(id, { title: 'Aus Lupax 2' });
  await anna.sync();
  engine.sandbox.graph.setDeltaLag(0);
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: ['Aus Lupax 2', 'Aus Outlook'], lupax: ['Aus Lupax 2', 'Aus Outlook'] });
  await view.expectQuiet();
});

test('a refused entry does not stop the others; after three refusals a person is asked, and a success ends it', async () => {
  const { id } = anna.addAppointment(berlinAppointment('Widerspenstig', 3));
  await anna.sync();
  engine.sandbox.lupax.editAppointment(id, { title: 'Widerspenstig 2' });
  engine.sandbox.graph.faults.add({
    match: { method: 'PATCH' },
    kind: 'status',
    status: 400,
    body: { error: { code: 'ErrorInvalidRequest', message: 'Your request is invalid.' } },
    times: 99,
  });
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    anna.addAppointment(berlinAppointment(`Anderer ${attempt}`, 4 + attempt));
    const run = await anna.sync();
    expect(run).toMatchObject({ state: 'done', counts: { outlook: { created: 1, failed: 1 } } });
    expect(await view.attention()).toEqual(attempt < 3 ? [] : ['write_refused']);
  }
  engine.sandbox.graph.clearLog();
  await anna.sync();
  expect(engine.sandbox.graph.writes()).toEqual([]);
});

test('an outage in the middle of a first synchronisation leaves nothing twice', async () => {
  for (let day = 1; day <= 20; day += 1) {
    anna.addEvent(berlinEvent(`Outlook ${day}`, day));
    anna.addAppointment(berlinAppointment(`Lupax ${day}`, day, 16));
  }
  engine.sandbox.graph.faults.add({
    match: { method: 'POST', url: /events$/ },
    kind: 'lostAnswer',
    after: 5,
    times: 3,
  });
  engine.sandbox.graph.faults.add({
    match: { method: 'POST', url: /events$/ },
    kind: 'cutConnection',
    after: 8,
    times: 40,
  });
  engine.sandbox.lupax.faults.add({
    match: { method: 'POST', url: /appointments$/ },
    kind: 'lostAnswer',
    after: 5,
    times: 60,
  });
  await anna.sync();
  engine.sandbox.graph.faults.clear();
  engine.sandbox.lupax.faults.clear();
  await anna.sync();
  await anna.sync();
  expect(view.titles().outlook).toHaveLength(40);
  expect(view.titles().lupax).toHaveLength(40);
  expect(new Set(view.titles().outlook)).toEqual(new Set(view.titles().lupax));
  await view.expectQuiet();
}, 120_000);

test('an interface that is switched off in the middle ends the run and deletes nothing', async () => {
  for (let day = 1; day <= 10; day += 1) anna.addEvent(berlinEvent(`Outlook ${day}`, day));
  await anna.sync();
  for (const { id } of view.events().slice(0, 5)) engine.sandbox.graph.deleteEvent(anna.objectId, id);
  engine.sandbox.lupax.setInterface(engine.organizationId, { enabled: false });
  expect(await anna.sync()).toMatchObject({ state: 'failed', error: { code: 'interface_disabled' } });
  expect(view.titles().lupax).toHaveLength(10);
  engine.sandbox.lupax.setInterface(engine.organizationId, { enabled: true });
  await anna.sync();
  expect(view.titles().lupax).toHaveLength(5);
});
