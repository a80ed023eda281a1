import { describe, expect, test } from 'vitest';
import { EXCLUDED_CATEGORY } from '../../../server/sync/core/marker.ts';
import type { OutlookEvent } from '../../../server/sync/core/outlook-event.ts';
import { planPair } from '../../../server/sync/core/plan.ts';
import {
  asItem,
  COLLEAGUE,
  deleteEvent,
  editAppointment,
  editEvent,
  makeAgreed,
  makeAppointment,
  makeCalendar,
  makeContext,
  makeCopy,
  makeEvent,
  makeStrangers,
  planOf,
  TEN_O_CLOCK,
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

describe('an event that is new', () => {
  test('is created in Lupax with its source', () => {
    expect(writeTo(makeStrangers('outlook', makeEvent(), null), 'lupax')).toEqual({
      title: 'Aufbau Halle 3',
      notes: '<p>Tor 2</p>',
      location: 'Halle 3',
      time: makeEvent().time,
      status: 'confirmed',
      visibility: 'public',
      reminderMinutes: 15,
      project: null,
      participants: [],
      onlineMeeting: { requested: false, joinUrl: null },
      source: { calendarId: 'calendar-1', eventId: 'event-1' },
      readOnly: false,
    });
  });

  test('is read-only in Lupax with attendees, or when somebody else organises it', () => {
    for (const fields of [{ attendees: [COLLEAGUE] }, { isOrganizer: false }]) {
      expect(writeTo(makeStrangers('outlook', makeEvent(fields), null), 'lupax')).toMatchObject({ readOnly: true });
    }
  });

  test('without a title is called "(Ohne Titel)" and is not renamed in Outlook', () => {
    const event = makeEvent({ title: '' });
    expect(writeTo(makeStrangers('outlook', event, null), 'lupax')).toMatchObject({ title: '(Ohne Titel)' });
    expect(planOf(makeAgreed('outlook', event, asItem(makeCopy({ title: '(Ohne Titel)' }))))).toEqual([]);
  });

  test('is left alone outside the window', () => {
    const time = { ...TEN_O_CLOCK, start: '2026-03-01T08:00:00Z', end: '2026-03-01T09:00:00Z' };
    expect(planOf(makeStrangers('outlook', makeEvent({ time }), null))).toEqual([]);
  });

  test('is left alone while it is cancelled, declined, excluded, or free without the setting', () => {
    const obstacles: Partial<OutlookEvent>[] = [
      { isCancelled: true },
      { isDeclined: true },
      { categories: ['Rot', EXCLUDED_CATEGORY] },
      { showAs: 'free' },
      { showAs: 'workingElsewhere' },
    ];
    for (const fields of obstacles) expect(planOf(makeStrangers('outlook', makeEvent(fields), null))).toEqual([]);
  });

  test('is created although it is free when free events are included', () => {
    const context = makeContext(makeCalendar('to_lupax'), { includeFreeEvents: true });
    expect(planOf(makeStrangers('outlook', makeEvent({ showAs: 'free' }), null), context)).toEqual([
      'lupax create (new_in_outlook)',
    ]);
  });

  test('is tentative in Lupax only when it is tentative in Outlook', () => {
    const statusOf = (showAs: OutlookEvent['showAs']) =>
      writeTo(
        makeStrangers('outlook', makeEvent({ showAs }), null),
        'lupax',
        makeContext(undefined, { includeFreeEvents: true }),
      );
    expect(statusOf('tentative')).toMatchObject({ status: 'tentative' });
    for (const showAs of ['free', 'busy', 'oof', 'workingElsewhere', 'unknown'] as const) {
      expect(statusOf(showAs)).toMatchObject({ status: 'confirmed' });
    }
  });
});

describe('an edit', () => {
  test('in Outlook arrives in Lupax, and nothing else of the appointment is touched', () => {
    const copy = makeCopy({ project: { id: 5, title: 'Messe' } });
    const pair = editEvent(makeAgreed('outlook', makeEvent(), asItem(copy)), { title: 'Abbau', time: TEN_O_CLOCK });
    expect(planOf(pair)).toEqual(['lupax update title,time (changed_in_outlook)']);
    expect(writeTo(pair, 'lupax')).toEqual({ ...copy, title: 'Abbau', time: TEN_O_CLOCK });
  });

  test('in Lupax arrives in Outlook where both directions are on', () => {
    const pair = editAppointment(agreed, { location: 'Halle 4', status: 'tentative' });
    expect(planOf(pair)).toEqual(['outlook update location,showAs (changed_in_lupax)']);
    expect(writeTo(pair, 'outlook')).toEqual({ location: 'Halle 4', showAs: 'tentative' });
  });

  test('in Lupax is put back where the calendar only gives', () => {
    expect(planOf(editAppointment(agreed, { title: 'Abbau' }), ONE_WAY)).toEqual(['lupax update title (put_back)']);
    expect(attentionOf(editAppointment(agreed, { title: 'Abbau' }), ONE_WAY)).toEqual([]);
  });

  test('in Lupax of a meeting is put back and listed; the meeting is not written', () => {
    const pair = editAppointment(meeting, { title: 'Abbau' });
    for (const context of [makeContext(), ONE_WAY]) {
      expect(planOf(pair, context)).toEqual(['lupax update title (put_back)']);
      expect(attentionOf(pair, context)).toEqual(['edit_put_back']);
    }
  });

  test('of the participants in Lupax stays there where the event brought nobody along: attendees are never written', () => {
    expect(planOf(editAppointment(agreed, { participants: [COLLEAGUE] }))).toEqual([]);
  });

  test('of one field on both sides goes to the winner, once, with the loser’s value', () => {
    const pair = editEvent(editAppointment(agreed, { title: 'Abbau' }), { title: 'Umbau' });
    expect(planOf(pair)).toEqual(['lupax update title (conflict)']);
    expect(planPair(pair, makeContext()).operations[0]!.lost).toEqual({ title: 'Abbau' });
    const lupaxWins = makeContext(undefined, { conflictWinner: 'lupax' });
    expect(planOf(pair, lupaxWins)).toEqual(['outlook update title (conflict)']);
    expect(planPair(pair, lupaxWins).operations[0]!.lost).toEqual({ title: 'Umbau' });
  });

  test('of different fields on both sides goes both ways, and the loser is told once', () => {
    const pair = editEvent(editAppointment(agreed, { title: 'Abbau', location: 'B' }), {
      title: 'Umbau',
      time: TEN_O_CLOCK,
    });
    const { operations } = planPair(pair, makeContext());
    expect(operations.map(({ write, fields }) => [write.side, fields])).toEqual([
      ['lupax', ['title', 'time']],
      ['outlook', ['location']],
    ]);
    expect(operations.map(({ lost }) => lost)).toEqual([{ title: 'Abbau' }, null]);
  });

  test('of the title in Lupax is shortened for Outlook, and stays whole in Lupax', () => {
    const long = 'x'.repeat(300);
    const pair = editAppointment(agreed, { title: long });
    const patch = writeTo(pair, 'outlook') as { title: string };
    expect(patch.title).toBe(`${'x'.repeat(254)}…`);
    const after = makeAgreed('outlook', makeEvent(patch), asItem(makeCopy({ title: long })));
    expect(planOf(after)).toEqual([]);
    expect(planOf(editEvent(after, { location: 'Halle 4' }))).toEqual([
      'lupax update location,visibility (changed_in_outlook)',
    ]);
  });

  test('of the notes of an online meeting is put back: another body would break its join link', () => {
    const online = makeAgreed('outlook', makeEvent({ isOnlineMeeting: true }), asItem(makeCopy()));
    expect(planOf(editAppointment(online, { notes: '<p>Neu</p>' }))).toEqual(['lupax update notes (put_back)']);
  });

  test('in Outlook that moves the event to another calendar in sync moves the source', () => {
    const context = makeContext([makeCalendar('both'), makeCalendar('to_lupax', 'read', 'calendar-2')]);
    const moved = { ...editEvent(agreed, { calendarId: 'calendar-2' }), calendarId: 'calendar-2' };
    expect(writeTo(moved, 'lupax', context)).toMatchObject({
      source: { calendarId: 'calendar-2', eventId: 'event-1' },
    });
  });

  test('that adds attendees makes the copy read-only', () => {
    expect(writeTo(editEvent(agreed, { attendees: [COLLEAGUE] }), 'lupax')).toMatchObject({
      readOnly: true,
      participants: [COLLEAGUE],
    });
  });
});

describe('what makes an event leave Lupax', () => {
  const reasons: [Partial<OutlookEvent>, string][] = [
    [{ isCancelled: true }, 'cancelled'],
    [{ isDeclined: true }, 'declined'],
    [{ categories: [EXCLUDED_CATEGORY] }, 'excluded'],
    [{ showAs: 'free' }, 'free_event'],
  ];
  for (const [fields, reason] of reasons) {
    test(`is being ${reason}: the copy goes, the event stays`, () => {
      expect(planOf(editEvent(agreed, fields))).toEqual([`lupax delete (${reason})`]);
    });
  }

  test('is a calendar that is no longer shared, whatever was edited, and nothing is deleted in Outlook', () => {
    for (const direction of ['to_lupax', 'to_outlook', 'both'] as const) {
      const context = makeContext(makeCalendar(direction, 'none'));
      for (const pair of [
        agreed,
        editAppointment(agreed, { title: 'Abbau' }),
        editEvent(agreed, { title: 'Abbau' }),
        deleteEvent(agreed),
      ]) {
        const { operations } = planPair(pair, context);
        expect(operations).toMatchObject([{ write: { side: 'lupax', action: 'delete' }, brake: null, tightens: true }]);
      }
    }
  });

  test('is not a calendar that was switched off, or that is not listed any more', () => {
    expect(planOf(agreed, makeContext(makeCalendar('off')))).toEqual([]);
    expect(planOf(deleteEvent(agreed), makeContext(makeCalendar('off', 'none')))).toEqual([]);
    expect(planOf(deleteEvent(agreed), makeContext([]))).toEqual([]);
  });

  test('comes back as closed as a person had set it in Lupax', () => {
    const raised = editAppointment(editEvent(agreed, { categories: [EXCLUDED_CATEGORY] }), {
      visibility: 'notes_private',
    });
    expect(planPair(raised, makeContext()).raisedVisibility).toBe('notes_private');
  });
});

describe('what was taken back by us', () => {
  test('and is told as deleted by Lupax afterwards deletes nothing in Outlook, and comes back when it may', () => {
    const takenBack = { ...agreed, lupax: { seen: null, gone: true, base: null, sent: null } };
    expect(planOf(takenBack)).toEqual(['lupax create (new_in_outlook)']);
  });
});

test('an appointment of Lupax’ own is never written into another calendar than its event is in', () => {
  const pair = makeAgreed('appointment', makeEvent(), asItem(makeAppointment()));
  const context = makeContext([makeCalendar('to_lupax'), makeCalendar('both', 'read', 'calendar-2')]);
  expect(planOf(editAppointment(pair, { title: 'Abbau' }), context)).toEqual([]);
});
