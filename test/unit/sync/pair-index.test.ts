import { describe, expect, test } from 'vitest';
import { createPairIndex, type PairIndex } from '../../../server/sync/core/pair-index.ts';
import { makeEmptySide } from '../../../server/sync/core/pair.ts';
import { asItem, makeAgreed, makeCopy, makeEvent, makePair } from './make.ts';

function startIndex(): PairIndex {
  let next = 0;
  return createPairIndex([], () => `made-${(next += 1)}`);
}

const agreed = {
  ...makeAgreed('outlook', makeEvent(), asItem(makeCopy())),
  lupaxRef: { type: 'appointment', id: 7 } as const,
};

describe('an entry', () => {
  test('is found by its event and by its Lupax id, appointments and projects apart', () => {
    const index = createPairIndex([agreed], () => 'unused');
    expect(index.findByEvent(makeEvent())).toBe(agreed);
    expect(index.findByEventId('event-1')).toBe(agreed);
    expect(index.findByLupax({ type: 'appointment', id: 7 })).toBe(agreed);
    expect(index.findByLupax({ type: 'project', id: 7 })).toBeUndefined();
  });

  test('is found by its place in a series when its occurrence became an exception under a new id', () => {
    const occurrence = makeEvent({
      id: 'AAA',
      key: 'OID.series.2026-01-12',
      kind: 'occurrence',
      seriesMasterId: 'series',
    });
    const index = startIndex();
    const pair = index.add({
      origin: 'outlook',
      calendarId: 'calendar-1',
      outlook: { ...makeEmptySide(), seen: occurrence },
    });
    expect(index.findByEvent({ ...occurrence, id: 'BBB', kind: 'exception' } as never)).toBe(pair);
    expect(index.findByEvent({ ...occurrence, id: 'BBB', calendarId: 'calendar-2' })).toBeUndefined();
  });

  test('is not found by an id in other letters: ids are case-sensitive', () => {
    const index = createPairIndex([agreed], () => 'unused');
    expect(index.findByEventId('EVENT-1')).toBeUndefined();
  });

  test('that waits for its event is found by the source that Lupax names', () => {
    const index = startIndex();
    const pair = index.add({
      origin: 'outlook',
      calendarId: 'calendar-1',
      lupaxRef: { type: 'appointment', id: 7 },
      lupax: { ...makeEmptySide(), seen: asItem(makeCopy()) },
    });
    expect(index.findByEvent(makeEvent())).toBe(pair);
  });

  test('whose event is there beats one that only names it, in either order', () => {
    const waiting = makePair({
      origin: 'outlook',
      id: 'waiting',
      lupax: { ...makeEmptySide(), seen: asItem(makeCopy({ id: 8 })) },
    });
    for (const stored of [
      [agreed, waiting],
      [waiting, agreed],
    ]) {
      expect(createPairIndex(stored, () => 'unused').findByEventId('event-1')?.id).toBe('pair-1');
    }
  });

  test('is no longer found by what it was before', () => {
    const index = createPairIndex([agreed], () => 'unused');
    index.put({
      ...agreed,
      lupaxRef: { type: 'appointment', id: 9 },
      outlook: { ...agreed.outlook, seen: makeEvent({ id: 'event-2' }) },
    });
    expect(index.findByEventId('event-1')).toBeUndefined();
    expect(index.findByEventId('event-2')?.id).toBe('pair-1');
    expect(index.findByLupax({ type: 'appointment', id: 7 })).toBeUndefined();
    expect(index.findByLupax({ type: 'appointment', id: 9 })?.id).toBe('pair-1');
  });

  test('that was removed is not found', () => {
    const index = createPairIndex([agreed], () => 'unused');
    index.remove('pair-1');
    expect([...index.all()]).toEqual([]);
    expect(index.findByEventId('event-1')).toBeUndefined();
    expect(index.findByLupax({ type: 'appointment', id: 7 })).toBeUndefined();
  });
});

describe('changes', () => {
  test('are what was put, added or removed since they were last taken', () => {
    const index = createPairIndex([agreed, { ...agreed, id: 'pair-2', lupaxRef: null }], () => 'made-1');
    expect(index.takeChanges().size).toBe(0);
    index.put({ ...agreed, failures: 1 });
    index.add({ origin: 'appointment' });
    index.remove('pair-2');
    index.remove('nobody');
    expect([...index.takeChanges().keys()].sort()).toEqual(['made-1', 'pair-1', 'pair-2']);
    expect(index.takeChanges().size).toBe(0);
  });

  test('tell of the latest state only, and of a removal as null', () => {
    const index = createPairIndex([agreed], () => 'unused');
    index.put({ ...agreed, failures: 1 });
    index.put({ ...agreed, failures: 2 });
    expect(index.takeChanges().get('pair-1')?.failures).toBe(2);
    index.remove('pair-1');
    expect(index.takeChanges().get('pair-1')).toBeNull();
  });

  test('that were given back are told of again, as they are by then', () => {
    const index = createPairIndex([agreed], () => 'made-1');
    index.put({ ...agreed, failures: 1 });
    index.add({ origin: 'appointment' });
    const taken = index.takeChanges();
    index.put({ ...agreed, failures: 2 });
    index.returnChanges(taken);
    const changes = index.takeChanges();
    expect([...changes.keys()].sort()).toEqual(['made-1', 'pair-1']);
    expect(changes.get('pair-1')?.failures).toBe(2);
  });
});
