import { describe, expect, test } from 'vitest';
import type { Visibility } from '../../../server/sync/core/entry.ts';
import type { OutlookEvent } from '../../../server/sync/core/outlook-event.ts';
import type { Pair } from '../../../server/sync/core/pair.ts';
import { planPair } from '../../../server/sync/core/plan.ts';
import { writeLinkLine } from '../../../server/sync/core/withheld-notes.ts';
import {
  asItem,
  COLLEAGUE,
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
  writeTo,
} from './make.ts';

const LINK = '<p><a href="https://lupax.example/appointments/7">Notizen in Lupax ansehen</a></p>';
/** The link line as Exchange gives it back. */
const REWRITTEN_LINK =
  '<div><a href="https://lupax.example/appointments/7">Notizen in Lupax&nbsp;ansehen</a><br></div>';
const LIMITED = makeContext(makeCalendar('both', 'limitedRead'));

function agreedAs(visibility: Visibility, event: Partial<OutlookEvent> = {}): Pair {
  return makeAgreed('appointment', makeEvent(event), asItem(makeAppointment({ visibility })));
}

/** Private notes in a calendar that shows notes: the event has our line, in Exchange's HTML. */
function makeWithheld(): Pair {
  const pair = agreedAs('notes_private', { notes: LINK });
  const base = agreedAs('notes_private', { notes: REWRITTEN_LINK }).outlook;
  return { ...pair, outlook: { ...base, sent: pair.outlook.sent } };
}

describe('withheld notes', () => {
  test('are written once, whatever the server made of the line', () => {
    expect(planOf(makeWithheld())).toEqual([]);
  });

  test('stay away when they change in Lupax: nothing is written', () => {
    expect(planOf(editAppointment(makeWithheld(), { notes: '<p>Neu</p>' }))).toEqual([]);
  });

  test('are put back when somebody edits the line in Outlook; Lupax keeps its notes', () => {
    const pair = editEvent(makeWithheld(), { notes: '<p>Mein Text</p>' });
    expect(planOf(pair)).toEqual(['outlook update notes (put_back)']);
    expect(writeTo(pair, 'outlook')).toEqual({ notes: LINK });
  });

  test('come back when the calendar no longer shows them', () => {
    expect(writeTo(makeWithheld(), 'outlook', LIMITED)).toEqual({ notes: '<p>Tor 2</p>' });
    expect(planPair(makeWithheld(), LIMITED).operations).toMatchObject([{ brake: null, reason: 'visibility_changed' }]);
  });

  test('go, before anything else, when the calendar starts to show them', () => {
    expect(planPair(agreedAs('notes_private'), makeContext()).operations).toMatchObject([
      { write: { patch: { notes: LINK } }, tightens: true, reason: 'visibility_changed' },
    ]);
  });

  test('are never read back: edited and shown again at once, answer lost, or adopted', () => {
    const editedMeanwhile = editEvent(makeWithheld(), { notes: '<p>Mein Text</p>' });
    const answerLost = editEvent(agreedAs('notes_private'), { notes: REWRITTEN_LINK });
    const adopted = makeStrangers(
      'appointment',
      makeEvent({ notes: REWRITTEN_LINK }),
      asItem(makeAppointment({ visibility: 'notes_private' })),
    );
    for (const pair of [editedMeanwhile, answerLost, adopted]) {
      for (const context of [makeContext(), LIMITED]) {
        expect(planOf(pair, context).filter((line) => line.startsWith('lupax'))).toEqual([]);
      }
      expect(writeTo(pair, 'outlook', LIMITED)).toEqual({ notes: '<p>Tor 2</p>' });
    }
  });

  test('are empty in an appointment that is created again from the event', () => {
    const recreated = editEvent(deleteItem(makeWithheld()), { title: 'Abbau' });
    expect(writeTo(recreated, 'lupax')).toMatchObject({ notes: '', visibility: 'notes_private' });
    // The line leads to an appointment that is gone.
    expect(writeTo(recreated, 'outlook')).toEqual({ notes: '' });
    const meeting = deleteItem(editEvent(makeWithheld(), { attendees: [COLLEAGUE] }));
    expect(writeTo(meeting, 'lupax')).toMatchObject({ notes: '', visibility: 'notes_private', participants: [] });
    expect(planPair(meeting, makeContext()).raisedVisibility).toBe('notes_private');
  });

  test('whose line was edited while nobody may write the event are put back when one may', () => {
    const pair = editEvent(makeWithheld(), { notes: '<p>Mein Text</p>', attendees: [COLLEAGUE] });
    expect(planPair(pair, makeContext())).toMatchObject({ operations: [], want: null });
    expect(planOf(editEvent(pair, { attendees: [] }))).toEqual(['outlook update notes (put_back)']);
  });

  test('are not read back from a line whose writing went unanswered before the appointment was deleted', () => {
    const line = editEvent(agreedAs('public'), { sensitivity: 'personal', notes: REWRITTEN_LINK });
    expect(writeTo(deleteItem(line), 'lupax')).toMatchObject({ notes: '', visibility: 'notes_private' });
  });

  test('of an online meeting, whose body must stay, are hidden by the sensitivity instead', () => {
    const pair = editAppointment(agreedAs('public', { isOnlineMeeting: true }), { visibility: 'notes_private' });
    expect(writeTo(pair, 'outlook')).toEqual({ sensitivity: 'private' });
    const hidden = agreedAs('notes_private', { isOnlineMeeting: true, sensitivity: 'private' });
    expect(planOf(hidden)).toEqual([]);
    expect(writeTo(editAppointment(hidden, { visibility: 'public' }), 'outlook')).toEqual({ sensitivity: 'normal' });
  });

  test('leave a line in the user’s language that no address can break out of', () => {
    expect(writeLinkLine('https://lupax.example/?a=1&b="2"', 'en')).toBe(
      '<p><a href="https://lupax.example/?a=1&amp;b=&quot;2&quot;">See the notes in Lupax</a></p>',
    );
  });
});

