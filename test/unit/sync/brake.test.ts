import { describe, expect, test } from 'vitest';
import { findBraked } from '../../../server/sync/core/brake.ts';
import type { Pair } from '../../../server/sync/core/pair.ts';
import { describeState, planAll, type PlanLimits } from '../../../server/sync/core/plan.ts';
import type { PlannedOperation } from '../../../server/sync/core/plan-types.ts';
import {
  asItem,
  deleteEvent,
  editAppointment,
  editEvent,
  makeAgreed,
  makeAppointment,
  makeCalendar,
  makeContext,
  makeCopy,
  makeEvent,
} from './make.ts';

const NO_LIMITS: PlanLimits = { parked: new Set(), approved: new Set(), now: '2026-01-10T00:00:00Z' };

function makeCounted(
  count: number,
  brake: PlannedOperation['brake'],
  side: 'outlook' | 'lupax' = 'lupax',
): PlannedOperation[] {
  return Array.from({ length: count }, (_, place) => ({
    pairId: `${side}-${brake}-${place}`,
    write: { side, action: 'delete' },
    title: '',
    reason: 'deleted_in_outlook',
    fields: [],
    lost: null,
    tightens: false,
    loosens: false,
    brake,
  }));
}

/** `count` agreed entries from Outlook. */
function makeEntries(count: number): Pair[] {
  return Array.from({ length: count }, (_, place) => {
    const event = makeEvent({ id: `event-${place}` });
    const copy = makeCopy({ id: place + 1, source: { calendarId: 'calendar-1', eventId: event.id } });
    return { ...makeAgreed('outlook', event, asItem(copy)), id: `pair-${place}` };
  });
}

describe('counting', () => {
  test('ten deletions in one run are carried out, eleven wait', () => {
    expect(findBraked(makeCounted(10, 'delete'), { outlook: 0, lupax: 0 }).pairIds.size).toBe(0);
    expect(findBraked(makeCounted(11, 'delete'), { outlook: 0, lupax: 0 }).pairIds.size).toBe(11);
  });

  test('of many entries a fifth may go, not one more', () => {
    expect(findBraked(makeCounted(20, 'delete'), { outlook: 0, lupax: 100 }).pairIds.size).toBe(0);
    expect(findBraked(makeCounted(21, 'delete'), { outlook: 0, lupax: 100 }).pairIds.size).toBe(21);
  });

  test('deletions and loosenings count together, each side for itself', () => {
    const mixed = [...makeCounted(6, 'delete'), ...makeCounted(5, 'loosen')];
    expect(findBraked(mixed, { outlook: 0, lupax: 0 })).toMatchObject({ sides: ['lupax'] });
    const apart = [...makeCounted(10, 'delete'), ...makeCounted(10, 'delete', 'outlook')];
    expect(findBraked(apart, { outlook: 0, lupax: 0 }).sides).toEqual([]);
  });

  test('what is not counted never waits', () => {
    const operations = [...makeCounted(11, 'delete'), ...makeCounted(30, null, 'outlook')];
    expect([...findBraked(operations, { outlook: 0, lupax: 0 }).pairIds]).not.toContain('outlook-null-0');
    expect(findBraked(makeCounted(500, null), { outlook: 0, lupax: 0 }).pairIds.size).toBe(0);
  });
});

