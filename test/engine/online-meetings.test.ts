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

const ONLINE = { isOnlineMeeting: true, onlineMeetingProvider: 'teamsForBusiness' };
const joinUrl = (subject: string) => (view.event(subject)['onlineMeeting'] as { joinUrl: string } | null)?.joinUrl;

test('the body of an online meeting is never written, so that its link stays; other fields are', async () => {
  anna.addEvent(
    berlinEvent('Besprechung', 2, 10, { ...ONLINE, body: { contentType: 'html', content: '<p>Agenda</p>' } }),
  );
  await anna.sync();
  const url = joinUrl('Besprechung');
  const body = view.body('Besprechung');
  expect(url).toMatch(/^https:/);
  expect(view.appointment('Besprechung')).toMatchObject({ online_meeting: { join_url: url }, read_only: 0 });
  const { id } = view.appointment('Besprechung');
  engine.sandbox.lupax.editAppointment(id, { notes: '<p>Anders</p>', location: 'Halle 7', title: 'Besprechung 2' });
  await anna.sync();
  expect(view.event('Besprechung 2')['location']).toMatchObject({ displayName: 'Halle 7' });
  expect(view.body('Besprechung 2')).toBe(body);
  expect(joinUrl('Besprechung 2')).toBe(url);
  expect(view.appointment('Besprechung 2').notes).toContain('Agenda');
  await view.expectQuiet();
});

test('the link is shown in Lupax only where everything is', async () => {
  const eventId = anna.addEvent(berlinEvent('Besprechung', 2, 10, ONLINE));
  await anna.sync();
  const url = joinUrl('Besprechung');
  for (const [sensitivity, shown] of [
    ['personal', null],
    ['private', null],
    ['normal', url],
  ] as const) {
    engine.sandbox.graph.patchEvent(anna.objectId, eventId, { sensitivity });
    await anna.sync();
    expect(view.appointment('Besprechung').online_meeting.join_url).toBe(shown);
  }
  await view.expectQuiet();
});

test('a copy of a Lupax entry that a person makes an online meeting of keeps its link through edits in Lupax', async () => {
  const { id } = anna.addAppointment(berlinAppointment('Aus Lupax', 2, 10, { notes: '<p>Plan</p>' }));
  await anna.sync();
  engine.sandbox.graph.patchEvent(anna.objectId, view.event('Aus Lupax').id, ONLINE);
  const url = joinUrl('Aus Lupax');
  expect(url).toMatch(/^https:/);
  await anna.sync();
  engine.sandbox.lupax.editAppointment(id, { notes: '<p>Neuer Plan</p>', title: 'Aus Lupax 2' });
  await anna.sync();
  await anna.sync();
  expect(joinUrl('Aus Lupax 2')).toBe(url);
  expect(view.body('Aus Lupax 2')).toContain(url!.replaceAll('&', '&amp;'));
  await view.expectQuiet();
});

test('what such a copy must no longer show is hidden by its sensitivity, and its link stays', async () => {
  const { id } = anna.addAppointment(berlinAppointment('Aus Lupax', 2, 10, { notes: '<p>Gage</p>' }));
  await anna.sync();
  engine.sandbox.graph.patchEvent(anna.objectId, view.event('Aus Lupax').id, ONLINE);
  await anna.sync();
  const url = joinUrl('Aus Lupax');
  engine.sandbox.lupax.editAppointment(id, { visibility: 'notes_private' });
  await anna.sync();
  expect(view.event('Aus Lupax')).toMatchObject({ sensitivity: 'private' });
  expect(joinUrl('Aus Lupax')).toBe(url);
  await view.expectQuiet();
  expect(engine.sandbox.lupax.appointment(id)!.visibility).toBe('notes_private');
});
