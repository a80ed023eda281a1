import type { RunContext } from './context.ts';
import type { Pair } from './core/pair.ts';
import type { Plan } from './core/plan.ts';
import { describeContext } from './core/quiet-plans.ts';
import type { PlanContext } from './core/plan-types.ts';
import type { IdleCounts } from './run-record.ts';

/** A mailbox in which nothing had to be done: as long as its entries are the very same ones, nothing has to be. */
interface QuietMailbox {
  /** What the plan went by besides the entries. */
  key: string;
  pairs: readonly Pair[];
  idle: IdleCounts;
}

/** By its stored entries. */
const known = new WeakMap<object, QuietMailbox>();

/** What is left to be done in a quiet mailbox. */
export const QUIET_PLAN: Plan = {
  ready: [],
  braked: [],
  resting: [],
  planAgain() {
    throw new Error('a quiet mailbox has nothing that could be planned again');
  },
};

/**
 * Counts the entries of a mailbox that is, entry by entry, the one for which nothing had to be done the last time: most
 * are that most of the time, and even a quiet entry takes a look at its plan, at what its plan tells people, and at what it
 * counts as.
 * @returns null when it has to be planned
 */
export function findQuiet({ document, index }: RunContext, planContext: PlanContext): IdleCounts | null {
  const quiet = known.get(document.list('pairs'));
  if (!quiet || !areSame(quiet.pairs, index.all())) return null;
  return quiet.key === describeContext(planContext) ? quiet.idle : null;
}

/**
 * Remembers that a plan was carried out and that nothing came of it.
 * @param pairs the entries when they were planned: of one that was settled since, the next run must know anew
 */
export function noteQuiet(
  { document, index }: RunContext,
  planContext: PlanContext,
  { pairs, plan, idle }: { pairs: readonly Pair[]; plan: Plan; idle: IdleCounts },
): void {
  const isQuiet =
    plan.ready.length === pairs.length &&
    plan.ready.every(({ operations, attention }) => operations.length === 0 && attention.length === 0);
  // As the store has them, which is frozen: whatever changes is another object.
  if (!isQuiet || !pairs.every((pair) => Object.isFrozen(pair)) || !areSame(pairs, index.all())) return;
  known.set(document.list('pairs'), { key: describeContext(planContext), pairs, idle });
}

function areSame(before: readonly Pair[], now: Iterable<Pair>): boolean {
  let at = 0;
  for (const pair of now) {
    if (pair !== before[at]) return false;
    at += 1;
  }
  return at === before.length;
}