describe('a plan', () => {
  test('with too many deletions carries out everything else', () => {
    const entries = makeEntries(14);
    const pairs = entries.map((pair, place) => (place < 12 ? deleteEvent(pair) : editEvent(pair, { title: 'Neu' })));
    const plan = planAll(pairs, makeContext(), NO_LIMITS);
    expect(plan.braked).toHaveLength(12);
    expect(plan.ready.map(({ pairId }) => pairId)).toEqual(['pair-12', 'pair-13']);
  });

  test('never holds back what sharing forces: neither taking back nor loosening', () => {
    const pairs = makeEntries(30);
    expect(planAll(pairs, makeContext(makeCalendar('both', 'none')), NO_LIMITS)).toMatchObject({ braked: [] });
    const closed = makeEntries(30).map((pair) => pair);
    const hidden = closed.map((pair) => {
      const item = { ...makeCopy(), ...pair.lupax.seen!.item, visibility: 'title_and_notes_private', location: '' };
      return makeAgreed('outlook', pair.outlook.seen!, asItem(item as never));
    });
    const plan = planAll(
      hidden.map((pair, place) => ({ ...pair, id: `pair-${place}` })),
      makeContext(makeCalendar('both', 'read')),
      NO_LIMITS,
    );
    expect(plan.braked).toEqual([]);
    expect(plan.ready.filter(({ operations }) => operations.length === 1)).toHaveLength(30);
  });

  test('never holds back tightening, however much of it there is', () => {
    const pairs = makeEntries(30).map((pair) => editEvent(pair, { sensitivity: 'private' }));
    const plan = planAll(pairs, makeContext(), NO_LIMITS);
    expect(plan.braked).toEqual([]);
    expect(plan.ready.every(({ operations }) => operations[0]!.tightens)).toBe(true);
  });

  test('holds back a mass of lowered sensitivities, and of visibilities lowered in Lupax', () => {
    const closed = Array.from({ length: 12 }, (_, place) => {
      const event = makeEvent({ id: `event-${place}`, sensitivity: 'private' });
      const source = { calendarId: 'calendar-1', eventId: event.id };
      const copy = makeCopy({ source, visibility: 'title_and_notes_private', location: '' });
      return { ...makeAgreed('outlook', event, asItem(copy)), id: `from-outlook-${place}` };
    });
    const own = Array.from({ length: 12 }, (_, place) => {
      const event = makeEvent({ id: `own-${place}`, sensitivity: 'private' });
      const appointment = makeAppointment({ visibility: 'title_and_notes_private' });
      return { ...makeAgreed('appointment', event, asItem(appointment)), id: `from-lupax-${place}` };
    });
    const opened = closed.map((pair) => editEvent(pair, { sensitivity: 'normal' }));
    const lowered = own.map((pair) => editAppointment(pair, { visibility: 'public' }));
    expect(planAll(opened, makeContext(), NO_LIMITS).braked).toHaveLength(12);
    expect(planAll(lowered, makeContext(), NO_LIMITS).braked).toHaveLength(12);
  });

  test('begins with what tightens and ends with what deletes', () => {
    const [first, second, third] = makeEntries(3);
    const pairs = [
      deleteEvent(first!),
      editEvent(second!, { title: 'Neu' }),
      editEvent(third!, { sensitivity: 'private' }),
    ];
    const order = planAll(pairs, makeContext(), NO_LIMITS).ready.map(({ pairId }) => pairId);
    expect(order).toEqual(['pair-2', 'pair-1', 'pair-0']);
  });
});

describe('what waits or rests', () => {
  const deleted = makeEntries(12).map(deleteEvent);
  const ids = new Set(deleted.map(({ id }) => id));

  test('stays parked while new deletions go on', () => {
    const more = deleteEvent({ ...makeEntries(13)[12]!, id: 'later' });
    const plan = planAll([...deleted, more], makeContext(), { ...NO_LIMITS, parked: ids });
    expect(plan.resting).toHaveLength(12);
    expect(plan.ready.map(({ pairId }) => pairId)).toEqual(['later']);
  });

  test('is carried out when it was approved', () => {
    const plan = planAll(deleted, makeContext(), { ...NO_LIMITS, parked: ids, approved: ids });
    expect(plan.ready).toHaveLength(12);
  });

  test('is not proposed again after it was discarded, until the entry changes', () => {
    const discarded = deleted.map((pair) => ({ ...pair, discarded: describeState(pair) }));
    expect(planAll(discarded, makeContext(), NO_LIMITS)).toMatchObject({ ready: [], braked: [] });
    const changed = discarded.map((pair) => editAppointment(pair, { title: 'Neu' }));
    expect(planAll(changed, makeContext(), NO_LIMITS).ready).toHaveLength(12);
  });

  test('is never an entry that has to be tightened: parked, discarded or refused before', () => {
    const [pair] = makeEntries(1);
    const closed = editEvent({ ...pair!, retryAt: '2026-01-11T00:00:00Z', failures: 3 }, { sensitivity: 'private' });
    const state = { ...closed, discarded: describeState(closed) };
    const plan = planAll([state], makeContext(), { ...NO_LIMITS, parked: new Set([closed.id]) });
    expect(plan.ready).toHaveLength(1);
  });

  test('is a refused write until its time has come', () => {
    const [pair] = makeEntries(1);
    const refused = editEvent({ ...pair!, retryAt: '2026-01-11T00:00:00Z', failures: 3 }, { title: 'Neu' });
    expect(planAll([refused], makeContext(), NO_LIMITS).resting).toHaveLength(1);
    expect(planAll([refused], makeContext(), { ...NO_LIMITS, now: '2026-01-11T00:00:00Z' }).ready).toHaveLength(1);
  });
});
