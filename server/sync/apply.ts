import { ensureMasterCategory } from './category.ts';
import { commitPairs, type RunContext } from './context.ts';
import { announceIntent } from './core/intent.ts';
import type { Appointment } from './core/lupax-entry.ts';
import type { OutlookEvent } from './core/outlook-event.ts';
import type { Plan } from './core/plan.ts';
import type { PairPlan, PlannedOperation } from './core/plan-types.ts';
import type { OperationResult } from './core/run.ts';
import { noteFailure, noteWrite, settlePair } from './bookkeeping.ts';
import { judgeWriteError } from './write-errors.ts';
import { writeToLupax } from './write-lupax.ts';
import { writeToOutlook } from './write-outlook.ts';

/** Entries that are written at the same time; the mailbox itself lets no more than four requests through. */
const PAIRS_AT_ONCE = 8;
/** Unanswered writes after which the rest of the plan waits for the next sync. */
const TOLERATED_OUTAGES = 5;

export interface ApplyReport {
  /** Sides that were written to. */
  written: { outlook: boolean; lupax: boolean };
  /** Entries whose writes failed: not tried again in this run. */
  failedPairIds: Set<string>;
  /** Why the rest of the plan was not carried out. */
  fatal: Error | null;
}

/** Told of each operation as it ends. */
export type OnResult = (operation: PlannedOperation, result: OperationResult, reason?: string) => void;

/**
 * Carries out the ready part of a plan: all tightening first, then creates and updates, deletions last. Each answered
 * write is committed before anything else happens to its entry.
 */
export async function applyPlan(context: RunContext, plan: Plan, onResult: OnResult): Promise<ApplyReport> {
  const report: ApplyReport = {
    written: { outlook: false, lupax: false },
    failedPairIds: new Set(),
    fatal: null,
  };
  const outages = { count: 0 };
  const isTightening = (pairPlan: PairPlan) => pairPlan.operations.some((operation) => operation.tightens);
  const isDeleting = (pairPlan: PairPlan) =>
    pairPlan.operations.some((operation) => operation.write.action === 'delete');
  const busy = plan.ready.filter((pairPlan) => pairPlan.operations.length > 0);
  for (const pairPlan of busy) {
    const pair = context.index.get(pairPlan.pairId);
    const announced = pair && announceIntent(pair, pairPlan);
    if (announced && announced !== pair) context.index.put(announced);
  }
  await commitPairs(context);
  const phases = [
    busy.filter(isTightening),
    busy.filter((pairPlan) => !isTightening(pairPlan) && !isDeleting(pairPlan)),
    busy.filter((pairPlan) => !isTightening(pairPlan) && isDeleting(pairPlan)),
  ];
  for (const [position, phase] of phases.entries()) {
    // Only what tightens comes before the category that created events bear.
    if (position === 1 && !report.fatal && phase.some(isCreatingEvent)) await ensureMasterCategory(context);
    const queue = groupBySeries(context, phase).values();
    const work = async () => {
      for (const pairPlan of unfold(queue)) {
        if (report.fatal ?? context.signal.aborted) skip(pairPlan, onResult);
        else await applyPair(context, pairPlan, report, outages, onResult);
      }
    };
    await Promise.all(Array.from({ length: PAIRS_AT_ONCE }, work));
  }
  for (const pairPlan of plan.ready) {
    if (pairPlan.operations.length === 0) settlePair(context, pairPlan);
  }
  await commitPairs(context);
  return report;
}

/**
 * What is written one after the other: a write to an occurrence gives the whole series another etag, so that of several
 * at once all but one would be refused.
 */
function groupBySeries(context: RunContext, plans: PairPlan[]): PairPlan[][] {
  const groups = new Map<string, PairPlan[]>();
  for (const pairPlan of plans) {
    const inOutlook = pairPlan.operations.some(({ write }) => write.side === 'outlook');
    const series = context.index.get(pairPlan.pairId)?.outlook.seen?.seriesMasterId;
    const key = inOutlook && series ? `series ${series}` : pairPlan.pairId;
    groups.set(key, [...(groups.get(key) ?? []), pairPlan]);
  }
  return [...groups.values()];
}

function* unfold<T>(lists: Iterable<T[]>): Generator<T> {
  for (const list of lists) yield* list;
}

function isCreatingEvent({ operations }: PairPlan): boolean {
  return operations.some(({ write }) => write.side === 'outlook' && write.action === 'create');
}

function skip(pairPlan: PairPlan, onResult: OnResult): void {
  for (const operation of pairPlan.operations) onResult(operation, 'skipped', 'run_ended');
}

async function applyPair(
  context: RunContext,
  pairPlan: PairPlan,
  report: ApplyReport,
  outages: { count: number },
  onResult: OnResult,
): Promise<void> {
  for (const [position, operation] of pairPlan.operations.entries()) {
    const before = context.index.get(operation.pairId)!;
    try {
      const answer = await write(context, operation);
      report.written[operation.write.side] = true;
      const { side, action } = operation.write;
      const image = context.journal.note(before, side, action, answer);
      const later = pairPlan.operations.slice(position + 1);
      noteWrite(context, operation, answer, later);
      if (later.length === 0) settlePair(context, pairPlan);
      await commitPairs(context, () => [image]);
      onResult(operation, operation.lost ? 'conflict' : 'done');
    } catch (error) {
      const severity = judgeWriteError(error);
      report.written[operation.write.side] = true;
      if (severity !== 'again') report.failedPairIds.add(operation.pairId);
      if (severity === 'permanent') noteFailure(context, operation, error as Error);
      if (severity === 'transient') outages.count += 1;
      if (severity === 'fatal' || outages.count > TOLERATED_OUTAGES) report.fatal ??= error as Error;
      await commitPairs(context);
      onResult(
        operation,
        severity === 'again' ? 'skipped' : 'failed',
        severity === 'again' ? 'changed_meanwhile' : undefined,
      );
      for (const rest of pairPlan.operations.slice(position + 1)) onResult(rest, 'skipped', 'changed_meanwhile');
      return;
    }
  }
}

function write(context: RunContext, operation: PlannedOperation): Promise<OutlookEvent | Appointment | null> {
  const { write } = operation;
  return write.side === 'outlook' ? writeToOutlook(context, operation, write) : writeToLupax(context, operation, write);
}
