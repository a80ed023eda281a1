import { applyClosing, splitPlan } from './apply-closing.ts';
import { applyPart, type ApplyReport, type OnResult, type Part } from './apply-part.ts';
import { settlePair } from './bookkeeping.ts';
import { ensureMasterCategory } from './category.ts';
import { commitPairs } from './commit-pairs.ts';
import type { RunContext } from './context.ts';
import { announceIntent } from './core/intent.ts';
import type { Plan } from './core/plan.ts';
import type { PairPlan } from './core/plan-types.ts';

/**
 * Entries that are worked on at the same time. Few of them are being sent (`turns.ts`); the others are being
 * announced or committed, and the more of them there are, the more go together (`commit-pairs.ts`).
 */
const PAIRS_AT_ONCE = 64;

/**
 * Carries out the ready part of a plan: all tightening first, then creates and updates, deletions last.
 */
export async function applyPlan(context: RunContext, plan: Plan, onResult: OnResult): Promise<ApplyReport> {
  const report: ApplyReport = {
    written: { outlook: false, lupax: false },
    failedPairIds: new Set(),
    donePairs: [],
    fatal: null,
    outages: 0,
  };
  const stopped = new Set<string>();
  const doneIds: string[] = [];
  const isDeleting = (pairPlan: PairPlan) =>
    pairPlan.operations.some((operation) => operation.write.action === 'delete');
  const busy = plan.ready.filter((pairPlan) => pairPlan.operations.length > 0);
  const now = new Date(context.now()).toISOString();
  for (const pairPlan of busy) {
    const pair = context.index.get(pairPlan.pairId);
    const announced = pair && announceIntent(pair, pairPlan, now);
    if (announced && announced !== pair) context.index.put(announced);
  }
  await commitPairs(context);
  const parts = busy.map(splitPlan);
  const rest = parts.map(({ after }) => after);
  const phases = [
    parts.map(({ closing }) => closing),
    rest.filter(({ pairPlan }) => !isDeleting(pairPlan)),
    rest.filter(({ pairPlan }) => isDeleting(pairPlan)),
  ].map((phase) => phase.filter(({ from, to }) => from < to));
  for (const [position, phase] of phases.entries()) {
    if (phase.length === 0) continue;
    // Only what tightens comes before the category that created events bear.
    const creates = phase.some(({ pairPlan }) => isCreatingEvent(pairPlan));
    if (position === 1 && !report.fatal && creates) await ensureMasterCategory(context);
    const apply = async (part: Part): Promise<boolean> =>
      position === 0
        ? applyClosing(context, part, report, onResult)
        : (await applyPart(context, part, report, onResult)) === 'done';
    const queue = groupBySeries(context, phase).values();
    const work = async () => {
      for (const part of unfold(queue)) {
        if (stopped.has(part.pairPlan.pairId)) continue;
        if (report.fatal ?? context.signal.aborted) skip(part, onResult);
        else if (!(await apply(part))) stopped.add(part.pairPlan.pairId);
        else if (part.to === part.pairPlan.operations.length) doneIds.push(part.pairPlan.pairId);
      }
    };
    // All come to their end before the run does, also where one of them cannot go on: the next run must not meet them.
    const ends = await Promise.allSettled(Array.from({ length: PAIRS_AT_ONCE }, () => endAllOnFailure(work, report)));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  }
  for (const pairPlan of plan.ready) {
    if (pairPlan.operations.length === 0) settlePair(context, pairPlan);
  }
  await commitPairs(context);
  report.donePairs = doneIds.flatMap((id) => context.index.get(id) ?? []);
  return report;
}

/** What cannot even be judged, as a store that takes no more, ends the work of the others too. */
async function endAllOnFailure(work: () => Promise<void>, report: ApplyReport): Promise<void> {
  try {
    await work();
  } catch (error) {
    report.fatal ??= error as Error;
    throw error;
  }
}

/**
 * What is written one after the other: a write to an occurrence gives the whole series another etag, so that of several
 * at once all but one would be refused.
 */
function groupBySeries(context: RunContext, parts: Part[]): Part[][] {
  const groups = new Map<string, Part[]>();
  for (const part of parts) {
    const { pairId, operations } = part.pairPlan;
    const inOutlook = operations.some(({ write }) => write.side === 'outlook');
    const series = context.index.get(pairId)?.outlook.seen?.seriesMasterId;
    const key = inOutlook && series ? `series ${series}` : pairId;
    groups.set(key, [...(groups.get(key) ?? []), part]);
  }
  return [...groups.values()];
}

function* unfold<T>(lists: Iterable<T[]>): Generator<T> {
  for (const list of lists) yield* list;
}

function isCreatingEvent({ operations }: PairPlan): boolean {
  return operations.some(({ write }) => write.side === 'outlook' && write.action === 'create');
}

function skip({ pairPlan, from, to }: Part, onResult: OnResult): void {
  for (const operation of pairPlan.operations.slice(from, to)) onResult(operation, 'skipped', 'run_ended');
}
