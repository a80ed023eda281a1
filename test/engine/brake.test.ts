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

async function startWithEvents(count: number, more: object = {}): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, one) =>
    anna.addEvent(berlinEvent(`Termin ${one}`, 1 + (one % 100), 8 + Math.floor(one / 100), more)),
  );
  await anna.sync();
  return ids;
}

const deleteEvents = (ids: string[]) => {
  for (const id of ids) engine.sandbox.graph.deleteEvent(anna.objectId, id);
};
const read = async (runId: string) => (await anna.document()).get('runs', runId)!;

test.each([
  [15, 10],
  [50, 10],
  [100, 20],
])('of %i entries %i deletions pass', async (entries, deletions) => {
  const ids = await startWithEvents(entries);
  deleteEvents(ids.slice(0, deletions));
  expect(await anna.sync()).toMatchObject({ state: 'done', counts: { lupax: { deleted: deletions } } });
  expect(anna.appointments()).toHaveLength(entries - deletions);
});

test.each([
  [15, 11],
  [50, 11],
  [100, 21],
])('of %i entries %i deletions wait', async (entries, deletions) => {
  const ids = await startWithEvents(entries);
  deleteEvents(ids.slice(0, deletions));
  const waiting = await anna.sync();
  expect(waiting).toMatchObject({ state: 'waiting_for_approval', counts: { lupax: { deleted: 0 } } });
  expect(waiting.operations).toHaveLength(deletions);
  for (const operation of waiting.operations) {
    expect(operation).toMatchObject({ side: 'lupax', action: 'delete', result: 'planned' });
  }
  expect(anna.appointments()).toHaveLength(entries);
});

test('deletions on the two sides are counted apart', async () => {
  const ids = await startWithEvents(10);
  const own = Array.from({ length: 10 }, (_, day) =>
    anna.addAppointment(berlinAppointment(`Lupax ${day}`, day + 1, 16)),
  );
  await anna.sync();
  deleteEvents(ids);
  for (const { id } of own) engine.sandbox.lupax.deleteAppointment(id);
  expect(await anna.sync()).toMatchObject({
    state: 'done',
    counts: { lupax: { deleted: 10 }, outlook: { deleted: 10 } },
  });
});

test('eleven deletions in Lupax wait before they reach Outlook', async () => {
  const own = Array.from({ length: 11 }, (_, day) =>
    anna.addAppointment(berlinAppointment(`Lupax ${day}`, day + 1, 16)),
  );
  await anna.sync();
  for (const { id } of own) engine.sandbox.lupax.deleteAppointment(id);
  expect(await anna.sync()).toMatchObject({ state: 'waiting_for_approval', counts: { outlook: { deleted: 0 } } });
  expect(view.events()).toHaveLength(11);
});

test('what sharing forces never waits: fifty entries leave, fifty are tightened and loosened', async () => {
  await startWithEvents(50);
  for (const [role, expected] of [
    ['freeBusyRead', { updated: 50 }],
    ['read', { updated: 50 }],
    [null, { deleted: 50 }],
  ] as const) {
    engine.sandbox.graph.setSharing(anna.objectId, anna.defaultCalendarId, role);
    expect(await anna.sync()).toMatchObject({ state: 'done', counts: { lupax: expected } });
  }
  expect(anna.appointments()).toEqual([]);
  expect(view.events()).toHaveLength(50);
});

test('a mass tightening by sensitivity passes, a mass loosening waits', async () => {
  const ids = await startWithEvents(12, { sensitivity: 'normal' });
  for (const id of ids) engine.sandbox.graph.patchEvent(anna.objectId, id, { sensitivity: 'private' });
  expect(await anna.sync()).toMatchObject({ state: 'done', counts: { lupax: { updated: 12 } } });
  for (const id of ids) engine.sandbox.graph.patchEvent(anna.objectId, id, { sensitivity: 'normal' });
  const waiting = await anna.sync();
  expect(waiting).toMatchObject({ state: 'waiting_for_approval', counts: { lupax: { updated: 0 } } });
  expect(new Set(anna.appointments().map(({ visibility }) => visibility))).toEqual(
    new Set(['title_and_notes_private']),
  );
  expect(await engine.service.approve(anna.user, waiting.id)).toMatchObject({ ok: true });
  await engine.service.settle(anna.user);
  expect(new Set(anna.appointments().map(({ visibility }) => visibility))).toEqual(new Set(['public']));
  await view.expectQuiet();
});

test('a mass loosening in Lupax waits before Outlook shows more', async () => {
  const own = Array.from({ length: 11 }, (_, day) =>
    anna.addAppointment(berlinAppointment(`Lupax ${day}`, day + 1, 16, { visibility: 'title_and_notes_private' })),
  );
  await anna.sync();
  for (const { id } of own) engine.sandbox.lupax.editAppointment(id, { visibility: 'public' });
  const waiting = await anna.sync();
  expect(waiting).toMatchObject({ state: 'waiting_for_approval' });
  expect(new Set(view.events().map((event) => event['sensitivity']))).toEqual(new Set(['private']));
  await engine.service.approve(anna.user, waiting.id);
  await engine.service.settle(anna.user);
  expect(new Set(view.events().map((event) => event['sensitivity']))).toEqual(new Set(['normal']));
  await view.expectQuiet();
});

