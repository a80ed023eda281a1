import { applyPart, type ApplyReport, type OnResult, type Part } from './apply-part.ts';
import { listAttention } from './attention.ts';
import { commitPairs } from './commit-pairs.ts';
import { makePlanContext, type RunContext } from './context.ts';
import { announceIntent } from './core/intent.ts';
import { planPair } from './core/plan.ts';
import type { PairPlan } from './core/plan-types.ts';

/** How often an entry is closed that people keep changing at the same moment. */
const MAX_TRIES = 5;

/** The part of a plan that closes the entry, with what has to come before it, and the rest. */
export function splitPlan(pairPlan: PairPlan): { closing: Part; after: Part } {
  const end = pairPlan.operations.findLastIndex((operation) => operation.tightens) + 1;
  return {
    closing: { pairPlan, from: 0, to: end },
    after: { pairPlan, from: end, to: pairPlan.operations.length },
  };
}

/**
 * Closes an entry. Was it changed since it was read, it is planned anew and closed at once: in a long run the other writes
 * would leave it open for minutes.
 * @returns whether all of the part was carried out as it was planned; if not, nothing else may be done with the entry in
 *   this round
 */
export async function applyClosing(
  context: RunContext,
  part: Part,
  report: ApplyReport,
  onResult: OnResult,
): Promise<boolean> {
  let current = part;
  for (let tries = 1; ; tries += 1) {
    const held: Parameters<OnResult>[] = [];
    const end = await applyPart(context, current, report, (...result) => void held.push(result));
    const isOver = end !== 'changed' || tries === MAX_TRIES || report.fatal !== null || context.signal.aborted;
    const next = isOver ? null : await planAnew(context, part.pairPlan.pairId);
    // What was refused and is tried again at once is told of when that has ended.
    for (const result of held) if (!next || result[1] !== 'skipped') onResult(...result);
    if (!next) return end === 'done' && tries === 1;
    current = next;
  }
}

/** @returns null when nothing closes the entry any more, or a person may have to approve what would */
async function planAnew(context: RunContext, pairId: string): Promise<Part | null> {
  const pair = context.index.get(pairId);
  if (!pair) return null;
  const pairPlan = planPair(pair, makePlanContext(context));
  const { closing } = splitPlan(pairPlan);
  if (closing.to === 0 || pairPlan.operations.slice(0, closing.to).some(({ brake }) => brake !== null)) return null;
  const announced = announceIntent(pair, pairPlan, new Date(context.now()).toISOString());
  if (announced !== pair) context.index.put(announced);
  await commitPairs(context, () => listAttention(context, [pairPlan]));
  return closing;
}
