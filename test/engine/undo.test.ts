import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Run } from '../../server/sync/core/run.ts';
import { lookAt, type View } from '../helpers/engine-views.ts';
import { berlinEvent, startEngine, type Engine, type Person } from '../helpers/engine.ts';
import { copyBothWays, listResults as results, undoRun } from '../helpers/undo.ts';

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

const undo = (run: Run) => undoRun(engine, anna, run);
const startBoth = () => copyBothWays(engine, anna);
const resume = () => anna.changeSettings({ paused: false });

test('undoing a first synchronisation takes the copies away, keeps the originals, and pauses', async () => {
  const { run } = await startBoth();
  const undone = await undo(run);
  expect(results(undone)).toEqual(['lupax delete done undone', 'outlook delete done undone']);
  expect(view.titles()).toEqual({ outlook: ['Aus Outlook'], lupax: ['Aus Lupax'] });
  expect((await anna.document()).get('settings', 'self')!.paused).toBe(true);
  expect(await engine.service.startSync(anna.user, { dryRun: false })).toEqual({ ok: false, code: 'paused' });
  expect(await engine.service.undo(anna.user, run.id)).toEqual({ ok: false, code: 'already_undone' });

  // Going on does the same again: originals are never deleted.
  await resume();
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: ['Aus Lupax', 'Aus Outlook'], lupax: ['Aus Lupax', 'Aus Outlook'] });
  await view.expectQuiet();
});

test('undoing updates puts the written side back, field by field, and going on carries the edit out again', async () => {
  const { eventId, appointmentId, mirrorId, copyId } = await startBoth();
  const before = {
    mirror: engine.sandbox.lupax.appointment(mirrorId)!,
    copy: view.event('Aus Lupax'),
  };
  const later = berlinEvent('', 8, 15);
  engine.sandbox.graph.patchEvent(anna.objectId, eventId, {
    subject: 'Outlook, neu',
    start: later.start,
    end: later.end,
    location: { displayName: 'Halle 1' },
  });
  engine.sandbox.lupax.editAppointment(appointmentId, {
    title: 'Lupax, neu',
    notes: '<p>Neu</p>',
    status: 'tentative',
    reminder_minutes: null,
    location: '',
  });
  const run = await anna.sync();
  expect(run.operations).toHaveLength(2);
  const undone = await undo(run);
  expect(results(undone)).toEqual(['lupax update done undone', 'outlook update done undone']);
  const { revision: _r, updated_at: _u, ...mirror } = before.mirror;
  expect(engine.sandbox.lupax.appointment(mirrorId)).toMatchObject(mirror);
  const copy = view.events().find(({ id }) => id === copyId)!;
  for (const field of [
    'subject',
    'showAs',
    'sensitivity',
    'isReminderOn',
    'reminderMinutesBeforeStart',
    'location',
    'start',
    'end',
  ]) {
    expect(copy[field]).toEqual(before.copy[field]);
  }
  expect(view.body('Aus Lupax')).toContain('<p>Plan</p>');
  // The originals keep what people wrote.
  expect(view.titles().outlook).toContain('Outlook, neu');
  expect(view.titles().lupax).toContain('Lupax, neu');

  await resume();
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: ['Lupax, neu', 'Outlook, neu'], lupax: ['Lupax, neu', 'Outlook, neu'] });
  expect(view.event('Lupax, neu')).toMatchObject({ showAs: 'tentative' });
  await view.expectQuiet();
});

test('undoing deletions makes the entries again, once', async () => {
  const { eventId, appointmentId } = await startBoth();
  engine.sandbox.graph.deleteEvent(anna.objectId, eventId);
  engine.sandbox.lupax.deleteAppointment(appointmentId);
  const run = await anna.sync();
  expect(view.titles()).toEqual({ outlook: [], lupax: [] });
  const undone = await undo(run);
  expect(results(undone)).toEqual(['lupax create done undone', 'outlook create done undone']);
  expect(view.titles()).toEqual({ outlook: ['Aus Lupax'], lupax: ['Aus Outlook'] });
  expect(view.body('Aus Lupax')).toContain('Plan');
  expect(view.appointment('Aus Outlook')).toMatchObject({ notes: '<p>Plan</p>' });
});

test('undoing the deletion of originals on the written side brings them back with all they had', async () => {
  const { copyId, mirrorId } = await startBoth();
  // Deleting the copies deletes the originals.
  engine.sandbox.graph.deleteEvent(anna.objectId, copyId);
  engine.sandbox.lupax.deleteAppointment(mirrorId);
  const run = await anna.sync();
  expect(view.titles()).toEqual({ outlook: [], lupax: [] });
  await undo(run);
  expect(view.titles()).toEqual({ outlook: ['Aus Outlook'], lupax: ['Aus Lupax'] });
  expect(view.event('Aus Outlook')).toMatchObject({ showAs: 'oof' });
  expect(view.event('Aus Outlook').extendedProperties).toEqual([]);
  expect(view.appointment('Aus Lupax')).toMatchObject({ notes: '<p>Plan</p>', location: 'Halle 7', source: null });
  await resume();
  await anna.sync();
  const both = ['Aus Lupax', 'Aus Outlook'];
  expect(view.titles()).toEqual({ outlook: both, lupax: both });
  await view.expectQuiet();
});

