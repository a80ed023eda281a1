import { describe, expect, test } from 'vitest';
import { settleDeletion } from '../../../server/sync/core/announced-deletion.ts';
import {
  announceIntent,
  announceUpdate,
  settleUnanswered,
  settleUpdate,
  showsAsSent,
} from '../../../server/sync/core/intent.ts';
import type { Pair } from '../../../server/sync/core/pair.ts';
import { planPair } from '../../../server/sync/core/plan.ts';
import type { PlanContext } from '../../../server/sync/core/plan-types.ts';
import {
  asItem,
  deleteEvent,
  deleteItem,
  editAppointment,
  editEvent,
  makeAgreed,
  makeAppointment,
  makeCalendar,
  makeContext,
  makeCopy,
  makeEvent,
  planOf,
} from './make.ts';

const agreed = makeAgreed('outlook', makeEvent(), asItem(makeCopy()));
const NOT_SHARED = makeContext(makeCalendar('both', 'none'));
const CLOSED = makeContext(makeCalendar('both', 'freeBusyRead'));

const NOW = '2026-03-20T09:00:00Z';
const SOON = '2026-03-20T09:20:00Z';
const LATER = '2026-03-20T10:00:00Z';

function announce(pair: Pair, context: PlanContext): Pair {
  return announceIntent(pair, planPair(pair, context), NOW);
}

/** The entry with the first change of its plan noted, as it is right before the call. */
function announceFirst(pair: Pair, context: PlanContext): Pair {
  const plan = planPair(pair, context);
  const [operation] = plan.operations;
  return announceUpdate(pair, operation!, operation!.fields, plan);
}

describe('a lost answer', () => {
  test('of taking a copy back is not taken for a deletion: the event stays when the calendar is shared again', () => {
    const settled = settleDeletion(deleteItem(announce(agreed, NOT_SHARED)), SOON)!;
    expect(planOf(settled)).toEqual(['lupax create (new_in_outlook)']);
    // Without the note it would be: this is what a person's deletion looks like.
    expect(planOf(deleteItem(agreed))).toEqual(['outlook delete (deleted_in_lupax)']);
  });

  test('of taking a copy back loses nothing of what was set in Lupax', () => {
    const raised = editAppointment(agreed, { visibility: 'notes_private' });
    expect(announce(raised, NOT_SHARED).raisedVisibility).toBe('notes_private');
  });

  test('of closing a copy is not taken for a person’s doing: it opens again with the calendar', () => {
    const closed = editAppointment(announceFirst(agreed, CLOSED), {
      visibility: 'title_and_notes_private',
      location: '',
    });
    expect(planPair(settleUpdate(closed), makeContext()).raisedVisibility).toBeNull();
    expect(planOf(settleUpdate(closed))).toEqual(['lupax update location,visibility (visibility_changed)']);
    const byPerson = editAppointment(agreed, { visibility: 'title_and_notes_private', location: '' });
    expect(planPair(byPerson, makeContext()).raisedVisibility).toBe('title_and_notes_private');
  });

  test('of renewing a marker has it renewed with the next write, and by itself', () => {
    const own = makeAgreed('appointment', makeEvent(), asItem(makeAppointment()));
    const lost = announce(editEvent(deleteItem(own), { title: 'Abbau' }), makeContext());
    const madeAgain = {
      ...makeAgreed('appointment', makeEvent(), asItem(makeAppointment({ id: 8 }))),
      intent: lost.intent!,
    };
    expect(planPair(madeAgain, makeContext()).operations).toMatchObject([{ write: { patch: {}, remark: true } }]);
  });
});

