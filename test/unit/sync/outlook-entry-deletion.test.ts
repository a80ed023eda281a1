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
  makeCalendar,
  makeContext,
  makeCopy,
  makeEvent,
  makePair,
  planOf,
  writeTo,
} from './make.ts';

const agreed = makeAgreed('outlook', makeEvent(), asItem(makeCopy()));
const meeting = makeAgreed(
  'outlook',
  makeEvent({ attendees: [COLLEAGUE] }),
  asItem(makeCopy({ participants: [COLLEAGUE], readOnly: true })),
);
const ONE_WAY = makeContext(makeCalendar('to_lupax'));

function attentionOf(pair: typeof agreed, context = makeContext()) {
  return planPair(pair, context).attention.map(({ code }) => code);
}

describe('a deletion', () => {
  test('in Outlook is carried out in Lupax, and counts for the brake', () => {
    const { operations } = planPair(deleteEvent(agreed), makeContext());
    expect(operations).toMatchObject([{ write: { side: 'lupax', action: 'delete' }, brake: 'delete' }]);
  });

  test('is none while the event was merely not shown', () => {
    const unseen = { ...agreed, outlook: { ...agreed.outlook, seen: null } };
    expect(planOf(unseen)).toEqual([]);
    expect(planPair(unseen, makeContext()).outcome).not.toBe('forget');
  });

  test('is none in Lupax while the appointment was merely not listed, nor where there never was one', () => {
    const unlisted = { ...agreed, lupax: { ...agreed.lupax, seen: null } };
    expect(planOf(unlisted)).toEqual(['lupax create (new_in_outlook)']);
    const never = makePair({
      origin: 'outlook',
      outlook: agreed.outlook,
      lupax: { seen: null, gone: true, base: null, sent: null },
    });
    expect(planOf(never)).toEqual(['lupax create (new_in_outlook)']);
  });

  test('in Lupax is carried out in Outlook where both directions are on', () => {
    expect(planOf(deleteItem(agreed))).toEqual(['outlook delete (deleted_in_lupax)']);
  });

  test('in Lupax is put back where the calendar only gives', () => {
    expect(planOf(deleteItem(agreed), ONE_WAY)).toEqual(['lupax create (deletion_put_back)']);
    expect(attentionOf(deleteItem(agreed), ONE_WAY)).toEqual([]);
  });

  test('in Lupax of a meeting is put back and listed, with what was set in Lupax', () => {
    const raised = { ...deleteItem(meeting), raisedVisibility: 'notes_private' as const };
    for (const context of [makeContext(), ONE_WAY]) {
      expect(planOf(raised, context)).toEqual(['lupax create (deletion_put_back)']);
      expect(attentionOf(raised, context)).toEqual(['deletion_put_back']);
      expect(writeTo(raised, 'lupax', context)).toMatchObject({ visibility: 'notes_private', participants: [] });
    }
  });

  test('in Outlook against an edit in Lupax: the entry is Lupax’ own from now on, and listed', () => {
    const pair = editAppointment(deleteEvent(agreed), { title: 'Abbau' });
    const plan = planPair(pair, makeContext());
    expect(plan.operations).toMatchObject([
      { becomes: 'appointment', reason: 'recreated_after_edit' },
      { reason: 'recreated_after_edit', write: { side: 'outlook', action: 'create', content: { title: 'Abbau' } } },
    ]);
    expect(writeTo(pair, 'lupax')).toMatchObject({ source: null, readOnly: false, title: 'Abbau' });
    expect(plan.attention).toEqual([{ code: 'recreated_after_edit', side: 'lupax' }]);
  });

  test('in Outlook against an edit in Lupax where the calendar only gives, or of a meeting: it is deleted', () => {
    expect(planOf(editAppointment(deleteEvent(agreed), { title: 'Abbau' }), ONE_WAY)).toEqual([
      'lupax delete (deleted_in_outlook)',
    ]);
    expect(planOf(editAppointment(deleteEvent(meeting), { title: 'Abbau' }))).toEqual([
      'lupax delete (deleted_in_outlook)',
    ]);
  });

  test('in Lupax against an edit in Outlook: the entry is created again, and listed', () => {
    const pair = editEvent(deleteItem(agreed), { title: 'Abbau' });
    expect(planOf(pair)).toEqual(['lupax create (recreated_after_edit)']);
    expect(attentionOf(pair)).toEqual(['recreated_after_edit']);
  });

  test('on both sides ends the entry', () => {
    expect(planPair(deleteItem(deleteEvent(agreed)), makeContext())).toMatchObject({
      outcome: 'forget',
      operations: [],
    });
  });
});

describe('an event that was moved into a calendar that gives nothing to Lupax', () => {
  const moved = { ...editEvent(agreed, { calendarId: 'calendar-2' }), calendarId: 'calendar-2' };
  const taking = makeCalendar('to_outlook', 'read', 'calendar-2');

  test('leaves Lupax when the calendar it was in still gives its entries', () => {
    const { operations } = planPair(moved, makeContext([makeCalendar('to_lupax'), taking]));
    expect(operations).toMatchObject([{ write: { side: 'lupax', action: 'delete' }, brake: 'delete' }]);
  });

  test('stays in Lupax when the calendar it was in gives nothing either: what is there is kept', () => {
    expect(planOf(moved, makeContext([makeCalendar('off'), taking]))).toEqual([]);
    expect(planOf(agreed, makeContext(makeCalendar('to_outlook')))).toEqual([]);
  });
});
