import { describe, expect, test } from 'vitest';
import type { Appointment } from '../../../server/sync/core/lupax-entry.ts';
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
  makeStrangers,
  planOf,
  TEN_O_CLOCK,
  writeTo,
} from './make.ts';

const agreed = makeAgreed('appointment', makeEvent(), asItem(makeAppointment()));
/** A Lupax entry to whose event the user has invited somebody in Outlook. */
const meeting = makeAgreed('appointment', makeEvent({ attendees: [COLLEAGUE] }), asItem(makeAppointment()));
const ONE_WAY = makeContext(makeCalendar('to_outlook'));

function attentionOf(pair: typeof agreed, context = makeContext()) {
  return planPair(pair, context).attention.map(({ code }) => code);
}

describe('an appointment that is new', () => {
  const isNew = (fields: Partial<Appointment> = {}) =>
    makeStrangers('appointment', null, asItem(makeAppointment(fields)));

  test('is created in the one calendar that receives Lupax entries, without anybody invited', () => {
    const pair = isNew({ participants: [COLLEAGUE] });
    const context = makeContext([makeCalendar('to_lupax'), makeCalendar('to_outlook', 'read', 'calendar-2')]);
    const { operations } = planPair(pair, context);
    expect(operations).toMatchObject([{ write: { side: 'outlook', action: 'create', calendarId: 'calendar-2' } }]);
    expect(writeTo(pair, 'outlook', context)).toEqual({
      title: 'Aufbau Halle 3',
      notes: '<p>Tor 2</p>',
      location: 'Halle 3',
      time: makeAppointment().time,
      showAs: 'busy',
      sensitivity: 'normal',
      reminderMinutes: 15,
    });
  });

  test('shows as out of office when it is a vacation, as tentative when it is, else as busy', () => {
    expect(writeTo(isNew({ kind: 'vacation', status: 'tentative' }), 'outlook')).toMatchObject({ showAs: 'oof' });
    expect(writeTo(isNew({ status: 'tentative' }), 'outlook')).toMatchObject({ showAs: 'tentative' });
    expect(writeTo(isNew({ kind: 'shift' }), 'outlook')).toMatchObject({ showAs: 'busy' });
  });

  test('with a title over 255 characters is shortened, no character cut in two', () => {
    const title = `${'x'.repeat(253)}🎪${'y'.repeat(20)}`;
    expect(writeTo(isNew({ title }), 'outlook')).toMatchObject({ title: `${'x'.repeat(253)}…` });
    expect(writeTo(isNew({ title: 'x'.repeat(255) }), 'outlook')).toMatchObject({ title: 'x'.repeat(255) });
  });

  test('is left alone without a calendar that receives, and outside the window', () => {
    expect(planOf(isNew(), makeContext(makeCalendar('to_lupax')))).toEqual([]);
    const time = { allDay: true, start: '2026-03-01', end: '2026-03-02' } as const;
    expect(planOf(isNew({ time }))).toEqual([]);
  });
});

