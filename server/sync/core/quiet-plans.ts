import type { Pair } from './pair.ts';
import type { PairPlan, PlanContext } from './plan-types.ts';

/** What the plan of an entry went by besides the entry itself. */
export type ContextKey = string;

interface QuietPlan {
  key: ContextKey;
  plan: PairPlan;
}

/** By the entry as the store has it, which is frozen: whatever changes is another object. */
const known = new WeakMap<Pair, QuietPlan>();
const settled = new WeakMap<PairPlan, Pair>();

export function describeContext(context: PlanContext): ContextKey {
  return JSON.stringify({ ...context, calendars: [...context.calendars] });
}

/**
 * Plans an entry, unless it is the very one for which nothing had to be done the last time. Most entries are that most of
 * the time, and a synchronisation in which nothing changed is to cost the same whatever the mailbox holds.
 * @param key of the context; the plan must depend on nothing else
 */
export function planUnlessQuiet(pair: Pair, key: ContextKey, plan: (pair: Pair) => PairPlan): PairPlan {
  const before = known.get(pair);
  if (before?.key === key) return before.plan;
  const made = plan(pair);
  if (made.operations.length === 0 && Object.isFrozen(pair)) known.set(pair, { key, plan: made });
  return made;
}

/** Remembers that the plan was carried out for this entry, and that nothing was left to be changed. */
export function noteSettled(plan: PairPlan, pair: Pair): void {
  if (Object.isFrozen(pair)) settled.set(plan, pair);
}

export function isSettled(plan: PairPlan, pair: Pair): boolean {
  return settled.get(plan) === pair;
}
