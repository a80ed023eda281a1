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

/** Does something once, as soon as the run has sent its first write of that method to that side. */
function whenWriting(side: 'graph' | 'lupax', method: string, act: () => void): void {
  const { faults } = engine.sandbox[side];
  const before = engine.sandbox[side].requests.length;
  faults.add({ match: { method }, kind: 'delay', ms: 300 } as never);
  const timer = setInterval(() => {
    const sent = faults as unknown as { pending?: () => number };
    const struck = side === 'lupax' ? sent.pending!() === 0 : engine.sandbox.graph.requests.length > before;
    if (!struck) return;
    clearInterval(timer);
    act();
  }, 5);
}

test('what a person writes while the run is writing is neither lost nor overwritten', async () => {
  const eventId = anna.addEvent(berlinEvent('Aus Outlook', 2));
  const { id } = anna.addAppointment(berlinAppointment('Aus Lupax', 3));
  await anna.sync();
  engine.sandbox.graph.patchEvent(anna.objectId, eventId, { subject: 'Aus Outlook 2' });
  engine.sandbox.lupax.editAppointment(id, { title: 'Aus Lupax 2' });
  whenWriting('lupax', 'PUT', () => {
    engine.sandbox.graph.patchEvent(anna.objectId, eventId, { location: { displayName: 'Halle 7' } });
    engine.sandbox.lupax.editAppointment(id, { location: 'Halle 8' });
    engine.sandbox.lupax.editAppointment(view.appointment('Aus Outlook').id, { notes: '<p>Plan</p>' });
  });
  await anna.sync();
  await anna.sync();
  expect(view.appointment('Aus Outlook 2')).toMatchObject({ location: 'Halle 7', notes: '<p>Plan</p>' });
  expect(view.body('Aus Outlook 2')).toContain('Plan');
  expect(view.event('Aus Lupax 2')['location']).toMatchObject({ displayName: 'Halle 8' });
  await view.expectQuiet();
});

test('an edit in Lupax is not lost because somebody in Outlook did a part of the same before it could be written', async () => {
  const { id } = anna.addAppointment(berlinAppointment('Aufbau', 3, 10, { status: 'tentative' }));
  await anna.sync();
  const event = view.event('Aufbau');
  engine.sandbox.lupax.editAppointment(id, { location: 'Halle 4', status: 'confirmed' });
  engine.sandbox.graph.setDeltaLag(60_000);
  engine.sandbox.graph.patchEvent(anna.objectId, event.id, { subject: 'Abbau', showAs: 'busy' });
  await anna.sync();
  engine.sandbox.graph.setDeltaLag(0);
  await anna.sync();
  expect(view.appointment('Abbau')).toMatchObject({ location: 'Halle 4', status: 'confirmed' });
  expect(view.event('Abbau')['location']).toMatchObject({ displayName: 'Halle 4' });
  await view.expectQuiet();
});

test('an appointment deleted while its event is being made leaves no event behind', async () => {
  const { id } = anna.addAppointment(berlinAppointment('Aus Lupax', 3));
  engine.sandbox.graph.faults.add({ match: { method: 'POST', url: /events$/ }, kind: 'delay', ms: 300 });
  setTimeout(() => engine.sandbox.lupax.deleteAppointment(id), 150);
  await anna.sync();
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: [], lupax: [] });
});

test('an event deleted while its entry is being made leaves no entry behind', async () => {
  const eventId = anna.addEvent(berlinEvent('Aus Outlook', 2));
  engine.sandbox.lupax.faults.add({ match: { method: 'POST', url: /appointments$/ }, kind: 'delay', ms: 300 });
  setTimeout(() => engine.sandbox.graph.deleteEvent(anna.objectId, eventId), 200);
  await anna.sync();
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: [], lupax: [] });
});

test('attendees that are invited between the read and the write are not mailed', async () => {
  const { id } = anna.addAppointment(berlinAppointment('Aus Lupax', 3));
  await anna.sync();
  engine.sandbox.graph.setDeltaLag(60_000);
  engine.sandbox.graph.patchEvent(anna.objectId, view.event('Aus Lupax').id, {
    attendees: [{ type: 'required', emailAddress: { name: 'Kim', address: 'kim@elsewhere.example' } }],
  });
  const mails = engine.sandbox.graph.mails.length;
  engine.sandbox.lupax.editAppointment(id, { title: 'Aus Lupax 2' });
  await anna.sync();
  engine.sandbox.lupax.deleteAppointment(id);
  await anna.sync();
  expect(engine.sandbox.graph.mails).toHaveLength(mails);
  expect(view.titles().outlook).toEqual(['Aus Lupax']);
});

test('attendees invited to an occurrence between the read and the write are not mailed either', async () => {
  const base = berlinEvent('Probe', 1, 9);
  const master = anna.addEvent({
    ...base,
    recurrence: {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'numbered', startDate: base.start.dateTime.slice(0, 10), numberOfOccurrences: 3 },
    },
  });
  await anna.sync();
  engine.sandbox.graph.setDeltaLag(60_000);
  engine.sandbox.graph.patchEvent(anna.objectId, master, {
    attendees: [{ type: 'required', emailAddress: { name: 'Kim', address: 'kim@elsewhere.example' } }],
  });
  const mails = engine.sandbox.graph.mails.length;
  const [first, second] = anna.appointments();
  engine.sandbox.lupax.editAppointment(first!.id, { title: 'Generalprobe' });
  engine.sandbox.lupax.deleteAppointment(second!.id);
  await anna.sync();
  expect(engine.sandbox.graph.mails).toHaveLength(mails);
  expect(view.events()[0]).toMatchObject({ subject: 'Probe', cancelledDates: [], exceptionDates: [] });
});

test('two synchronisations asked for at once are one', async () => {
  for (let day = 1; day <= 10; day += 1) anna.addEvent(berlinEvent(`Termin ${day}`, day));
  const answers = await Promise.all([1, 2, 3].map(() => engine.service.startSync(anna.user, { dryRun: false })));
  await engine.service.settle(anna.user);
  expect(view.titles().lupax).toHaveLength(10);
  const ids = answers.flatMap((answer) => (answer.ok ? [answer.runId] : []));
  expect(new Set(ids).size).toBe(1);
  expect(ids).toHaveLength(3);
});