test('what changed since is left alone and said so', async () => {
  const { run, copyId, mirrorId } = await startBoth();
  engine.sandbox.graph.patchEvent(anna.objectId, copyId, { location: { displayName: 'Halle 9' } });
  engine.sandbox.lupax.editAppointment(mirrorId, { notes: '<p>Anders</p>' });
  const undone = await undo(run);
  expect(results(undone)).toEqual(['lupax delete skipped changed_since', 'outlook delete skipped changed_since']);
  expect(view.titles()).toEqual({ outlook: ['Aus Lupax', 'Aus Outlook'], lupax: ['Aus Lupax', 'Aus Outlook'] });
  await resume();
  await anna.sync();
  expect(view.appointment('Aus Lupax').location).toBe('Halle 9');
  expect(view.body('Aus Outlook')).toContain('Anders');
  await view.expectQuiet();
});

test('what was deleted since is skipped', async () => {
  const { run, copyId, mirrorId } = await startBoth();
  engine.sandbox.graph.deleteEvent(anna.objectId, copyId);
  engine.sandbox.lupax.deleteAppointment(mirrorId);
  expect(results(await undo(run))).toEqual([
    'lupax delete skipped changed_since',
    'outlook delete skipped changed_since',
  ]);
  expect(view.titles()).toEqual({ outlook: ['Aus Outlook'], lupax: ['Aus Lupax'] });
});

test('a copy that has attendees by now is not deleted by an undo', async () => {
  const { run, copyId } = await startBoth();
  engine.sandbox.graph.patchEvent(anna.objectId, copyId, {
    attendees: [{ type: 'required', emailAddress: { name: 'Kim', address: 'kim@elsewhere.example' } }],
  });
  const mails = engine.sandbox.graph.mails.length;
  expect(results(await undo(run))).toContain('outlook delete skipped changed_since');
  expect(view.titles().outlook).toContain('Aus Lupax');
  expect(engine.sandbox.graph.mails).toHaveLength(mails);
});

test('a dry run, an unknown run and a run that wrote nothing are harmless to undo', async () => {
  await startBoth();
  const quiet = await anna.sync();
  expect(await undo(quiet)).toMatchObject({ state: 'done', operations: [] });
  expect(await engine.service.undo(anna.user, 'nobody-knows')).toEqual({ ok: false, code: 'not_found' });
  expect(view.titles().outlook).toHaveLength(2);
});

test('undoing what an approved run deleted brings all of it back', async () => {
  const ids = Array.from({ length: 12 }, (_, day) => anna.addEvent(berlinEvent(`Termin ${day}`, day + 1)));
  await anna.sync();
  for (const id of ids) engine.sandbox.graph.deleteEvent(anna.objectId, id);
  anna.addEvent(berlinEvent('Neu', 3, 20));
  const waiting = await anna.sync();
  await engine.service.approve(anna.user, waiting.id);
  await engine.service.settle(anna.user);
  expect(view.titles().lupax).toEqual(['Neu']);
  await undo(waiting);
  expect(view.titles().lupax).toHaveLength(12);
  expect(view.titles().outlook).toEqual(['Neu']);
});

test('an undo that an outage ended can be carried on, and does nothing twice', async () => {
  for (let day = 1; day <= 4; day += 1) anna.addEvent(berlinEvent(`Termin ${day}`, day));
  await anna.sync();
  for (const { id } of view.events()) engine.sandbox.graph.deleteEvent(anna.objectId, id);
  const run = await anna.sync();
  expect(view.titles().lupax).toEqual([]);
  engine.sandbox.lupax.faults.add({
    match: { method: 'POST', url: /appointments$/ },
    kind: 'cutConnection',
    after: 2,
    times: 50,
  });
  const cut = await undo(run);
  expect(cut).toMatchObject({ state: 'failed', error: { code: 'lupax_unavailable' } });
  expect(view.titles().lupax).toHaveLength(2);
  engine.sandbox.lupax.faults.clear();
  expect(await undo(run)).toMatchObject({ state: 'done', counts: { lupax: { created: 2 } } });
  expect(view.titles().lupax).toEqual(['Termin 1', 'Termin 2', 'Termin 3', 'Termin 4']);
  expect(await engine.service.undo(anna.user, run.id)).toEqual({ ok: false, code: 'already_undone' });
}, 60_000);

test('an undo that was carried out and never answered is nobody’s deletion: the originals stay', async () => {
  const { run } = await startBoth();
  engine.sandbox.graph.faults.add({ match: { method: 'DELETE' }, kind: 'lostAnswer', times: 60 });
  expect((await undo(run)).state).toBe('failed');
  engine.sandbox.graph.faults.clear();
  engine.sandbox.lupax.faults.add({ match: { method: 'DELETE' }, kind: 'lostAnswer', times: 60 });
  expect((await undo(run)).state).toBe('failed');
  engine.sandbox.lupax.faults.clear();
  expect(view.titles()).toEqual({ outlook: ['Aus Outlook'], lupax: ['Aus Lupax'] });
  await resume();
  await anna.sync();
  const all = ['Aus Lupax', 'Aus Outlook'];
  expect(view.titles()).toEqual({ outlook: all, lupax: all });
  await view.expectQuiet();
}, 60_000);

