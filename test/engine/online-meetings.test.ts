import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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

describe('an appointment that asks for an online meeting', () => {
  const REQUESTED = { online_meeting: { requested: 1 as const, join_url: null } };
  const PARTICIPANTS = [
    { name: 'Tom Wagner', email: 'tom@hauptstadt.example' },
    { name: 'Kim Extern', email: 'kim@extern.example' },
  ];
  const ask = (title: string, more: object = {}) =>
    anna.addAppointment(berlinAppointment(title, 2, 10, { notes: '<p>Plan</p>', ...REQUESTED, ...more }));
  const mails = () => engine.sandbox.graph.mails.map(({ kind, to }) => [kind, ...to]);

  test('becomes an online event whose link comes back, and only then its participants are invited', async () => {
    ask('Besprechung', { participants: PARTICIPANTS });
    await anna.sync();
    expect(view.event('Besprechung')).toMatchObject({ isOnlineMeeting: false });
    expect(mails()).toEqual([]);
    await anna.changeSettings({ onlineMeetings: true });
    const run = await anna.sync();
    expect(run.operations.map(({ side, reason }) => [side, reason])).toEqual([
      ['outlook', 'online_meeting'],
      ['lupax', 'online_meeting'],
    ]);
    const url = joinUrl('Besprechung');
    expect(url).toMatch(/^https:/);
    expect(view.appointment('Besprechung')).toMatchObject({
      online_meeting: { requested: 1, join_url: url },
      notes: expect.stringContaining('Plan'),
      participants: PARTICIPANTS,
    });
    expect(mails()).toEqual([['invitation', 'tom@hauptstadt.example', 'kim@extern.example']]);
    await view.expectQuiet();
    expect(mails()).toHaveLength(1);
  });

  test('an edit in Lupax reaches the meeting and those who are invited; its body and link stay', async () => {
    await anna.changeSettings({ onlineMeetings: true });
    const { id } = ask('Besprechung', { participants: PARTICIPANTS });
    await anna.sync();
    const [url, body] = [joinUrl('Besprechung'), view.body('Besprechung')];
    engine.sandbox.lupax.editAppointment(id, { title: 'Abnahme', notes: '<p>Anderer Plan</p>', location: 'Halle 7' });
    await anna.sync();
    expect(view.event('Abnahme')['location']).toMatchObject({ displayName: 'Halle 7' });
    expect(joinUrl('Abnahme')).toBe(url);
    expect(view.body('Abnahme')).toBe(body);
    expect(engine.sandbox.lupax.appointment(id)!.online_meeting).toEqual({ requested: 1, join_url: url });
    expect(mails().map(([kind]) => kind)).toEqual(['invitation', 'update']);
    await view.expectQuiet();
  });

  test('who is added or removed in Lupax later is invited or uninvited; whom the organizer invited in Outlook stays', async () => {
    await anna.changeSettings({ onlineMeetings: true });
    const { id } = ask('Besprechung', { participants: PARTICIPANTS });
    await anna.sync();
    const [url, body] = [joinUrl('Besprechung'), view.body('Besprechung')];
    const attendees = () =>
      (view.event('Besprechung')['attendees'] as { type: string; emailAddress: { address: string } }[]).map(
        ({ type, emailAddress }) => [emailAddress.address, type],
      );
    const ours = view.event('Besprechung')['attendees'] as object[];
    engine.sandbox.graph.patchEvent(anna.objectId, view.event('Besprechung').id, {
      attendees: [...ours, { type: 'optional', emailAddress: { name: 'Udo', address: 'udo@extern.example' } }],
    });
    await anna.sync();
    const [tom] = PARTICIPANTS;
    engine.sandbox.lupax.editAppointment(id, {
      participants: [tom!, { name: 'Ida Neu', email: 'ida@hauptstadt.example' }],
    });
    await anna.sync();
    expect(attendees()).toEqual([
      ['tom@hauptstadt.example', 'required'],
      ['udo@extern.example', 'optional'],
      ['ida@hauptstadt.example', 'required'],
    ]);
    expect(view.body('Besprechung')).toBe(body);
    expect(joinUrl('Besprechung')).toBe(url);
    expect(engine.sandbox.lupax.appointment(id)!.participants.map(({ email }) => email)).toEqual([
      'tom@hauptstadt.example',
      'ida@hauptstadt.example',
    ]);
    await view.expectQuiet();
  });

  test('deleted in Lupax, the meeting is cancelled', async () => {
    await anna.changeSettings({ onlineMeetings: true });
    const { id } = ask('Besprechung', { participants: PARTICIPANTS });
    await anna.sync();
    engine.sandbox.lupax.deleteAppointment(id);
    await anna.sync();
    expect(view.events()).toEqual([]);
    expect(mails().map(([kind]) => kind)).toEqual(['invitation', 'cancellation']);
  });

  test('without participants nobody is mailed', async () => {
    await anna.changeSettings({ onlineMeetings: true });
    ask('Allein', { participants: [{ name: 'Anna Berger', email: anna.email.toUpperCase() }] });
    await anna.sync();
    expect(view.appointment('Allein').online_meeting.join_url).toBe(joinUrl('Allein'));
    expect(mails()).toEqual([]);
    await view.expectQuiet();
  });

  test('is left alone where Lupax, the user or a dry run does not allow it', async () => {
    ask('Besprechung', { participants: PARTICIPANTS });
    await anna.sync();
    await anna.changeSettings({ onlineMeetings: true });
    await anna.sync(true);
    await anna.changeInterface({ onlineMeetings: false });
    await anna.sync();
    expect(view.event('Besprechung')).toMatchObject({ isOnlineMeeting: false });
    expect(mails()).toEqual([]);
  });

  test('without the permission, an administrator is told', async () => {
    await anna.useCalendar(anna.defaultCalendarId, 'to_lupax', 'read');
    await anna.changeSettings({ onlineMeetings: true });
    ask('Besprechung', { participants: PARTICIPANTS });
    await anna.sync();
    expect(await view.attention()).toEqual(['online_meetings_denied']);
  });

  test('has a meeting without an event where it is not synchronised; a missing policy is told with the ids', async () => {
    await engine.stop();
    engine = await startEngine({ moreRoles: ['OnlineMeetings.ReadWrite.All'] });
    anna = await engine.addPerson('Anna Berger', { onlineMeetings: true });
    view = lookAt(engine, anna);
    await anna.useCalendar(anna.defaultCalendarId, 'to_lupax', 'read');
    const { graph, lupax } = engine.sandbox;
    graph.setMeetingPolicy(engine.tenantId, false);
    const { id } = ask('Besprechung', { participants: PARTICIPANTS });
    await anna.sync();
    const record = (await anna.document()).get('attention', 'meeting_policy_missing')!;
    expect(record.params).toEqual({ clientId: engine.clientId, objectId: anna.objectId });
    graph.setMeetingPolicy(engine.tenantId, true);
    await anna.sync();
    expect(lupax.appointment(id)!.online_meeting.join_url).toMatch(/^https:\/\/teams/);
    expect(await view.attention()).toEqual([]);
    expect(view.events()).toEqual([]);
    expect(mails()).toEqual([]);
    await view.expectQuiet();
  });
});
