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
});
afterEach(() => engine.stop());

const direct = (direction: 'off' | 'to_lupax' | 'to_outlook' | 'both') =>
  anna.useCalendar(anna.defaultCalendarId, direction);

async function startBoth() {
  await direct('both');
  anna.addEvent(berlinEvent('Aus Outlook', 2));
  anna.addAppointment(berlinAppointment('Aus Lupax', 3));
  await anna.sync();
}
const BOTH = { outlook: ['Aus Lupax', 'Aus Outlook'], lupax: ['Aus Lupax', 'Aus Outlook'] };

test('off keeps what is there and reads nothing; on again writes nothing', async () => {
  await startBoth();
  await direct('off');
  view.clearLogs();
  expect(await anna.sync()).toMatchObject({ state: 'done', operations: [], requests: { graph: 0 } });
  expect(view.titles()).toEqual(BOTH);
  await direct('both');
  expect(await anna.sync()).toMatchObject({ state: 'done', operations: [] });
  expect(view.titles()).toEqual(BOTH);
  expect(view.writes()).toEqual([]);
  await view.expectQuiet();
});

test('what changed while a calendar was off is carried over when it is on again, field by field', async () => {
  await startBoth();
  await direct('off');
  engine.sandbox.graph.patchEvent(anna.objectId, view.event('Aus Outlook').id, { subject: 'Aus Outlook 2' });
  engine.sandbox.lupax.editAppointment(view.appointment('Aus Lupax').id, { title: 'Aus Lupax 2' });
  engine.sandbox.graph.patchEvent(anna.objectId, view.event('Aus Lupax').id, { location: { displayName: 'Halle 7' } });
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: ['Aus Lupax', 'Aus Outlook 2'], lupax: ['Aus Lupax 2', 'Aus Outlook'] });
  await direct('both');
  await anna.sync();
  const titles = ['Aus Lupax 2', 'Aus Outlook 2'];
  expect(view.titles()).toEqual({ outlook: titles, lupax: titles });
  expect(view.appointment('Aus Lupax 2').location).toBe('Halle 7');
  await view.expectQuiet();
});

test('to_outlook sends nothing of Outlook to Lupax, and puts back edits and deletions of the copies', async () => {
  await direct('to_outlook');
  anna.addEvent(berlinEvent('Aus Outlook', 2));
  const { id } = anna.addAppointment(
    berlinAppointment('Aus Lupax', 3, 10, { notes: '<p>Plan</p>', location: 'Halle 7' }),
  );
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: ['Aus Lupax', 'Aus Outlook'], lupax: ['Aus Lupax'] });
  const before = engine.sandbox.lupax.appointment(id);
  const later = berlinEvent('', 9);
  engine.sandbox.graph.patchEvent(anna.objectId, view.event('Aus Lupax').id, {
    subject: 'Anders',
    start: later.start,
    end: later.end,
    body: { contentType: 'html', content: '<p>Anders</p>' },
    location: { displayName: 'Anderswo' },
    sensitivity: 'private',
    showAs: 'tentative',
    isReminderOn: true,
  });
  const run = await anna.sync();
  expect(run.operations).toMatchObject([{ side: 'outlook', action: 'update', reason: 'put_back' }]);
  expect(view.event('Aus Lupax')).toMatchObject({
    location: { displayName: 'Halle 7' },
    showAs: 'busy',
    isReminderOn: false,
  });
  expect(view.body('Aus Lupax')).toContain('Plan');
  await view.expectQuiet();

  engine.sandbox.graph.deleteEvent(anna.objectId, view.event('Aus Lupax').id);
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: ['Aus Lupax', 'Aus Outlook'], lupax: ['Aus Lupax'] });
  expect(engine.sandbox.lupax.appointment(id)).toEqual(before);
  engine.sandbox.lupax.editAppointment(id, { title: 'Aus Lupax 2' });
  await anna.sync();
  expect(view.titles().outlook).toEqual(['Aus Lupax 2', 'Aus Outlook']);
  engine.sandbox.lupax.deleteAppointment(id);
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: ['Aus Outlook'], lupax: [] });
});