describe('a change that was carried out and never answered', () => {
  const own = makeAgreed('appointment', makeEvent(), asItem(makeAppointment()));
  const { title, notes } = makeAppointment();
  const written = announceFirst(editAppointment(own, { title: 'Abbau', notes: '<p>Tor 9</p>' }), makeContext());

  test('leaves nothing to do when neither side changed since, whatever the server made of the notes', () => {
    const shown = editEvent(written, { title: 'Abbau', notes: '<html><body>\n<p>Tor 9</p></body></html>' });
    expect(planOf(settleUpdate(shown))).toEqual([]);
  });

  test('is no edit of the side it was made on: what the other side put back since is one', () => {
    const shown = editEvent(written, { title: 'Abbau', notes: '<p>Tor 9</p>' });
    const back = editAppointment(shown, { title, notes });
    expect(planOf(settleUpdate(back))).toEqual(['outlook update title,notes (changed_in_lupax)']);
    // Without the note it would be taken for an edit in Outlook.
    expect(planOf({ ...back, intent: null })).toEqual(['lupax update title,notes (changed_in_outlook)']);
  });

  test('makes an edit of what a person has put back since on the side it was made on', () => {
    const shown = editEvent(written, { notes: '<p>Tor 9</p>' });
    expect(planOf(settleUpdate(shown))).toEqual(['lupax update title (changed_in_outlook)']);
  });

  test('is not taken for carried out where a person has emptied the same field and the rest is as it was', () => {
    const emptied = announceFirst(editAppointment(own, { title: 'Abbau', notes: '' }), makeContext());
    expect(planOf(settleUpdate(editEvent(emptied, { notes: '' })))).toEqual([
      'outlook update title (changed_in_lupax)',
    ]);
    // The title is nobody's coincidence.
    expect(planOf(settleUpdate(editEvent(emptied, { title: 'Abbau' })))).toEqual([
      'lupax update notes (changed_in_outlook)',
    ]);
  });

  test('that was not carried out after all is written again', () => {
    expect(settleUpdate(written).intent).toBeNull();
    expect(planOf(settleUpdate(written))).toEqual(['outlook update title,notes (changed_in_lupax)']);
  });

  test('is not noted where nothing is agreed on once it is answered', () => {
    const plan = planPair(editAppointment(own, { title: 'Abbau' }), makeContext());
    expect(announceUpdate(own, plan.operations[0]!, [], plan)).toBe(own);
  });
});

describe('a change that arrives when nobody waits for it any more', () => {
  const waiting = settleUnanswered(announceFirst(agreed, CLOSED), NOW);
  const closed = { visibility: 'title_and_notes_private', location: '' } as const;

  test('and closes a copy that need not be closed any more is not taken for a person’s doing', () => {
    expect(planOf(waiting)).toEqual([]);
    const arrived = settleUnanswered(editAppointment(waiting, closed), SOON);
    expect(planPair(arrived, makeContext()).raisedVisibility).toBeNull();
    expect(planOf(arrived)).toEqual(['lupax update location,visibility (visibility_changed)']);
    expect(arrived.late).toEqual([]);
  });

  test('is waited for no longer than it can be late: the same is a person’s doing then', () => {
    const byPerson = settleUnanswered(editAppointment(settleUnanswered(waiting, LATER), closed), LATER);
    expect(planPair(byPerson, makeContext()).raisedVisibility).toBe('title_and_notes_private');
  });

  test('does not arrive once it was refused', () => {
    expect(settleUpdate(announceFirst(agreed, CLOSED)).late).toBeUndefined();
  });
});

describe('a deletion that was never answered', () => {
  const announced = announce(agreed, NOT_SHARED);

  test('may still arrive when its item was seen and is wanted again', () => {
    const seen = settleDeletion(announced, SOON)!;
    expect(planOf(seen)).toEqual([]);
    expect(planOf(settleDeletion(deleteItem(seen), LATER)!)).toEqual(['lupax create (new_in_outlook)']);
  });

  test('is over when its item is still there long after: what is gone then was deleted by a person', () => {
    const seen = settleDeletion(announced, LATER)!;
    expect(seen.intent).toBeNull();
    expect(planOf(settleDeletion(deleteItem(seen), LATER)!)).toEqual(['outlook delete (deleted_in_lupax)']);
  });

  test('ends an entry that the other side has not either', () => {
    expect(settleDeletion(deleteItem(deleteEvent(announced)), SOON)).toBeNull();
  });
});

describe('nothing is noted', () => {
  test('of what a person’s deletion or edit brings about', () => {
    for (const pair of [agreed, deleteEvent(agreed), editEvent(agreed, { title: 'Abbau' }), deleteItem(agreed)]) {
      expect(announce(pair, makeContext())).toBe(pair);
    }
  });
});

describe('the answer of a repeated create', () => {
  test('shows what was sent, in the server’s HTML', () => {
    expect(showsAsSent(makeCopy(), makeCopy({ notes: '<div>Tor  2</div>', id: 9, revision: 4 }))).toBe(true);
  });

  test('shows something else when it was made earlier, or changed since', () => {
    expect(showsAsSent(makeCopy(), makeCopy({ title: 'Abbau' }))).toBe(false);
    expect(showsAsSent(makeCopy(), makeCopy({ notes: '<p>Tor 3</p>' }))).toBe(false);
    expect(showsAsSent(makeCopy(), makeCopy({ visibility: 'notes_private' }))).toBe(false);
  });
});