describe('the visibility', () => {
  test('that is raised in Lupax tightens the event at once', () => {
    const pair = editAppointment(agreedAs('public'), { visibility: 'title_and_notes_private' });
    expect(planPair(pair, makeContext()).operations).toMatchObject([
      { write: { patch: { sensitivity: 'private' } }, tightens: true, brake: null, reason: 'visibility_changed' },
    ]);
  });

  test('that is lowered in Lupax loosens the event, and counts for the brake', () => {
    const pair = editAppointment(agreedAs('title_and_notes_private', { sensitivity: 'private' }), {
      visibility: 'public',
    });
    expect(planPair(pair, makeContext()).operations).toMatchObject([
      { write: { patch: { sensitivity: 'normal' } }, tightens: false, brake: 'loosen' },
    ]);
  });

  test('is tightened in Lupax by a sensitivity that is set in Outlook', () => {
    const pair = editEvent(agreedAs('public'), { sensitivity: 'confidential' });
    expect(planPair(pair, makeContext()).operations).toMatchObject([
      { write: { side: 'lupax', content: { visibility: 'title_and_notes_private' } }, tightens: true },
    ]);
  });

  test('is tightened in Lupax before the withheld notes come back into the event that hides them by now', () => {
    const pair = editEvent(agreedAs('notes_private', { notes: LINK }), { sensitivity: 'private' });
    expect(planPair(pair, makeContext()).operations).toMatchObject([
      { write: { side: 'lupax', content: { visibility: 'title_and_notes_private' } }, tightens: true },
      { write: { side: 'outlook' }, tightens: false },
    ]);
  });

  test('is not loosened by a sensitivity that is lowered in Outlook: it is put back', () => {
    const pair = editEvent(agreedAs('title_and_notes_private', { sensitivity: 'private' }), { sensitivity: 'normal' });
    expect(planOf(pair)).toEqual(['outlook update sensitivity (put_back)']);
    expect(writeTo(pair, 'outlook')).toEqual({ sensitivity: 'private' });
  });

  test('is the stricter one when Lupax lowers it while Outlook sets a sensitivity', () => {
    const agreed = agreedAs('title_and_notes_private', { sensitivity: 'private' });
    const pair = editAppointment(editEvent(agreed, { sensitivity: 'personal' }), { visibility: 'public' });
    expect(writeTo(pair, 'lupax')).toMatchObject({ visibility: 'notes_private' });
    expect(writeTo(pair, 'outlook')).toEqual({ notes: LINK });
  });

  test('that a person tightened in Outlook is not loosened where Lupax cannot be written', () => {
    const shift = makeAgreed('appointment', makeEvent(), asItem(makeAppointment({ kind: 'shift', readOnly: true })));
    expect(planOf(editEvent(shift, { sensitivity: 'private' }))).toEqual([]);
    expect(
      planOf(editEvent(agreedAs('public'), { sensitivity: 'private' }), makeContext(makeCalendar('to_outlook'))),
    ).toEqual([]);
  });

  test('of an adopted entry closes an open event, and never opens a closed one', () => {
    const closed = asItem(makeAppointment({ visibility: 'title_and_notes_private' }));
    expect(writeTo(makeStrangers('appointment', makeEvent(), closed), 'outlook')).toEqual({ sensitivity: 'private' });
    const open = asItem(makeAppointment());
    expect(planOf(makeStrangers('appointment', makeEvent({ sensitivity: 'private' }), open))).toEqual([]);
  });

  test('stays as closed as it last was when the entry is created again', () => {
    const agreed = agreedAs('title_and_notes_private', { sensitivity: 'private' });
    const pair = editEvent(deleteItem(agreed), { sensitivity: 'normal', title: 'Abbau' });
    expect(writeTo(pair, 'lupax')).toMatchObject({ visibility: 'title_and_notes_private' });
  });
});
