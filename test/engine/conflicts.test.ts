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

async function startWithBothOrigins() {
  const eventId = anna.addEvent(berlinEvent('Aus Outlook', 2));
  const own = anna.addAppointment(berlinAppointment('Aus Lupax', 3));
  await anna.sync();
  return [
    { eventId, appointmentId: view.appointment('Aus Outlook').id },
    { eventId: view.event('Aus Lupax').id, appointmentId: own.id },
  ];
}

test('edits of different fields are merged, whichever side the entry came from', async () => {
  const later = berlinEvent('', 5, 14);
  for (const { eventId, appointmentId } of await startWithBothOrigins()) {
    engine.sandbox.graph.patchEvent(anna.objectId, eventId, {
      location: { displayName: 'Halle 7' },
      start: later.start,
      end: later.end,
    });
    engine.sandbox.lupax.editAppointment(appointmentId, { notes: '<p>Plan</p>', status: 'tentative' });
  }
  const run = await anna.sync();
  expect(run.operations.every(({ result, lost }) => result === 'done' && lost === undefined)).toBe(true);
  for (const title of ['Aus Outlook', 'Aus Lupax']) {
    expect(view.appointment(title)).toMatchObject({ location: 'Halle 7', notes: '<p>Plan</p>', status: 'tentative' });
    expect(Date.parse(view.appointment(title).date_start)).toBe(
      Date.parse((view.event(title)['start'] as { dateTime: string }).dateTime.slice(0, 19) + 'Z'),
    );
    expect(view.event(title)).toMatchObject({ location: { displayName: 'Halle 7' }, showAs: 'tentative' });
    expect(view.body(title)).toContain('Plan');
  }
  await view.expectQuiet();
});

test.each(['outlook', 'lupax'] as const)(
  'where the same field was edited on both sides, %s wins and the loser is kept',
  async (winner) => {
    await anna.changeSettings({ conflictWinner: winner });
    for (const { eventId, appointmentId } of await startWithBothOrigins()) {
      engine.sandbox.graph.patchEvent(anna.objectId, eventId, {
        subject: `${appointmentId} Outlook`,
        body: { contentType: 'html', content: '<p>Outlook</p>' },
        location: { displayName: 'Halle Outlook' },
      });
      engine.sandbox.lupax.editAppointment(appointmentId, {
        title: `${appointmentId} Lupax`,
        notes: '<p>Lupax</p>',
        reminder_minutes: 5,
      });
    }
    const run = await anna.sync();
    const conflicts = run.operations.filter(({ result }) => result === 'conflict');
    expect(conflicts).toHaveLength(2);
    const won = winner === 'outlook' ? 'Outlook' : 'Lupax';
    const lost = winner === 'outlook' ? 'Lupax' : 'Outlook';
    for (const conflict of conflicts) {
      expect(conflict.reason).toBe('conflict');
      expect(conflict.lost).toMatchObject({ title: expect.stringContaining(lost) as string, notes: `<p>${lost}</p>` });
      expect(Object.keys(conflict.lost!).sort()).toEqual(['notes', 'title']);
    }
    for (const event of view.events()) {
      expect(event.subject).toContain(won);
      expect(view.body(event.subject)).toContain(`<p>${won}</p>`);
      expect(view.appointment(event.subject)).toMatchObject({
        notes: `<p>${won}</p>`,
        location: 'Halle Outlook',
        reminder_minutes: 5,
      });
      expect(event).toMatchObject({ isReminderOn: true, reminderMinutesBeforeStart: 5 });
    }
    await view.expectQuiet();
  },
);

test('the same edit made on both sides is no conflict', async () => {
  for (const { eventId, appointmentId } of await startWithBothOrigins()) {
    engine.sandbox.graph.patchEvent(anna.objectId, eventId, {
      subject: `${appointmentId} neu`,
      body: { contentType: 'html', content: '<p>Neu</p>\r\n' },
    });
    engine.sandbox.lupax.editAppointment(appointmentId, { title: `${appointmentId} neu`, notes: '<p>Neu</p>' });
  }
  view.clearLogs();
  expect(await anna.sync()).toMatchObject({ operations: [] });
  await view.expectQuiet();
  for (const event of view.events()) {
    engine.sandbox.graph.patchEvent(anna.objectId, event.id, { subject: `${event.subject}er` });
  }
  await anna.sync();
  expect(view.titles().lupax).toEqual(view.titles().outlook);
});

