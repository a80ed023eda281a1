import { describe, expect, it } from 'vitest';
import type { RunContext } from '../../../server/sync/context.ts';
import { createPairIndex } from '../../../server/sync/core/pair-index.ts';
import type { Pair } from '../../../server/sync/core/pair.ts';
import type { PlanContext } from '../../../server/sync/core/plan-types.ts';
import { planAll } from '../../../server/sync/core/plan.ts';
import { findQuiet, noteQuiet } from '../../../server/sync/quiet-mailboxes.ts';
import { asItem, editEvent, makeAgreed, makeCalendar, makeContext, makeCopy, makeEvent } from './make.ts';

const IDLE = { unchanged: 2, skipped: 0 };

/** As the store has it. */
function makeStored(id: string): Pair {
  return Object.freeze({ ...makeAgreed('outlook', makeEvent(), asItem(makeCopy())), id });
}

/** A mailbox and what a run sees of it; with `planned`, a run that has planned those and carried the plan out. */
function makeMailbox(...pairs: Pair[]) {
  const stored = new Map(pairs.map((pair) => [pair.id, pair]));
  const open = (): RunContext => {
    const index = createPairIndex(stored.values(), () => 'new');
    return { document: { list: () => stored }, index } as unknown as RunContext;
  };
  const note = (context: RunContext, planContext: PlanContext, planned: Pair[] = [...context.index.all()]): void => {
    const limits = { parked: new Set<string>(), approved: new Set<string>(), now: '2026-01-10T00:00:00Z' };
    noteQuiet(context, planContext, { pairs: planned, plan: planAll(planned, planContext, limits), idle: IDLE });
  };
  return { stored, open, note };
}

describe('a mailbox in which nothing had to be done', () => {
  it('is known again with its counts by the next run', () => {
    const { open, note } = makeMailbox(makeStored('a'), makeStored('b'));
    expect(findQuiet(open(), makeContext())).toBeNull();
    note(open(), makeContext());
    expect(findQuiet(open(), makeContext())).toEqual(IDLE);
  });

  it('is planned again when an entry was changed, was added, or went', () => {
    const { stored, open, note } = makeMailbox(makeStored('a'), makeStored('b'));
    note(open(), makeContext());
    const b = stored.get('b')!;
    stored.set('b', makeStored('b'));
    expect(findQuiet(open(), makeContext())).toBeNull();
    stored.set('b', b).set('c', makeStored('c'));
    expect(findQuiet(open(), makeContext())).toBeNull();
    stored.delete('c');
    expect(findQuiet(open(), makeContext())).toEqual(IDLE);
    stored.delete('b');
    expect(findQuiet(open(), makeContext())).toBeNull();
  });

  it('is planned again when what was read in this run has changed an entry that is not committed yet', () => {
    const { open, note } = makeMailbox(makeStored('a'));
    note(open(), makeContext());
    const context = open();
    context.index.put({ ...context.index.get('a')!, failures: 1 });
    expect(findQuiet(context, makeContext())).toBeNull();
  });

  it('is planned again when its calendar is shared otherwise', () => {
    const { open, note } = makeMailbox(makeStored('a'));
    note(open(), makeContext());
    expect(findQuiet(open(), makeContext(makeCalendar('both', 'freeBusyRead')))).toBeNull();
  });

  it('is not one while something has to be done', () => {
    const edited = Object.freeze(editEvent(makeStored('a'), { title: 'Anders' }));
    const { open, note } = makeMailbox(edited, makeStored('b'));
    note(open(), makeContext());
    expect(findQuiet(open(), makeContext())).toBeNull();
  });

  it('is not one when an entry was settled after it was planned: should its commit be lost, it is settled anew', () => {
    const { open, note } = makeMailbox(makeStored('a'));
    const context = open();
    const planned = [...context.index.all()];
    context.index.put(makeStored('a'));
    note(context, makeContext(), planned);
    expect(findQuiet(open(), makeContext())).toBeNull();
  });

  it('is not one while an entry could still be changed in place', () => {
    const { open, note } = makeMailbox({ ...makeStored('a') });
    note(open(), makeContext());
    expect(findQuiet(open(), makeContext())).toBeNull();
  });
});