describe('an edit', () => {
  test('in Lupax arrives in Outlook as a patch of what changed', () => {
    const pair = editAppointment(agreed, { title: 'Abbau', time: TEN_O_CLOCK });
    expect(writeTo(pair, 'outlook')).toEqual({ title: 'Abbau', time: TEN_O_CLOCK });
  });

  test('in Outlook arrives in Lupax where both directions are on, everything else sent back unchanged', () => {
    const pair = editEvent(agreed, { location: 'Halle 4' });
    expect(planOf(pair)).toEqual(['lupax update location (changed_in_outlook)']);
    expect(writeTo(pair, 'lupax')).toEqual({ ...makeAppointment(), location: 'Halle 4' });
  });

  test('in Outlook is put back where the calendar only receives', () => {
    const pair = editEvent(agreed, { title: 'Abbau', showAs: 'free' });
    expect(planOf(pair, ONE_WAY)).toEqual(['outlook update title,showAs (put_back)']);
    expect(writeTo(pair, 'outlook', ONE_WAY)).toEqual({ title: 'Aufbau Halle 3', showAs: 'busy' });
  });

  test('in Outlook of a shift, a vacation or a protected entry is put back', () => {
    const protectedOnes: Partial<Appointment>[] = [{ kind: 'shift' }, { kind: 'vacation' }, { readOnly: true }];
    for (const fields of protectedOnes) {
      const showAs = fields.kind === 'vacation' ? 'oof' : 'busy';
      const pair = makeAgreed('appointment', makeEvent({ showAs }), asItem(makeAppointment(fields)));
      expect(planOf(editEvent(pair, { title: 'Frei', showAs: 'free' }))).toEqual([
        'outlook update title,showAs (put_back)',
      ]);
      expect(writeTo(editEvent(pair, { title: 'Frei', showAs: 'free' }), 'outlook')).toEqual({
        title: 'Aufbau Halle 3',
        showAs,
      });
    }
  });

  test('of how the event shows in Outlook stays the user’s while it means the same in Lupax', () => {
    expect(planOf(editEvent(agreed, { showAs: 'free' }))).toEqual([]);
    expect(planOf(editEvent(agreed, { showAs: 'tentative' }))).toEqual(['lupax update status (changed_in_outlook)']);
  });

  test('in Lupax of an event with attendees is put back in Lupax and listed; the event is not written', () => {
    const pair = editAppointment(meeting, { title: 'Abbau' });
    expect(planOf(pair)).toEqual(['lupax update title (put_back)']);
    expect(attentionOf(pair)).toEqual(['edit_put_back']);
  });

  test('in Lupax of an event with attendees is put back also when nothing was agreed on yet', () => {
    const strangers = makeStrangers(
      'appointment',
      makeEvent({ attendees: [COLLEAGUE] }),
      asItem(makeAppointment({ title: 'Abbau' })),
    );
    const lupaxWins = makeContext(undefined, { conflictWinner: 'lupax' });
    expect(planOf(strangers, lupaxWins)).toEqual(['lupax update title (changed_in_outlook)']);
    const answered = { ...strangers, outlook: { ...agreed.outlook, seen: strangers.outlook.seen, sent: null } };
    expect(planOf(answered)).toEqual(['lupax update title (changed_in_outlook)']);
  });

  test('in Lupax of an event with attendees that cannot be put back is listed', () => {
    const pair = editAppointment(meeting, { title: 'Abbau' });
    expect(planOf(pair, ONE_WAY)).toEqual([]);
    expect(attentionOf(pair, ONE_WAY)).toEqual(['edit_put_back']);
  });

  test('of a shift whose event has attendees is not agreed on, so that it is put back when they are gone', () => {
    const shift = makeAgreed('appointment', makeEvent(), asItem(makeAppointment({ kind: 'shift', readOnly: true })));
    const edited = editEvent(shift, { title: 'Frei', attendees: [COLLEAGUE] });
    expect(planPair(edited, makeContext())).toMatchObject({ operations: [], want: null });
    expect(planPair(editEvent(shift, { attendees: [COLLEAGUE] }), makeContext()).want).not.toBeNull();
    expect(planOf(editEvent(edited, { attendees: [] }))).toEqual(['outlook update title (put_back)']);
  });

  test('in Outlook of an event with attendees arrives in Lupax', () => {
    expect(planOf(editEvent(meeting, { title: 'Abbau' }))).toEqual(['lupax update title (changed_in_outlook)']);
  });

  test('that adds attendees in Outlook writes nothing', () => {
    expect(planOf(editEvent(agreed, { attendees: [COLLEAGUE] }))).toEqual([]);
  });

  test('that empties the title in Outlook names the entry in Lupax', () => {
    expect(writeTo(editEvent(agreed, { title: '' }), 'lupax')).toMatchObject({ title: '(Ohne Titel)' });
  });

  test('of a long title elsewhere never reads the shortened one back', () => {
    const long = 'x'.repeat(300);
    const pair = makeAgreed(
      'appointment',
      makeEvent({ title: `${'x'.repeat(254)}…` }),
      asItem(makeAppointment({ title: long })),
    );
    expect(planOf(editEvent(pair, { location: 'Halle 4' }))).toEqual(['lupax update location (changed_in_outlook)']);
    const withAttendees = editEvent(pair, { attendees: [COLLEAGUE] });
    expect(planOf(editAppointment(withAttendees, { title: `${long}y` }))).toEqual([]);
  });

  test('of one field on both sides goes to the winner', () => {
    const pair = editEvent(editAppointment(agreed, { title: 'Abbau' }), { title: 'Umbau' });
    expect(planOf(pair)).toEqual(['lupax update title (conflict)']);
    expect(planOf(pair, makeContext(undefined, { conflictWinner: 'lupax' }))).toEqual([
      'outlook update title (conflict)',
    ]);
  });
});

describe('a calendar that stops receiving', () => {
  test('keeps its copies as they are: off, only giving, not shared, not listed', () => {
    const contexts = [
      makeContext(makeCalendar('off')),
      makeContext(makeCalendar('to_lupax')),
      makeContext(makeCalendar('both', 'none')),
      makeContext([]),
    ];
    for (const context of contexts) {
      expect(planOf(editAppointment(agreed, { title: 'Abbau' }), context)).toEqual([]);
      expect(planOf(deleteItem(agreed), context)).toEqual([]);
      expect(planOf(deleteEvent(agreed), context)).toEqual([]);
    }
  });
});
