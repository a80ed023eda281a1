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

test.each(['shift', 'vacation'] as const)('a %s that is edited or deleted in Outlook is put back', async (kind) => {
  const own = anna.addAppointment(berlinAppointment('Geplant', 3, 10, { kind, notes: '<p>Tor 2</p>' }));
  await anna.sync();
  const before = view.event('Geplant');
  const other = berlinEvent('', 9);
  engine.sandbox.graph.patchEvent(anna.objectId, before.id, {
    subject: 'Meins',
    start: other.start,
    end: other.end,
    showAs: 'free',
    location: { displayName: 'Meins' },
    body: { contentType: 'html', content: '<p>Meins</p>' },
  });
  const run = await anna.sync();
  expect(run.operations).toMatchObject([{ side: 'outlook', action: 'update', reason: 'put_back' }]);
  for (const field of ['start', 'end', 'showAs', 'location'])
    expect(view.event('Geplant')[field]).toEqual(before[field]);
  expect(view.body('Geplant')).toContain('Tor 2');
  await view.expectQuiet();
  engine.sandbox.graph.deleteEvent(anna.objectId, before.id);
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: ['Geplant'], lupax: ['Geplant'] });
  expect(engine.sandbox.lupax.appointment(own.id)).toEqual(own);
  await view.expectQuiet();
});

test('a shift that Lupax moves and deletes is moved and deleted in Outlook', async () => {
  const { id } = anna.addAppointment(berlinAppointment('Schicht', 3, 10, { kind: 'shift' }));
  await anna.sync();
  const { date_start, date_end } = berlinAppointment('', 5, 14) as unknown as { date_start: string; date_end: string };
  engine.sandbox.lupax.editAppointment(id, { date_start, date_end }, { as: 'lupax' });
  await anna.sync();
  expect((view.event('Schicht')['start'] as { dateTime: string }).dateTime).toContain(date_start.slice(0, 10));
  engine.sandbox.lupax.deleteAppointment(id, { as: 'lupax' });
  await anna.sync();
  expect(view.titles()).toEqual({ outlook: [], lupax: [] });
});

test('a sensitivity set on a copy of a shift stays in Outlook only if it tightens, and never reaches Lupax', async () => {
  const { id } = anna.addAppointment(berlinAppointment('Schicht', 3, 10, { kind: 'shift' }));
  await anna.sync();
  engine.sandbox.graph.patchEvent(anna.objectId, view.event('Schicht').id, { sensitivity: 'private' });
  await anna.sync();
  expect(engine.sandbox.lupax.appointment(id)!.visibility).toBe('public');
  expect(engine.sandbox.lupax.writes).toEqual([]);
  await view.expectQuiet();
});

test('what is raised in Lupax stays raised while its calendar is not shared for a time', async () => {
  anna.addEvent(berlinEvent('Termin', 2));
  await anna.sync();
  engine.sandbox.lupax.editAppointment(view.appointment('Termin').id, { visibility: 'title_and_notes_private' });
  await anna.sync();
  engine.sandbox.graph.setSharing(anna.objectId, anna.defaultCalendarId, 'none');
  await anna.sync();
  expect(anna.appointments()).toEqual([]);
  engine.sandbox.graph.setSharing(anna.objectId, anna.defaultCalendarId, 'read');
  await anna.sync();
  expect(view.appointment('Termin').visibility).toBe('title_and_notes_private');
});
