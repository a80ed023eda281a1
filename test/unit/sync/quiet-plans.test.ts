import { expect, test, vi } from 'vitest';
import { describeContext, planUnlessQuiet } from '../../../server/sync/core/quiet-plans.ts';
import { planAll, planPair } from '../../../server/sync/core/plan.ts';
import type { Pair } from '../../../server/sync/core/pair.ts';
import type { PlanContext } from '../../../server/sync/core/plan-types.ts';
import { asItem, editEvent, makeAgreed, makeCalendar, makeContext, makeCopy, makeEvent } from './make.ts';

/** As the store has it. */
const makeStored = (): Pair => Object.freeze(makeAgreed('outlook', makeEvent(), asItem(makeCopy())));

function countPlans(rounds: [Pair, PlanContext][]): number {
  const plan = vi.fn();
  for (const [pair, context] of rounds) {
    plan.mockImplementation((one: Pair) => planPair(one, context));
    planUnlessQuiet(pair, describeContext(context), plan);
  }
  return plan.mock.calls.length;
}

test('an entry that needed nothing is not planned again while it and what it is planned by are the same', () => {
  const pair = makeStored();
  expect(
    countPlans([
      [pair, makeContext()],
      [pair, makeContext()],
    ]),
  ).toBe(1);
});

test('it is planned again when it was replaced, and when the calendar is shared otherwise', () => {
  const pair = makeStored();
  const closed = makeContext(makeCalendar('both', 'freeBusyRead'));
  expect(
    countPlans([
      [pair, makeContext()],
      [makeStored(), makeContext()],
      [pair, closed],
    ]),
  ).toBe(3);
  const limits = { parked: new Set<string>(), approved: new Set<string>(), now: '2026-01-10T00:00:00Z' };
  expect(planAll([pair], makeContext(), limits).ready[0]!.operations).toEqual([]);
  expect(planAll([pair], closed, limits).ready[0]!.operations).toHaveLength(1);
});

test('what could still be changed in place, and what has something to be done, is planned every time', () => {
  const open = makeAgreed('outlook', makeEvent(), asItem(makeCopy()));
  const edited = Object.freeze(editEvent(open, { title: 'Anders' }));
  for (const pair of [open, edited]) {
    expect(
      countPlans([
        [pair, makeContext()],
        [pair, makeContext()],
      ]),
    ).toBe(2);
  }
});

test('an entry that was planned again once it was written is not planned by the next plan of all', () => {
  const limits = { parked: new Set<string>(), approved: new Set<string>(), now: '2026-01-10T00:00:00Z' };
  const stored = makeStored();
  const again = planAll([], makeContext(), limits).planAgain(stored);
  expect(planAll([stored], makeContext(), limits).ready[0]).toBe(again);
});
