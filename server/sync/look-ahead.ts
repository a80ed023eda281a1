import { settlePair } from './bookkeeping.ts';
import type { RunContext } from './context.ts';
import type { Pair } from './core/pair.ts';
import type { Plan } from './core/plan.ts';

/** What a round has carried out, for the next one. */
export interface DoneRound {
  plan: Pick<Plan, 'planAgain'>;
  /** Entries whose plan was carried out to its end, as they were after it. */
  donePairs: readonly Pair[];
}

/**
 * Finds out that nothing is left to be done with entries that were written, while what was written is being read back and
 * this process would only wait: the plan that follows finds them quiet. What ends, ends there.
 */
export async function lookAhead(context: RunContext, { plan, donePairs }: DoneRound): Promise<void> {
  for (const pair of donePairs) {
    await context.turns.sendFirst();
    // What was read back by now may be known of one side only.
    if (context.index.get(pair.id) !== pair) continue;
    const next = plan.planAgain(pair);
    if (next.outcome === 'in_sync' && next.operations.length === 0) settlePair(context, next);
  }
}