test('to_lupax sends nothing of Lupax to Outlook and puts back what was changed in Lupax', async () => {
  await direct('to_lupax');
  const eventId = anna.addEvent(
    berlinEvent('Aus Outlook', 2, 10, { body: { contentType: 'html', content: '<p>Plan</p>' } }),
  );
  anna.addAppointment(berlinAppointment('Aus Lupax', 3));
  await anna.sync();
  const before = view.appointment('Aus Outlook');
  engine.sandbox.lupax.editAppointment(before.id, {
    title: 'Anders',
    notes: '<p>Anders</p>',
    location: 'Anderswo',
    status: 'tentative',
    reminder_minutes: 5,
    date_start: '2027-01-04T10:00:00',
    date_end: '2027-01-04T11:00:00',
  });
  view.clearLogs();
  await anna.sync();
  expect(view.writes()).toEqual(['PUT lupax']);
  const { title, notes, location, status, reminder_minutes, date_start, date_end } = before;
  expect(view.appointment('Aus Outlook')).toMatchObject({
    ...{ title, notes, location, status, reminder_minutes, date_start, date_end },
  });
  engine.sandbox.lupax.deleteAppointment(before.id);
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: ['Aus Outlook'], lupax: ['Aus Lupax', 'Aus Outlook'] });
  engine.sandbox.graph.deleteEvent(anna.objectId, eventId);
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: [], lupax: ['Aus Lupax'] });
});

test('switching through all directions doubles nothing and writes nothing', async () => {
  await direct('to_lupax');
  anna.addEvent(berlinEvent('Aus Outlook', 2));
  anna.addAppointment(berlinAppointment('Aus Lupax', 3));
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: ['Aus Outlook'], lupax: ['Aus Lupax', 'Aus Outlook'] });
  await direct('both');
  await anna.sync();
  expect(view.titles()).toEqual(BOTH);
  for (const direction of ['to_outlook', 'off', 'both', 'to_lupax', 'off', 'to_outlook', 'to_lupax', 'both'] as const) {
    await direct(direction);
    view.clearLogs();
    expect(await anna.sync()).toMatchObject({ state: 'done', operations: [] });
    expect(view.titles()).toEqual(BOTH);
    expect(view.writes()).toEqual([]);
  }
  await view.expectQuiet();
});

test('a second calendar that only gives to Lupax never receives anything', async () => {
  await startBoth();
  const second = engine.sandbox.graph.addCalendar(anna.objectId, { name: 'Team', sharing: 'limitedRead' });
  await anna.useCalendar(second, 'to_lupax', 'limitedRead');
  const eventId = anna.addEvent(berlinEvent('Aus dem Team', 4), second);
  anna.addAppointment(berlinAppointment('Noch eins', 5));
  await anna.sync();
  expect(engine.sandbox.graph.events(anna.objectId, second).map(({ subject }) => subject)).toEqual(['Aus dem Team']);
  expect(view.appointment('Aus dem Team')).toMatchObject({ visibility: 'notes_private' });
  engine.sandbox.lupax.editAppointment(view.appointment('Aus dem Team').id, { title: 'Anders' });
  await anna.sync();
  expect(view.titles().lupax).toContain('Aus dem Team');
  expect(view.titles().outlook).toContain('Aus dem Team');
  engine.sandbox.graph.deleteEvent(anna.objectId, eventId);
  await anna.sync();
  expect(view.titles().lupax).toEqual(['Aus Lupax', 'Aus Outlook', 'Noch eins']);
  await view.expectQuiet();
});

test('a calendar that the user cannot edit is never written to, whatever is stored', async () => {
  const shared = engine.sandbox.graph.addCalendar(anna.objectId, { name: 'Chef', sharing: 'read', canEdit: false });
  await anna.useCalendar(shared, 'both', 'read');
  const document = await anna.document();
  const record = document.get('calendars', shared)!;
  await document.commit([{ collection: 'calendars', key: shared, value: { ...record, canEdit: false } }]);
  anna.addEvent(berlinEvent('Vom Chef', 2), shared);
  anna.addAppointment(berlinAppointment('Aus Lupax', 3));
  await anna.sync();
  engine.sandbox.lupax.editAppointment(view.appointment('Vom Chef').id, { title: 'Anders' });
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: ['Vom Chef'], lupax: ['Aus Lupax', 'Vom Chef'] });
  expect(engine.sandbox.graph.writes()).toEqual([]);
});

test('changing which calendar receives Lupax entries leaves the copies where they are', async () => {
  await startBoth();
  const second = engine.sandbox.graph.addCalendar(anna.objectId, { name: 'Lupax', sharing: 'read' });
  await direct('to_lupax');
  await anna.useCalendar(second, 'to_outlook', 'read');
  anna.addAppointment(berlinAppointment('Neu', 5));
  await anna.sync();
  expect(engine.sandbox.graph.events(anna.objectId, second).map(({ subject }) => subject)).toEqual(['Neu']);
  expect(view.titles()).toEqual({
    outlook: ['Aus Lupax', 'Aus Outlook', 'Neu'],
    lupax: ['Aus Lupax', 'Aus Outlook', 'Neu'],
  });
  await view.expectQuiet();
});
