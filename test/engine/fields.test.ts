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
  await anna.useCalendar(anna.defaultCalendarId, 'both', 'read');
});
afterEach(() => engine.stop());

test.each([
  ['appointment', 'confirmed', 'busy'],
  ['appointment', 'tentative', 'tentative'],
  ['shift', 'confirmed', 'busy'],
  ['shift', 'tentative', 'tentative'],
  ['vacation', 'confirmed', 'oof'],
  ['vacation', 'tentative', 'oof'],
])('a Lupax %s that is %s shows as %s in Outlook', async (kind, status, showAs) => {
  anna.addAppointment(berlinAppointment('Eintrag', 2, 10, { kind, status }));
  await anna.sync();
  expect(view.event('Eintrag')).toMatchObject({ showAs });
  await view.expectQuiet();
});

test.each([
  ['busy', 'confirmed'],
  ['tentative', 'tentative'],
  ['oof', 'confirmed'],
  ['unknown', 'confirmed'],
])('an Outlook event shown as %s is %s in Lupax, and stays as it is in Outlook', async (showAs, status) => {
  anna.addEvent(berlinEvent('Termin', 2, 10, { showAs }));
  await anna.sync();
  expect(view.appointment('Termin')).toMatchObject({ status, kind: 'appointment' });
  await view.expectQuiet();
  engine.sandbox.lupax.editAppointment(view.appointment('Termin').id, { location: 'Halle 7' });
  await anna.sync();
  expect(view.event('Termin')).toMatchObject({ showAs });
});

test('becoming tentative and firm again is carried over from either side', async () => {
  anna.addEvent(berlinEvent('Aus Outlook', 2));
  anna.addAppointment(berlinAppointment('Aus Lupax', 3));
  await anna.sync();
  engine.sandbox.lupax.editAppointment(view.appointment('Aus Outlook').id, { status: 'tentative' });
  engine.sandbox.graph.patchEvent(anna.objectId, view.event('Aus Lupax').id, { showAs: 'tentative' });
  await anna.sync();
  expect(view.event('Aus Outlook')).toMatchObject({ showAs: 'tentative' });
  expect(view.appointment('Aus Lupax')).toMatchObject({ status: 'tentative' });
  await view.expectQuiet();
  engine.sandbox.lupax.editAppointment(view.appointment('Aus Lupax').id, { status: 'confirmed' });
  engine.sandbox.graph.patchEvent(anna.objectId, view.event('Aus Outlook').id, { showAs: 'busy' });
  await anna.sync();
  expect(view.event('Aus Lupax')).toMatchObject({ showAs: 'busy' });
  expect(view.appointment('Aus Outlook')).toMatchObject({ status: 'confirmed' });
  await view.expectQuiet();
});

test('a copy of a Lupax entry that a person shows as absent or free is left so', async () => {
  anna.addAppointment(berlinAppointment('Aus Lupax', 3));
  await anna.sync();
  for (const showAs of ['oof', 'free', 'workingElsewhere']) {
    engine.sandbox.graph.patchEvent(anna.objectId, view.event('Aus Lupax').id, { showAs });
    await anna.sync();
    expect(view.event('Aus Lupax')).toMatchObject({ showAs });
    expect(view.appointment('Aus Lupax')).toMatchObject({ status: 'confirmed' });
    await view.expectQuiet();
  }
});

test.each([
  ['off', null, { isReminderOn: false }],
  ['at the start', 0, { isReminderOn: true, reminderMinutesBeforeStart: 0 }],
  ['a quarter of an hour before', 15, { isReminderOn: true, reminderMinutesBeforeStart: 15 }],
  ['a day before', 1440, { isReminderOn: true, reminderMinutesBeforeStart: 1440 }],
])('a reminder that is %s is so on the other side', async (_what, minutes, inOutlook) => {
  anna.addEvent(berlinEvent('Aus Outlook', 2, 10, inOutlook));
  anna.addAppointment(berlinAppointment('Aus Lupax', 3, 10, { reminder_minutes: minutes }));
  anna.addEvent(berlinEvent('Später aus Outlook', 4, 10, { isReminderOn: true, reminderMinutesBeforeStart: 5 }));
  anna.addAppointment(berlinAppointment('Später aus Lupax', 5, 10, { reminder_minutes: 5 }));
  await anna.sync();
  expect(view.appointment('Aus Outlook').reminder_minutes).toBe(minutes);
  expect(view.event('Aus Lupax')).toMatchObject(inOutlook);
  await view.expectQuiet();

  engine.sandbox.graph.patchEvent(anna.objectId, view.event('Später aus Outlook').id, inOutlook);
  engine.sandbox.lupax.editAppointment(view.appointment('Später aus Lupax').id, { reminder_minutes: minutes });
  await anna.sync();
  expect(view.appointment('Später aus Outlook').reminder_minutes).toBe(minutes);
  expect(view.event('Später aus Lupax')).toMatchObject(inOutlook);
  await view.expectQuiet();
});

test('a place is carried over both ways, and emptied where it is emptied', async () => {
  anna.addEvent(berlinEvent('Aus Outlook', 2, 10, { location: { displayName: 'Halle 7' } }));
  anna.addAppointment(berlinAppointment('Aus Lupax', 3, 10, { location: 'Halle 8' }));
  await anna.sync();
  expect(view.appointment('Aus Outlook').location).toBe('Halle 7');
  expect(view.event('Aus Lupax')['location']).toMatchObject({ displayName: 'Halle 8' });
  engine.sandbox.lupax.editAppointment(view.appointment('Aus Outlook').id, { location: '' });
  engine.sandbox.graph.patchEvent(anna.objectId, view.event('Aus Lupax').id, { location: { displayName: '' } });
  await anna.sync();
  expect(view.event('Aus Outlook')['location']).toMatchObject({ displayName: '' });
  expect(view.appointment('Aus Lupax').location).toBe('');
  await view.expectQuiet();
});

test('what Lupax owns of an entry survives every write', async () => {
  const project = engine.sandbox.lupax.addProject(engine.organizationId, {
    title: 'Gala',
    date_start: `${dayFromNow(1)}T10:00:00`,
    date_end: `${dayFromNow(2)}T10:00:00`,
  });
  const owned = {
    project: { id: project.id, title: 'Gala' },
    participants: [{ name: 'Tom', email: 'tom@hauptstadt.example' }],
    online_meeting: { requested: 1 as const, join_url: 'https://teams.example/lupax' },
  };
  const own = anna.addAppointment(berlinAppointment('Aus Lupax', 3, 10, owned));
  anna.addEvent(berlinEvent('Aus Outlook', 2));
  await anna.sync();
  engine.sandbox.lupax.editAppointment(view.appointment('Aus Outlook').id, { project: owned.project });
  await anna.sync();
  for (const subject of ['Aus Outlook', 'Aus Lupax']) {
    engine.sandbox.graph.patchEvent(anna.objectId, view.event(subject).id, { location: { displayName: 'Halle 7' } });
  }
  await anna.sync();
  expect(engine.sandbox.lupax.appointment(own.id)).toMatchObject({ ...owned, location: 'Halle 7', source: null });
  expect(view.appointment('Aus Outlook')).toMatchObject({ project: owned.project, location: 'Halle 7' });
  await view.expectQuiet();
});
