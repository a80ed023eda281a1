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

test('what was closed is not opened by undoing it: the rest is put back, and nobody is taken to have closed it', async () => {
  const { eventId, appointmentId, mirrorId } = await startBoth();
  const { title, location } = engine.sandbox.lupax.appointment(mirrorId)!;
  engine.sandbox.graph.patchEvent(anna.objectId, eventId, { subject: 'Outlook, neu', sensitivity: 'private' });
  engine.sandbox.lupax.editAppointment(appointmentId, {
    title: 'Lupax, neu',
    visibility: 'title_and_notes_private',
  });
  const run = await anna.sync();
  expect(results(await undo(run))).toEqual(['lupax update done undone', 'outlook update done undone']);
  expect(engine.sandbox.lupax.appointment(mirrorId)).toMatchObject({
    title,
    visibility: 'title_and_notes_private',
    location: '',
  });
  expect(view.event('Aus Lupax')).toMatchObject({ sensitivity: 'private' });

  engine.sandbox.graph.patchEvent(anna.objectId, eventId, { sensitivity: 'normal' });
  engine.sandbox.lupax.editAppointment(appointmentId, { visibility: 'public' });
  await resume();
  await anna.sync();
  expect(view.appointment('Outlook, neu')).toMatchObject({ visibility: 'public', location });
  expect(view.event('Lupax, neu')).toMatchObject({ sensitivity: 'normal' });
  await view.expectQuiet();
});

test('an entry of a calendar that is shared less by now comes back as closed as that, or not at all', async () => {
  const { eventId } = await startBoth();
  engine.sandbox.graph.deleteEvent(anna.objectId, eventId);
  const run = await anna.sync();
  engine.sandbox.graph.setSharing(anna.objectId, anna.defaultCalendarId, 'freeBusyRead');
  expect(results(await undo(run))).toEqual(['lupax create done undone']);
  expect(view.appointment('Aus Outlook').visibility).toBe('title_and_notes_private');
});

test('an entry of a calendar that is not shared any more stays out of Lupax', async () => {
  const { eventId } = await startBoth();
  engine.sandbox.graph.deleteEvent(anna.objectId, eventId);
  const run = await anna.sync();
  engine.sandbox.graph.setSharing(anna.objectId, anna.defaultCalendarId, 'none');
  expect(results(await undo(run))).toEqual(['lupax create skipped changed_since']);
});

test('the copy of a private event comes back closed, also when it was opened in Lupax right before', async () => {
  const { eventId, mirrorId } = await startBoth();
  engine.sandbox.graph.patchEvent(anna.objectId, eventId, { sensitivity: 'private' });
  await anna.sync();
  engine.sandbox.lupax.editAppointment(mirrorId, { visibility: 'public' });
  engine.sandbox.graph.deleteEvent(anna.objectId, eventId);
  const run = await anna.sync();
  expect(results(await undo(run))).toEqual(['lupax create done undone']);
  expect(view.appointment('Aus Outlook').visibility).toBe('title_and_notes_private');
});

test('the copy of a private event that became an appointment of its own is a copy again, and as closed as before', async () => {
  const { eventId, mirrorId } = await startBoth();
  await anna.changeSettings({ conflictWinner: 'lupax' });
  engine.sandbox.graph.patchEvent(anna.objectId, eventId, { sensitivity: 'private' });
  await anna.sync();
  engine.sandbox.lupax.editAppointment(mirrorId, { title: 'Geöffnet', visibility: 'public' });
  engine.sandbox.graph.deleteEvent(anna.objectId, eventId);
  const run = await anna.sync();
  expect(engine.sandbox.lupax.appointment(mirrorId)).toMatchObject({ source: null, visibility: 'public' });
  await undo(run);
  expect(engine.sandbox.lupax.appointment(mirrorId)).toMatchObject({
    source: { event_id: eventId },
    visibility: 'title_and_notes_private',
  });
});

test('a copy whose event is beyond the window by now comes back as closed as the event has become', async () => {
  const { eventId } = await startBoth();
  engine.sandbox.graph.patchEvent(anna.objectId, eventId, {
    ...berlinEvent('Aus Outlook', 40, 10),
    sensitivity: 'private',
    categories: ['Lupax: nicht synchronisieren'],
  });
  const run = await anna.sync();
  expect(view.titles().lupax).toEqual(['Aus Lupax']);
  await anna.changeSettings({ futureDays: 20 });
  expect(results(await undo(run))).toEqual(['lupax create done undone']);
  expect(view.appointment('Aus Outlook').visibility).toBe('title_and_notes_private');
});

test('what was changed before its event moved shows no more than where the event is now', async () => {
  const { eventId, mirrorId } = await startBoth();
  const team = engine.sandbox.graph.addCalendar(anna.objectId, { name: 'Team' });
  await anna.useCalendar(team, 'both', 'limitedRead');
  engine.sandbox.graph.patchEvent(anna.objectId, eventId, { subject: 'Outlook, neu' });
  const run = await anna.sync();
  engine.sandbox.graph.moveEvent(anna.objectId, eventId, team);
  expect(results(await undo(run))).toEqual(['lupax update done undone']);
  expect(engine.sandbox.lupax.appointment(mirrorId)).toMatchObject({
    title: 'Aus Outlook',
    visibility: 'notes_private',
  });
});

test('what goes back to the calendar that its event was in shows no more than that calendar does by now, either', async () => {
  const { eventId, mirrorId } = await startBoth();
  const team = engine.sandbox.graph.addCalendar(anna.objectId, { name: 'Team' });
  await anna.useCalendar(team, 'both', 'read');
  engine.sandbox.graph.moveEvent(anna.objectId, eventId, team);
  const run = await anna.sync();
  engine.sandbox.graph.setSharing(anna.objectId, anna.defaultCalendarId, 'limitedRead');
  expect(results(await undo(run))).toEqual(['lupax update done undone']);
  expect(engine.sandbox.lupax.appointment(mirrorId)).toMatchObject({
    source: { calendar_id: anna.defaultCalendarId },
    visibility: 'notes_private',
  });
});

test('an entry that became one of Lupax’ own is Outlook’s again when that is undone, as closed as it was', async () => {
  const { eventId, mirrorId } = await startBoth();
  engine.sandbox.lupax.editAppointment(mirrorId, { visibility: 'notes_private' });
  await anna.sync();
  engine.sandbox.graph.deleteEvent(anna.objectId, eventId);
  engine.sandbox.lupax.editAppointment(mirrorId, { title: 'In Lupax geändert' });
  const run = await anna.sync();
  expect(view.appointment('In Lupax geändert').source).toBeNull();
  await undo(run);
  const source = { calendar_id: anna.defaultCalendarId, event_id: eventId };
  expect(view.appointment('In Lupax geändert')).toMatchObject({ source, visibility: 'notes_private' });
  await resume();
  await anna.sync();
  const both = ['Aus Lupax', 'In Lupax geändert'];
  expect(view.titles()).toEqual({ outlook: both, lupax: both });
  expect(view.appointment('In Lupax geändert')).toMatchObject({ source: null, visibility: 'notes_private' });
  await view.expectQuiet();
});
