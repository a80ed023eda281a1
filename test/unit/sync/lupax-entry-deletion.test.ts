import { describe, expect, test } from 'vitest';
import { planPair } from '../../../server/sync/core/plan.ts';
import {
  asItem,
  COLLEAGUE,
  deleteEvent,
  deleteItem,
  editAppointment,
  editEvent,
  makeAgreed,
  makeAppointment,
  makeCalendar,
  makeContext,
  makeEvent,
  planOf,
  writeTo,
} from './make.ts';

const agreed = makeAgreed('appointment', makeEvent(), asItem(makeAppointment()));
/** A Lupax entry to whose event the user has invited somebody in Outlook. */
const meeting = makeAgreed('appointment', makeEvent({ attendees: [COLLEAGUE] }), asItem(makeAppointment()));
const ONE_WAY = makeContext(makeCalendar('to_outlook'));

function attentionOf(pair: typeof agreed, context = makeContext()) {
  return planPair(pair, context).attention.map(({ code }) => code);
}

describe('a deletion', () => {
  test('in Lupax is carried out in Outlook, and counts for the brake', () => {
    const { operations } = planPair(deleteItem(agreed), makeContext());
    expect(operations).toMatchObject([{ write: { side: 'outlook', action: 'delete' }, brake: 'delete' }]);
  });

  test('in Outlook is carried out in Lupax where both directions are on', () => {
    expect(planOf(deleteEvent(agreed))).toEqual(['lupax delete (deleted_in_outlook)']);
  });

  test('is none while a side was merely not shown', () => {
    expect(planOf({ ...agreed, lupax: { ...agreed.lupax, seen: null } })).toEqual([]);
    const unseen = { ...agreed, outlook: { ...agreed.outlook, seen: null } };
    expect(planOf(unseen).filter((line) => line.includes('delete'))).toEqual([]);
  });

  test('in Outlook is put back where the calendar only receives, and of shifts, vacations and protected entries', () => {
    expect(planOf(deleteEvent(agreed), ONE_WAY)).toEqual(['outlook create (deletion_put_back)']);
    for (const fields of [{ kind: 'shift' }, { kind: 'vacation' }, { readOnly: true }] as const) {
      const pair = makeAgreed('appointment', makeEvent(), asItem(makeAppointment(fields)));
      expect(planOf(deleteEvent(pair))).toEqual(['outlook create (deletion_put_back)']);
    }
  });

  test('in Outlook against an edit in Lupax: the event is created again, and listed', () => {
    const pair = editAppointment(deleteEvent(agreed), { title: 'Abbau' });
    expect(planOf(pair)).toEqual(['outlook create (recreated_after_edit)']);
    expect(attentionOf(pair)).toEqual(['recreated_after_edit']);
  });

  test('in Lupax against an edit in Outlook: the appointment is created again, the marker renewed, and listed', () => {
    const pair = editEvent(deleteItem(agreed), { title: 'Abbau' });
    const { operations } = planPair(pair, makeContext());
    expect(operations).toMatchObject([
      { write: { side: 'lupax', action: 'create', content: { title: 'Abbau', source: null, readOnly: false } } },
      { write: { side: 'outlook', action: 'update', patch: {}, remark: true } },
    ]);
    expect(attentionOf(pair)).toEqual(['recreated_after_edit']);
  });

  test('in Lupax against an edit that emptied the title in Outlook names the entry that is created again', () => {
    expect(writeTo(editEvent(deleteItem(agreed), { title: '' }), 'lupax')).toMatchObject({ title: '(Ohne Titel)' });
  });

  test('in Lupax of what was protected there is carried out whatever Outlook edited', () => {
    const shift = makeAgreed('appointment', makeEvent(), asItem(makeAppointment({ kind: 'shift', readOnly: true })));
    expect(planOf(editEvent(deleteItem(shift), { title: 'Frei' }))).toEqual(['outlook delete (deleted_in_lupax)']);
    expect(planOf(editEvent(deleteItem(agreed), { title: 'Frei' }), ONE_WAY)).toEqual([
      'outlook delete (deleted_in_lupax)',
    ]);
  });

  test('in Lupax of an event with attendees leaves the event and brings the entry back from Outlook, listed', () => {
    const plan = planPair(deleteItem(meeting), makeContext());
    expect(plan.operations).toMatchObject([{ write: { side: 'lupax', action: 'create' }, becomes: 'outlook' }]);
    expect(writeTo(deleteItem(meeting), 'lupax')).toMatchObject({
      source: { calendarId: 'calendar-1', eventId: 'event-1' },
      readOnly: true,
    });
    expect(plan.attention).toEqual([{ code: 'deletion_put_back', side: 'outlook' }]);
    expect(planOf(deleteItem(meeting), ONE_WAY)).toEqual([]);
  });

  test('on both sides ends the entry', () => {
    expect(planPair(deleteItem(deleteEvent(agreed)), makeContext())).toMatchObject({
      outcome: 'forget',
      operations: [],
    });
  });

  test('of an event in a calendar that no longer receives says nothing about the one that does', () => {
    const context = makeContext([makeCalendar('off'), makeCalendar('both', 'read', 'calendar-2')]);
    expect(planOf(deleteEvent(agreed), context)).toEqual(['outlook create (new_in_lupax)']);
  });

  test('is also a cancellation', () => {
    expect(planOf(editEvent(agreed, { isCancelled: true }))).toEqual(['lupax delete (deleted_in_outlook)']);
    expect(planPair(editEvent(deleteItem(meeting), { isCancelled: true }), makeContext()).outcome).toBe('forget');
  });
});
