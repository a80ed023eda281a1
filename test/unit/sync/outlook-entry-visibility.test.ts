import { describe, expect, test } from 'vitest';
import type { Visibility } from '../../../server/sync/core/entry.ts';
import type { Pair } from '../../../server/sync/core/pair.ts';
import { planPair } from '../../../server/sync/core/plan.ts';
import {
  asItem,
  describePlan,
  editAppointment,
  editEvent,
  makeAgreed,
  makeCalendar,
  makeContext,
  makeCopy,
  makeEvent,
  makeStrangers,
  planOf,
  writeTo,
} from './make.ts';

function agreedAs(visibility: Visibility, raisedVisibility: Visibility | null = null): Pair {
  const location = visibility === 'title_and_notes_private' ? '' : 'Halle 3';
  return { ...makeAgreed('outlook', makeEvent(), asItem(makeCopy({ visibility, location }))), raisedVisibility };
}

describe('when the sharing changes', () => {
  test('from read to freeBusyRead the entry closes and its place goes, before anything else and without the brake', () => {
    const plan = planPair(agreedAs('public'), makeContext(makeCalendar('both', 'freeBusyRead')));
    expect(describePlan(plan)).toEqual(['lupax update location,visibility (visibility_changed)']);
    expect(plan.operations[0]).toMatchObject({ tightens: true, brake: null });
  });

  test('from freeBusyRead to read the entry opens and its place is back', () => {
    const pair = agreedAs('title_and_notes_private');
    expect(writeTo(pair, 'lupax')).toMatchObject({ visibility: 'public', location: 'Halle 3' });
    expect(planPair(pair, makeContext()).operations[0]!.brake).toBeNull();
  });

  test('an entry that a person closed in Lupax stays closed', () => {
    const pair = agreedAs('title_and_notes_private', 'title_and_notes_private');
    expect(planOf(pair)).toEqual([]);
  });
});

describe('when a person changes the visibility in Lupax', () => {
  test('raising it is kept and remembered, and what is to be withheld goes', () => {
    const pair = editAppointment(agreedAs('public'), { visibility: 'title_and_notes_private' });
    const plan = planPair(pair, makeContext());
    expect(plan.raisedVisibility).toBe('title_and_notes_private');
    expect(describePlan(plan)).toEqual(['lupax update location,visibility (visibility_changed)']);
    expect(writeTo(pair, 'lupax')).toMatchObject({ visibility: 'title_and_notes_private', location: '' });
  });

  test('lowering it again to what the calendar allows is followed', () => {
    const pair = editAppointment(agreedAs('title_and_notes_private', 'title_and_notes_private'), {
      visibility: 'public',
    });
    expect(writeTo(pair, 'lupax')).toMatchObject({ visibility: 'public', location: 'Halle 3' });
    expect(planPair(pair, makeContext()).raisedVisibility).toBe('public');
  });

  test('lowering it below what the calendar allows is put back', () => {
    const pair = editAppointment(agreedAs('notes_private'), { visibility: 'public' });
    const limited = makeContext(makeCalendar('both', 'limitedRead'));
    expect(planOf(pair, limited)).toEqual(['lupax update visibility (put_back)']);
    expect(writeTo(pair, 'lupax', limited)).toMatchObject({ visibility: 'notes_private' });
  });

  test('it also counts in a calendar that only gives', () => {
    const oneWay = makeContext(makeCalendar('to_lupax'));
    const pair = editAppointment(agreedAs('public'), { visibility: 'notes_private' });
    expect(planOf(pair, oneWay)).toEqual([]);
    expect(planPair(pair, oneWay).raisedVisibility).toBe('notes_private');
  });

  test('the stricter of both stands when Outlook changed the sensitivity as well', () => {
    const pair = editEvent(editAppointment(agreedAs('public'), { visibility: 'notes_private' }), {
      sensitivity: 'private',
    });
    expect(writeTo(pair, 'lupax')).toMatchObject({ visibility: 'title_and_notes_private' });
  });
});

describe('a sensitivity', () => {
  test('that is set closes the entry, and is itself never written', () => {
    const pair = editEvent(agreedAs('public'), { sensitivity: 'private' });
    const { operations } = planPair(pair, makeContext());
    expect(operations).toMatchObject([{ write: { side: 'lupax' }, tightens: true, reason: 'visibility_changed' }]);
  });

  test('that is lowered opens the entry, and counts for the brake', () => {
    const agreed = makeAgreed(
      'outlook',
      makeEvent({ sensitivity: 'private' }),
      asItem(makeCopy({ visibility: 'title_and_notes_private', location: '' })),
    );
    const { operations } = planPair(editEvent(agreed, { sensitivity: 'normal' }), makeContext());
    expect(operations).toMatchObject([
      { brake: 'loosen', write: { content: { visibility: 'public', location: 'Halle 3' } } },
    ]);
  });
});

describe('a place that was withheld', () => {
  test('is not read back as an emptied place', () => {
    const closed = agreedAs('title_and_notes_private', 'title_and_notes_private');
    expect(planOf(editEvent(closed, { title: 'Abbau' }))).toEqual(['lupax update title (changed_in_outlook)']);
    expect(planOf(editAppointment(closed, { visibility: 'public' }))).toEqual([
      'lupax update location,visibility (visibility_changed)',
    ]);
  });

  test('is not read back when the answer of the write that withheld it was lost', () => {
    const written = editAppointment(agreedAs('public'), { visibility: 'title_and_notes_private', location: '' });
    expect(planOf(written, makeContext(makeCalendar('both', 'freeBusyRead')))).toEqual([]);
    expect(planOf(written).filter((line) => line.startsWith('outlook'))).toEqual([]);
  });

  test('is not read back when the entry is adopted after a person opened it in Lupax', () => {
    const opened = makeStrangers('outlook', makeEvent(), asItem(makeCopy({ visibility: 'public', location: '' })));
    const lupaxWins = makeContext(undefined, { conflictWinner: 'lupax' });
    expect(planOf(opened, lupaxWins)).toEqual(['lupax update location,visibility (changed_in_outlook)']);
  });

  test('and that a person filled in in Lupax is an edit: Outlook gets it, Lupax withholds it again', () => {
    const closed = agreedAs('title_and_notes_private', 'title_and_notes_private');
    const pair = editAppointment(closed, { location: 'Tor 9' });
    expect(writeTo(pair, 'outlook')).toEqual({ location: 'Tor 9' });
    expect(writeTo(pair, 'lupax')).toMatchObject({ location: '' });
  });

  test('is emptied in Outlook by nothing but a person: emptying a shown place in Lupax is followed', () => {
    expect(planOf(editAppointment(agreedAs('public'), { location: '' }))).toEqual([
      'outlook update location (changed_in_lupax)',
    ]);
  });
});
