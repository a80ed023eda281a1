import type { Pair } from './pair.ts';
import type { PairPlan, PlannedOperation, Reason, Write } from './plan-types.ts';

/** A plan that does nothing yet. */
export function startPlan(pair: Pair): PairPlan {
  return {
    pairId: pair.id,
    operations: [],
    outcome: 'not_synchronised',
    want: null,
    raisedVisibility: pair.raisedVisibility,
    attention: [],
  };
}

/** An operation that touches no agreed field, changes nobody's view and is not counted by the brake, but for `more`. */
export function makeOperation(
  plan: PairPlan,
  write: Write,
  title: string,
  reason: Reason,
  more: Partial<PlannedOperation> = {},
): PlannedOperation {
  const plain = { fields: [], lost: null, tightens: false, loosens: false, brake: null };
  return { pairId: plan.pairId, write, title, reason, ...plain, ...more };
}
