import { afterEach, beforeEach, expect, test } from 'vitest';
import { berlinEvent, startEngine, type Engine } from '../helpers/engine.ts';

let engine: Engine;
beforeEach(async () => {
  engine = await startEngine();
});
afterEach(() => engine.stop());

test('two people in one meeting have one Lupax entry each, read-only, and no mail goes out', async () => {
  const anna = await engine.addPerson('Anna Berger');
  const tom = await engine.addPerson('Tom Wagner');
  for (const person of [anna, tom]) await person.useCalendar(person.defaultCalendarId, 'both', 'read');
  engine.sandbox.graph.addMeeting(anna.objectId, anna.defaultCalendarId, berlinEvent('Vorbesprechung', 3), [
    tom.objectId,
  ]);
  for (const person of [anna, tom, anna, tom]) await person.sync();

  for (const person of [anna, tom]) {
    expect(person.appointments()).toMatchObject([{ title: 'Vorbesprechung', read_only: 1 }]);
    expect(engine.sandbox.graph.events(person.objectId)).toHaveLength(1);
  }
  expect(engine.sandbox.graph.mails).toEqual([]);
});

test('a meeting edited or deleted in Lupax is put back there and listed; Outlook is not written', async () => {
  const anna = await engine.addPerson('Anna Berger');
  const tom = await engine.addPerson('Tom Wagner');
  await anna.useCalendar(anna.defaultCalendarId, 'both', 'read');
  engine.sandbox.graph.addMeeting(anna.objectId, anna.defaultCalendarId, berlinEvent('Abnahme', 3), [tom.objectId]);
  await anna.sync();
  engine.sandbox.graph.clearLog();
  const [entry] = anna.appointments();
  engine.sandbox.lupax.editAppointment(entry!.id, { title: 'Abnahme verlegt' }, { as: 'lupax' });
  await anna.sync();
  expect(anna.appointments()).toMatchObject([{ title: 'Abnahme' }]);
  engine.sandbox.lupax.deleteAppointment(entry!.id, { as: 'lupax' });
  await anna.sync();
  expect(anna.appointments()).toMatchObject([{ title: 'Abnahme' }]);
  expect(engine.sandbox.graph.writes()).toEqual([]);
  const codes = [...(await anna.document()).list('attention').values()].map(({ code }) => code).sort();
  expect(codes).toEqual(['deletion_put_back', 'edit_put_back']);
  expect(engine.sandbox.graph.mails).toEqual([]);
});

test('one who invited only themselves has a meeting too: it is never written', async () => {
  const anna = await engine.addPerson('Anna Berger');
  await anna.useCalendar(anna.defaultCalendarId, 'both', 'read');
  const self = { type: 'required', emailAddress: { name: 'Anna Berger', address: anna.email } };
  anna.addEvent(berlinEvent('Nur ich', 3, 10, { attendees: [self] }));
  await anna.sync();
  engine.sandbox.graph.clearLog();
  const [entry] = anna.appointments();
  expect(entry).toMatchObject({ read_only: 1 });
  engine.sandbox.lupax.editAppointment(entry!.id, { title: 'Anders' }, { as: 'lupax' });
  await anna.sync();
  expect(anna.appointments()).toMatchObject([{ title: 'Nur ich' }]);
  expect(engine.sandbox.graph.writes()).toEqual([]);
  expect(engine.sandbox.graph.mails).toEqual([]);
});