test('tightening passes while a parked loosening of the same entries waits', async () => {
  const ids = await startWithEvents(12, { sensitivity: 'personal' });
  for (const id of ids) engine.sandbox.graph.patchEvent(anna.objectId, id, { sensitivity: 'normal' });
  const waiting = await anna.sync();
  expect(waiting.state).toBe('waiting_for_approval');
  for (const id of ids) engine.sandbox.graph.patchEvent(anna.objectId, id, { sensitivity: 'private' });
  expect(await anna.sync()).toMatchObject({ state: 'done' });
  expect(new Set(anna.appointments().map(({ visibility }) => visibility))).toEqual(
    new Set(['title_and_notes_private']),
  );
  await engine.service.approve(anna.user, waiting.id);
  await engine.service.settle(anna.user);
  expect(new Set(anna.appointments().map(({ visibility }) => visibility))).toEqual(
    new Set(['title_and_notes_private']),
  );
});

test('while parked, new synchronisations go on without the parked part; approving looks again first', async () => {
  const ids = await startWithEvents(14);
  const texts = ids.map((id) => view.events().find((event) => event.id === id)!);
  deleteEvents(ids.slice(0, 12));
  const waiting = await anna.sync();
  expect(waiting.state).toBe('waiting_for_approval');

  anna.addEvent(berlinEvent('Neu', 3, 20));
  engine.sandbox.graph.patchEvent(anna.objectId, ids[12]!, { subject: 'Umbenannt' });
  const next = await anna.sync();
  expect(next.id).not.toBe(waiting.id);
  expect(next).toMatchObject({ state: 'done', counts: { lupax: { created: 1, updated: 1, deleted: 0 } } });
  expect((await read(waiting.id)).state).toBe('waiting_for_approval');

  // One of the entries is edited in Lupax meanwhile: the edit wins over the deletion.
  const edited = anna.appointments().find(({ title }) => title === texts[0]!.subject)!;
  engine.sandbox.lupax.editAppointment(edited.id, { title: 'Doch nicht' });
  deleteEvents([ids[13]!]);
  expect(await engine.service.approve(anna.user, waiting.id)).toEqual({ ok: true, runId: waiting.id });
  await engine.service.settle(anna.user);
  const approved = await read(waiting.id);
  expect(approved).toMatchObject({ state: 'done', counts: { lupax: { deleted: 12 } } });
  expect(view.titles()).toEqual({
    outlook: ['Doch nicht', 'Neu', 'Umbenannt'],
    lupax: ['Doch nicht', 'Neu', 'Umbenannt'],
  });
  await view.expectQuiet();
});

test('what comes to wait later waits in its own run, and both can be decided apart', async () => {
  const ids = await startWithEvents(40);
  deleteEvents(ids.slice(0, 15));
  const first = await anna.sync();
  deleteEvents(ids.slice(15, 30));
  const second = await anna.sync();
  expect([first.state, second.state]).toEqual(['waiting_for_approval', 'waiting_for_approval']);
  expect(second.operations).toHaveLength(15);
  expect(await engine.service.discard(anna.user, first.id)).toBeNull();
  await engine.service.approve(anna.user, second.id);
  await engine.service.settle(anna.user);
  expect(await read(second.id)).toMatchObject({ state: 'done', counts: { lupax: { deleted: 15 } } });
  expect(anna.appointments()).toHaveLength(25);
  expect(await read(first.id)).toMatchObject({ state: 'done' });
  for (const operation of (await read(first.id)).operations) {
    expect(operation).toMatchObject({ result: 'skipped', reason: 'discarded' });
  }
  await view.expectQuiet();
  expect(await engine.service.discard(anna.user, first.id)).toBe('run_not_waiting');
  expect(await engine.service.approve(anna.user, first.id)).toEqual({ ok: false, code: 'run_not_waiting' });
});

test('discarded loosenings stay as they are on both sides until the entry changes', async () => {
  const ids = await startWithEvents(12, { sensitivity: 'private' });
  for (const id of ids) engine.sandbox.graph.patchEvent(anna.objectId, id, { sensitivity: 'normal' });
  const waiting = await anna.sync();
  expect(await engine.service.discard(anna.user, waiting.id)).toBeNull();
  await view.expectQuiet();
  expect(new Set(anna.appointments().map(({ visibility }) => visibility))).toEqual(
    new Set(['title_and_notes_private']),
  );
  engine.sandbox.graph.patchEvent(anna.objectId, ids[0]!, { subject: 'Termin 0, neu' });
  await anna.sync();
  expect(view.appointment('Termin 0, neu').visibility).toBe('public');
});

test('the brake counts the whole run, however often it looks again', async () => {
  const ids = await startWithEvents(20);
  deleteEvents(ids.slice(0, 8));
  // More is deleted while the run is writing; the run finds it when it looks again.
  engine.sandbox.lupax.faults.add({ match: { method: 'DELETE' }, kind: 'delay', ms: 1000 });
  anna.addAppointment(berlinAppointment('Aus Lupax', 3));
  setTimeout(() => deleteEvents(ids.slice(8, 16)), 500);
  const run = await anna.sync();
  expect(run).toMatchObject({ state: 'waiting_for_approval', counts: { lupax: { deleted: 8 } } });
  expect(run.operations.filter(({ result }) => result === 'planned')).toHaveLength(8);
  expect(view.titles().lupax).toHaveLength(13);
});
