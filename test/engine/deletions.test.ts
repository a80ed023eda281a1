import { afterEach, beforeEach, expect, test } from 'vitest';
import { berlinAppointment, berlinEvent, startEngine, type Engine } from '../helpers/engine.ts';

let engine: Engine;
beforeEach(async () => {
  engine = await startEngine();
});
afterEach(() => engine.stop());

async function linkBoth() {
  const anna = await engine.addPerson('Anna Berger');
  await anna.useCalendar(anna.defaultCalendarId, 'both', 'read');
  const eventId = anna.addEvent(berlinEvent('Aus Outlook', 2));
  const appointment = anna.addAppointment(berlinAppointment('Aus Lupax', 3));
  await anna.sync();
  const titles = () => ({
    outlook: engine.sandbox.graph
      .events(anna.objectId)
      .map(({ subject }) => subject)
      .sort(),
    lupax: anna
      .appointments()
      .map(({ title }) => title)
      .sort(),
  });
  const copyId = engine.sandbox.graph.events(anna.objectId).find(({ subject }) => subject === 'Aus Lupax')!.id;
  const mirrorId = anna.appointments().find(({ title }) => title === 'Aus Outlook')!.id;
  return { anna, eventId, appointment, copyId, mirrorId, titles };
}

test('what is deleted on one side leaves the other', async () => {
  const { anna, eventId, appointment, titles } = await linkBoth();
  engine.sandbox.graph.deleteEvent(anna.objectId, eventId);
  engine.sandbox.lupax.deleteAppointment(appointment.id);
  await anna.sync();
  expect(titles()).toEqual({ outlook: [], lupax: [] });
});

test('deletions of the copies are carried back to the originals when both directions are on', async () => {
  const { anna, copyId, mirrorId, titles } = await linkBoth();
  engine.sandbox.graph.deleteEvent(anna.objectId, copyId);
  engine.sandbox.lupax.deleteAppointment(mirrorId);
  await anna.sync();
  expect(titles()).toEqual({ outlook: [], lupax: [] });
});

test('one way, a deleted copy is made again and an edited one is put back', async () => {
  const { anna, mirrorId, titles } = await linkBoth();
  await anna.useCalendar(anna.defaultCalendarId, 'to_lupax');
  engine.sandbox.lupax.deleteAppointment(mirrorId);
  await anna.sync();
  expect(titles().lupax).toEqual(['Aus Lupax', 'Aus Outlook']);

  const again = anna.appointments().find(({ title }) => title === 'Aus Outlook')!;
  engine.sandbox.lupax.editAppointment(again.id, { title: 'Anders' });
  await anna.sync();
  expect(titles()).toEqual({ outlook: ['Aus Lupax', 'Aus Outlook'], lupax: ['Aus Lupax', 'Aus Outlook'] });
});

test('an edit wins over a deletion on the other side, in both directions, and is listed', async () => {
  const { anna, eventId, appointment, copyId, mirrorId, titles } = await linkBoth();
  engine.sandbox.graph.deleteEvent(anna.objectId, eventId);
  engine.sandbox.lupax.editAppointment(mirrorId, { title: 'Aus Outlook, neu' });
  engine.sandbox.lupax.deleteAppointment(appointment.id);
  engine.sandbox.graph.patchEvent(anna.objectId, copyId, { subject: 'Aus Lupax, neu' });
  await anna.sync();
  const both = ['Aus Lupax, neu', 'Aus Outlook, neu'];
  expect(titles()).toEqual({ outlook: both, lupax: both });
  const attention = [...(await anna.document()).list('attention').values()].map(({ code }) => code);
  expect(attention).toEqual(['recreated_after_edit', 'recreated_after_edit']);

  engine.sandbox.graph.clearLog();
  engine.sandbox.lupax.clearLog();
  await anna.sync();
  expect(engine.sandbox.graph.writes()).toEqual([]);
  expect(engine.sandbox.lupax.writes).toEqual([]);
});

test('an event that moves out of the window is moved in Lupax, not deleted', async () => {
  const { anna, eventId } = await linkBoth();
  const far = berlinEvent('Aus Outlook', 700);
  engine.sandbox.graph.patchEvent(anna.objectId, eventId, { start: far.start, end: far.end });
  const run = await anna.sync();
  expect(run.counts.lupax).toMatchObject({ deleted: 0, updated: 1 });
  const mirrored = anna.appointments().find(({ title }) => title === 'Aus Outlook')!;
  expect(mirrored.date_start.slice(0, 10)).toBe(far.start.dateTime.slice(0, 10));
});

test('more than ten deletions wait for approval; approving carries them out, discarding keeps them', async () => {
  const anna = await engine.addPerson('Anna Berger');
  await anna.useCalendar(anna.defaultCalendarId, 'to_lupax', 'read');
  const ids = Array.from({ length: 14 }, (_, day) => anna.addEvent(berlinEvent(`Termin ${day}`, day + 1)));
  await anna.sync();
  for (const id of ids.slice(0, 12)) engine.sandbox.graph.deleteEvent(anna.objectId, id);
  anna.addEvent(berlinEvent('Neu', 5, 18));
  const waiting = await anna.sync();
  expect(waiting).toMatchObject({ state: 'waiting_for_approval', counts: { lupax: { created: 1, deleted: 0 } } });
  expect(anna.appointments()).toHaveLength(15);

  expect(await anna.sync()).toMatchObject({ state: 'done' });
  expect(anna.appointments()).toHaveLength(15);

  expect(await engine.service.approve(anna.user, waiting.id)).toEqual({ ok: true, runId: waiting.id });
  await engine.service.settle(anna.user);
  expect((await anna.document()).get('runs', waiting.id)).toMatchObject({
    state: 'done',
    counts: { lupax: { deleted: 12 } },
  });
  expect(anna.appointments()).toHaveLength(3);
  expect(await engine.service.approve(anna.user, waiting.id)).toEqual({ ok: false, code: 'run_not_waiting' });
});

test('discarded deletions are not proposed again until the entry changes', async () => {
  const anna = await engine.addPerson('Anna Berger');
  await anna.useCalendar(anna.defaultCalendarId, 'to_lupax', 'read');
  const ids = Array.from({ length: 12 }, (_, day) => anna.addEvent(berlinEvent(`Termin ${day}`, day + 1)));
  await anna.sync();
  for (const id of ids) engine.sandbox.graph.deleteEvent(anna.objectId, id);
  const waiting = await anna.sync();
  expect(await engine.service.discard(anna.user, waiting.id)).toBeNull();
  expect(await anna.sync()).toMatchObject({ state: 'done', operations: [] });
  expect(anna.appointments()).toHaveLength(12);
  engine.sandbox.lupax.editAppointment(anna.appointments()[0]!.id, { title: 'Geändert' });
  await anna.sync();
  expect(anna.appointments()).toHaveLength(11);
});
