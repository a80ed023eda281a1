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

test.each(['free', 'workingElsewhere'])(
  'events shown as %s belong into Lupax only when the user wants it',
  async (showAs) => {
    anna.addEvent(berlinEvent('Frei', 2, 10, { showAs }));
    const run = await anna.sync();
    expect(run.counts.outlook.skipped).toBe(1);
    expect(view.titles().lupax).toEqual([]);
    await anna.changeSettings({ includeFreeEvents: true });
    await anna.sync();
    expect(view.titles().lupax).toEqual(['Frei']);
    expect(view.appointment('Frei').status).toBe('confirmed');
    engine.sandbox.lupax.editAppointment(view.appointment('Frei').id, { location: 'Halle 7' });
    await anna.sync();
    expect(view.event('Frei')).toMatchObject({ showAs, location: { displayName: 'Halle 7' } });
    await view.expectQuiet();
    await anna.changeSettings({ includeFreeEvents: false });
    await anna.sync();
    expect(view.titles()).toEqual({ outlook: ['Frei'], lupax: [] });
    await view.expectQuiet();
  },
);

test('an event that becomes free leaves Lupax and comes back when it is busy again', async () => {
  const eventId = anna.addEvent(berlinEvent('Termin', 2));
  await anna.sync();
  engine.sandbox.graph.patchEvent(anna.objectId, eventId, { showAs: 'free' });
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: ['Termin'], lupax: [] });
  await view.expectQuiet();
  engine.sandbox.graph.patchEvent(anna.objectId, eventId, { showAs: 'busy' });
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: ['Termin'], lupax: ['Termin'] });
  await view.expectQuiet();
});

test('the category that keeps an event out takes it back, and without it the event returns as closed as it was', async () => {
  const eventId = anna.addEvent(berlinEvent('Privat', 2));
  await anna.sync();
  engine.sandbox.lupax.editAppointment(view.appointment('Privat').id, { visibility: 'title_and_notes_private' });
  await anna.sync();
  engine.sandbox.graph.patchEvent(anna.objectId, eventId, {
    categories: ['Rot', 'Lupax: nicht synchronisieren'],
    subject: 'Privat, neu',
  });
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: ['Privat, neu'], lupax: [] });
  await view.expectQuiet();
  engine.sandbox.graph.patchEvent(anna.objectId, eventId, { categories: ['Rot'] });
  await anna.sync();
  expect(view.appointment('Privat, neu').visibility).toBe('title_and_notes_private');
  await view.expectQuiet();
});

test('an event that bears the category from the start never reaches Lupax', async () => {
  anna.addEvent(berlinEvent('Privat', 2, 10, { categories: ['Lupax: nicht synchronisieren'] }));
  await anna.sync();
  expect(view.titles().lupax).toEqual([]);
  expect(engine.sandbox.lupax.writes).toEqual([]);
});

test('the category on a copy of a Lupax entry takes nothing of Lupax', async () => {
  anna.addAppointment(berlinAppointment('Aus Lupax', 2));
  await anna.sync();
  engine.sandbox.graph.patchEvent(anna.objectId, view.event('Aus Lupax').id, {
    categories: ['Lupax', 'Lupax: nicht synchronisieren'],
  });
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: ['Aus Lupax'], lupax: ['Aus Lupax'] });
});

test('meetings that are cancelled or declined count as gone, removed from the calendar or not', async () => {
  const tom = await engine.addPerson('Tom Wagner');
  const invite = (subject: string, day: number) => {
    const meetingId = engine.sandbox.graph.addMeeting(tom.objectId, tom.defaultCalendarId, berlinEvent(subject, day), [
      anna.objectId,
    ]);
    return { meetingId, copyId: engine.sandbox.graph.copyOf(anna.objectId, tom.objectId, meetingId)! };
  };
  const cancelled = invite('Abgesagt', 2);
  const kept = invite('Abgelehnt, behalten', 3);
  const removed = invite('Abgelehnt', 4);
  const unsure = invite('Vielleicht', 5);
  invite('Zugesagt', 6);
  await anna.sync();
  expect(view.titles().lupax).toHaveLength(5);
  expect(anna.appointments().every(({ read_only }) => read_only === 1)).toBe(true);
  engine.sandbox.graph.cancelMeeting(tom.objectId, cancelled.meetingId);
  engine.sandbox.graph.respond(anna.objectId, kept.copyId, 'declined', { keep: true });
  engine.sandbox.graph.respond(anna.objectId, removed.copyId, 'declined');
  engine.sandbox.graph.respond(anna.objectId, unsure.copyId, 'tentativelyAccepted');
  engine.sandbox.graph.clearLog();
  await anna.sync();
  expect(view.titles().lupax).toEqual(['Vielleicht', 'Zugesagt']);
  expect(view.appointment('Vielleicht').status).toBe('tentative');
  expect(engine.sandbox.graph.writes()).toEqual([]);
  await view.expectQuiet();
  engine.sandbox.graph.respond(anna.objectId, kept.copyId, 'accepted');
  await anna.sync();
  expect(view.titles().lupax).toContain('Abgelehnt, behalten');
});

test('an event that somebody else organises is read-only in Lupax and never written, attendees or not', async () => {
  const eventId = anna.addEvent(
    berlinEvent('Vom Chef', 2, 10, {
      isOrganizer: false,
      organizer: { emailAddress: { name: 'Chef', address: 'chef@hauptstadt.example' } },
    }),
  );
  await anna.sync();
  expect(view.appointment('Vom Chef')).toMatchObject({ read_only: 1, source: { event_id: eventId } });
  engine.sandbox.lupax.editAppointment(view.appointment('Vom Chef').id, { title: 'Anders' }, { as: 'lupax' });
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: ['Vom Chef'], lupax: ['Vom Chef'] });
  engine.sandbox.lupax.deleteAppointment(view.appointment('Vom Chef').id, { as: 'lupax' });
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: ['Vom Chef'], lupax: ['Vom Chef'] });
  expect(engine.sandbox.graph.writes()).toEqual([]);
  expect(await view.attention()).toEqual(['deletion_put_back', 'edit_put_back']);
  await view.expectQuiet();
});

test('an event is read-only in Lupax while it has attendees, and free again without them', async () => {
  const eventId = anna.addEvent(berlinEvent('Probe', 2));
  await anna.sync();
  expect(view.appointment('Probe').read_only).toBe(0);
  const attendees = [{ type: 'required', emailAddress: { name: 'Kim', address: 'kim@elsewhere.example' } }];
  engine.sandbox.graph.patchEvent(anna.objectId, eventId, { attendees });
  await anna.sync();
  expect(view.appointment('Probe')).toMatchObject({ read_only: 1, participants: [{ email: 'kim@elsewhere.example' }] });
  engine.sandbox.graph.patchEvent(anna.objectId, eventId, { attendees: [] });
  await anna.sync();
  expect(view.appointment('Probe')).toMatchObject({ read_only: 0, participants: [] });
  engine.sandbox.lupax.editAppointment(view.appointment('Probe').id, { title: 'Probe 2' });
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: ['Probe 2'], lupax: ['Probe 2'] });
});