test.each(['outlook', 'lupax'] as const)(
  'of two visibilities the stricter one stands, though %s wins conflicts',
  async (winner) => {
    await anna.changeSettings({ conflictWinner: winner });
    const [mirrored, copied] = await startWithBothOrigins();
    engine.sandbox.graph.patchEvent(anna.objectId, mirrored!.eventId, { sensitivity: 'personal' });
    engine.sandbox.lupax.editAppointment(mirrored!.appointmentId, { visibility: 'title_and_notes_private' });
    engine.sandbox.graph.patchEvent(anna.objectId, copied!.eventId, { sensitivity: 'private' });
    engine.sandbox.lupax.editAppointment(copied!.appointmentId, { visibility: 'notes_private' });
    await anna.sync();
    expect(view.appointment('Aus Outlook').visibility).toBe('title_and_notes_private');
    expect(view.event('Aus Outlook')).toMatchObject({ sensitivity: 'personal' });
    expect(view.appointment('Aus Lupax').visibility).toBe('title_and_notes_private');
    expect(view.event('Aus Lupax')).toMatchObject({ sensitivity: 'private' });
    await view.expectQuiet();
  },
);

test.each(['outlook', 'lupax'] as const)(
  'a looser visibility in Lupax against a stricter one in Outlook stays strict (%s wins)',
  async (winner) => {
    await anna.changeSettings({ conflictWinner: winner });
    const eventId = anna.addEvent(berlinEvent('Arzt', 2, 10, { sensitivity: 'personal' }));
    const { id } = anna.addAppointment(berlinAppointment('Gespräch', 3, 10, { visibility: 'notes_private' }));
    await anna.sync();
    engine.sandbox.graph.patchEvent(anna.objectId, eventId, { sensitivity: 'private' });
    engine.sandbox.lupax.editAppointment(view.appointment('Arzt').id, { visibility: 'public' });
    engine.sandbox.graph.patchEvent(anna.objectId, view.event('Gespräch').id, { sensitivity: 'confidential' });
    engine.sandbox.lupax.editAppointment(id, { visibility: 'public' });
    await anna.sync();
    expect(view.appointment('Arzt').visibility).toBe('title_and_notes_private');
    expect(view.appointment('Gespräch').visibility).toBe('title_and_notes_private');
    expect(view.event('Gespräch')).toMatchObject({ sensitivity: 'confidential' });
    await view.expectQuiet();
  },
);

test('edited on one side and deleted on the other it is there again on both, and listed once', async () => {
  const [mirrored, copied] = await startWithBothOrigins();
  engine.sandbox.lupax.deleteAppointment(mirrored!.appointmentId);
  engine.sandbox.graph.patchEvent(anna.objectId, mirrored!.eventId, { location: { displayName: 'Halle 7' } });
  engine.sandbox.graph.deleteEvent(anna.objectId, copied!.eventId);
  engine.sandbox.lupax.editAppointment(copied!.appointmentId, { location: 'Halle 8' });
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: ['Aus Lupax', 'Aus Outlook'], lupax: ['Aus Lupax', 'Aus Outlook'] });
  expect(view.appointment('Aus Outlook')).toMatchObject({
    location: 'Halle 7',
    source: { event_id: mirrored!.eventId },
  });
  expect(view.event('Aus Lupax')['location']).toMatchObject({ displayName: 'Halle 8' });
  expect(view.event('Aus Lupax').extendedProperties).toMatchObject([
    { value: `${engine.organizationId}/appointment/${copied!.appointmentId}` },
  ]);
  expect(await view.attention()).toEqual(['recreated_after_edit', 'recreated_after_edit']);
  await view.expectQuiet();
});

test('an event that was opened while its private appointment was deleted is closed with the first write', async () => {
  const [, copied] = await startWithBothOrigins();
  engine.sandbox.lupax.editAppointment(copied!.appointmentId, { visibility: 'title_and_notes_private' });
  await anna.sync();
  engine.sandbox.lupax.deleteAppointment(copied!.appointmentId);
  const edit = { sensitivity: 'normal', location: { displayName: 'Halle 7' } } as const;
  engine.sandbox.graph.patchEvent(anna.objectId, copied!.eventId, edit);
  // Nothing but the first write to the event gets through.
  engine.sandbox.graph.faults.add({ match: { method: 'PATCH' }, kind: 'status', status: 403, after: 1 });
  await anna.sync();
  expect(view.appointment('Aus Lupax').visibility).toBe('title_and_notes_private');
  expect(view.event('Aus Lupax')['sensitivity']).toBe('private');
});
