import { describe, expect, it } from 'vitest';
import type { EventDraft } from '../../../server/sync/core/outlook-event.ts';
import { at, draft, timed, useSandbox } from './sandbox-mailbox.ts';

const stage = useSandbox();

describe('an event that was written', () => {
  it.each<[string, Partial<EventDraft>]>([
    ['timed', {}],
    ['all-day', { time: { allDay: true, start: '2026-08-10', end: '2026-08-12' } }],
    ['of another zone', { time: timed('2026-08-04T12:00:00Z', '2026-08-04T13:00:00Z', 'America/New_York') }],
    ['without notes and reminder', { notes: '', reminderMinutes: null }],
  ])('is the same in the answer, a GET and a delta: %s', async (_, more) => {
    const wanted = draft(more);
    const created = await stage.mailbox.createEvent(stage.calendarId, wanted);
    const { time, notes, location, showAs, sensitivity, reminderMinutes } = wanted;
    expect(created).toMatchObject({
      calendarId: stage.calendarId,
      time,
      notes,
      location,
      showAs,
      sensitivity,
      reminderMinutes,
    });
    const lookup = (await stage.mailbox.lookUpEvents([created.id])).get(created.id);
    expect(lookup).toEqual({ found: true, event: created, marker: '7/appointment/12' });
    expect((await stage.read()).events).toEqual([created]);
  });

  it('can become all-day and timed again', async () => {
    const created = await stage.mailbox.createEvent(stage.calendarId, draft());
    const time = { allDay: true, start: '2026-08-10', end: '2026-08-11' } as const;
    const target = { id: created.id, calendarId: stage.calendarId, etag: created.etag ?? '' };
    const allDay = await stage.mailbox.updateEvent(target, { time });
    expect(allDay).toMatchObject({ time, title: 'Visit' });
    const again = await stage.mailbox.updateEvent({ ...target, etag: allDay.etag ?? '' }, { time: created.time });
    expect(again.time).toEqual(created.time);
  });

  it('is not overwritten or deleted when it was changed meanwhile', async () => {
    const created = await stage.mailbox.createEvent(stage.calendarId, draft());
    stage.sandbox.graph.patchEvent(stage.userId, created.id, { subject: 'changed in Outlook' });
    const target = { id: created.id, calendarId: stage.calendarId, etag: created.etag ?? '' };
    await expect(stage.mailbox.updateEvent(target, { title: 'x' })).rejects.toMatchObject({
      code: 'changed_meanwhile',
    });
    await expect(stage.mailbox.deleteEvent(target)).rejects.toMatchObject({ code: 'changed_meanwhile' });
  });

  it('can be deleted twice', async () => {
    const { id, etag } = await stage.mailbox.createEvent(stage.calendarId, draft());
    await stage.mailbox.deleteEvent({ id, etag: etag ?? '' });
    await stage.mailbox.deleteEvent({ id, etag: etag ?? '' });
    await expect(stage.mailbox.lookUpEvents([id])).resolves.toEqual(new Map([[id, { found: false }]]));
  });

  it('is found by its marker after its answer was lost, and its transaction id is used up', async () => {
    const wanted = draft();
    stage.sandbox.graph.faults.add({ kind: 'lostAnswer', match: { method: 'POST', url: '/events' } });
    await expect(stage.mailbox.createEvent(stage.calendarId, wanted)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(stage.mailbox.createEvent(stage.calendarId, wanted)).rejects.toMatchObject({
      code: 'duplicate_transaction',
    });
    const found = await stage.mailbox.findEventsByMarker('7/appointment/12');
    expect(found).toMatchObject([{ title: 'Visit', kind: 'single' }]);
    await expect(stage.mailbox.findEventsByMarker('7/appointment/1')).resolves.toEqual([]);
    expect(stage.sandbox.graph.events(stage.userId)).toHaveLength(1);
  });

  it('is listed by its marker over several pages', async () => {
    stage.sandbox.graph.addEvent(stage.userId, stage.calendarId, {
      subject: 'own',
      start: at('2026-08-05T08'),
      end: at('2026-08-05T09'),
    });
    const numbers = Array.from({ length: 120 }, (_, number) => number);
    await Promise.all(
      numbers.map((n) => stage.mailbox.createEvent(stage.calendarId, draft({ marker: `7/project/${n}` }))),
    );
    const marked = await stage.mailbox.listMarkedEvents();
    expect(new Set(marked.values())).toEqual(new Set(numbers.map((n) => `7/project/${n}`)));
    expect(stage.sandbox.graph.peakConcurrency()).toBeLessThanOrEqual(4);
  });
});