test('going on after the deletion of a copy was undone deletes it again: its event is asked for, and is gone', async () => {
  const { eventId } = await startBoth();
  engine.sandbox.graph.deleteEvent(anna.objectId, eventId);
  const run = await anna.sync();
  await undo(run);
  expect(view.titles().lupax).toEqual(['Aus Lupax', 'Aus Outlook']);
  await resume();
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: ['Aus Lupax'], lupax: ['Aus Lupax'] });
  await view.expectQuiet();
});

test('an appointment that was made again for an edit of its event is made again after its making was undone', async () => {
  const { appointmentId, copyId } = await startBoth();
  engine.sandbox.lupax.deleteAppointment(appointmentId);
  engine.sandbox.graph.patchEvent(anna.objectId, copyId, { subject: 'Aus Lupax, neu' });
  const run = await anna.sync();
  expect(view.titles().lupax).toContain('Aus Lupax, neu');
  expect(results(await undo(run))).toContain('lupax delete done undone');
  expect(view.titles().lupax).toEqual(['Aus Outlook']);
  await resume();
  await anna.sync();
  const both = ['Aus Lupax, neu', 'Aus Outlook'];
  expect(view.titles()).toEqual({ outlook: both, lupax: both });
  await view.expectQuiet();
});

test('an entry that became Lupax’ own is again of the event it came from when that is undone', async () => {
  const { eventId, mirrorId } = await startBoth();
  engine.sandbox.graph.deleteEvent(anna.objectId, eventId);
  engine.sandbox.lupax.editAppointment(mirrorId, { title: 'Aus Outlook, neu' });
  const run = await anna.sync();
  expect(engine.sandbox.lupax.appointment(mirrorId)!.source).toBeNull();
  const undone = await undo(run);
  expect(results(undone)).toEqual(['lupax update done undone', 'outlook delete done undone']);
  expect(engine.sandbox.lupax.appointment(mirrorId)!.source).toMatchObject({ event_id: eventId });
  await resume();
  await anna.sync();
  // The edit is stronger than the deletion, as it was before.
  const both = ['Aus Lupax', 'Aus Outlook, neu'];
  expect(view.titles()).toEqual({ outlook: both, lupax: both });
  expect(engine.sandbox.lupax.appointment(mirrorId)!.source).toBeNull();
  await view.expectQuiet();
});

test('a copy that became an entry’s own event and was changed since stays, and so does what it stands for', async () => {
  const { eventId, mirrorId } = await startBoth();
  engine.sandbox.graph.deleteEvent(anna.objectId, eventId);
  engine.sandbox.lupax.editAppointment(mirrorId, { title: 'Aus Outlook, neu' });
  const run = await anna.sync();
  engine.sandbox.graph.patchEvent(anna.objectId, view.event('Aus Outlook, neu').id, {
    location: { displayName: 'Halle 9' },
  });
  const skipped = ['lupax update skipped changed_since', 'outlook delete skipped changed_since'];
  expect(results(await undo(run))).toEqual(skipped);
  await resume();
  await anna.sync();
  expect(view.appointment('Aus Outlook, neu')).toMatchObject({ source: null, location: 'Halle 9' });
  await view.expectQuiet();
});

test('a copy that an undo took away is nobody’s deletion while what is read does not show it yet', async () => {
  const { run } = await startBoth();
  engine.sandbox.graph.setDeltaLag(60_000);
  engine.sandbox.graph.faults.add({ match: { method: 'DELETE' }, kind: 'lostAnswer', times: 1 });
  await undo(run);
  expect(view.titles().outlook).toEqual(['Aus Outlook']);
  await resume();
  await anna.sync();
  engine.sandbox.graph.setDeltaLag(0);
  await anna.sync();
  expect(view.titles().lupax).toEqual(['Aus Lupax', 'Aus Outlook']);
  expect(view.titles().outlook).toEqual(['Aus Lupax', 'Aus Outlook']);
  await view.expectQuiet();
}, 60_000);

test('an unanswered undo is nobody’s deletion either where the calendar shows it late', async () => {
  const { run } = await startBoth();
  engine.sandbox.graph.faults.add({ match: { method: 'DELETE' }, kind: 'lostAnswer', times: 60 });
  engine.sandbox.graph.setDeltaLag(3_600_000);
  expect((await undo(run)).state).toBe('failed');
  engine.sandbox.graph.faults.clear();
  await resume();
  await anna.sync();
  engine.sandbox.graph.setDeltaLag(0);
  await anna.sync();
  const all = ['Aus Lupax', 'Aus Outlook'];
  expect(view.titles()).toEqual({ outlook: all, lupax: all });
  await view.expectQuiet();
}, 60_000);
