import { ensureMasterCategory } from './category.ts';
import { commitPairs, type RunContext } from './context.ts';
import { announceIntent, announceUpdate, settleUpdate } from './core/intent.ts';
import type { Appointment } from './core/lupax-entry.ts';
import type { OutlookEvent } from './core/outlook-event.ts';
import type { Plan } from './core/plan.ts';
import type { PairPlan, PlannedOperation } from './core/plan-types.ts';
import type { OperationResult } from './core/run.ts';
import { listAgreedFields, noteFailure, noteWrite, settlePair } from './bookkeeping.ts';
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
  const stopped = new Set<string>();
  const isDeleting = (pairPlan: PairPlan) =>
    pairPlan.operations.some((operation) => operation.write.action === 'delete');
  const busy = plan.ready.filter((pairPlan) => pairPlan.operations.length > 0);
  for (const pairPlan of busy) {
    const pair = context.index.get(pairPlan.pairId);
    const announced = pair && announceIntent(pair, pairPlan);
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
    // Only what tightens comes before the category that created events bear.
    const creates = phase.some(({ pairPlan }) => isCreatingEvent(pairPlan));
    if (position === 1 && !report.fatal && creates) await ensureMasterCategory(context);
    const queue = groupBySeries(context, phase).values();
    const work = async () => {
      for (const part of unfold(queue)) {
        if (stopped.has(part.pairPlan.pairId)) continue;
        if (report.fatal ?? context.signal.aborted) skip(part, onResult);
        else if (!(await applyPart(context, part, report, outages, onResult))) stopped.add(part.pairPlan.pairId);
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

/** Operations of an entry's plan that are carried out together: from one to before another. */
interface Part {
  pairPlan: PairPlan;
  from: number;
  to: number;
}

/** What closes the entry, with what has to come before it, and the rest. */
function splitPlan(pairPlan: PairPlan): { closing: Part; after: Part } {
  const end = pairPlan.operations.findLastIndex((operation) => operation.tightens) + 1;
  return {
    closing: { pairPlan, from: 0, to: end },
    after: { pairPlan, from: end, to: pairPlan.operations.length },
  };
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

/** @returns whether all of it was carried out; if not, nothing else may be done with the entry in this round */
async function applyPart(
  context: RunContext,
  { pairPlan, from, to }: Part,
  report: ApplyReport,
  outages: { count: number },
  onResult: OnResult,
): Promise<boolean> {
  for (const [position, operation] of pairPlan.operations.entries()) {
    if (position < from || position >= to) continue;
    const before = context.index.get(operation.pairId)!;
    const later = pairPlan.operations.slice(position + 1);
    const announced = announceUpdate(before, operation, listAgreedFields(operation, later), pairPlan);
    if (announced !== before) {
      context.index.put(announced);
      await commitPairs(context);
    }
    try {
      const answer = await write(context, operation);
      report.written[operation.write.side] = true;
      const { side, action } = operation.write;
      const image = context.journal.note(before, side, action, answer);
      noteWrite(context, operation, answer, later);
      if (later.length === 0) settlePair(context, pairPlan);
      await commitPairs(context, () => [image]);
      onResult(operation, operation.lost ? 'conflict' : 'done');
    } catch (error) {
      const severity = judgeWriteError(error);
      report.written[operation.write.side] = true;
      if (severity === 'again') settleAnnounced(context, operation.pairId);
      else report.failedPairIds.add(operation.pairId);
      if (severity === 'permanent') noteFailure(context, operation, error as Error);
      if (severity === 'transient') outages.count += 1;
      if (severity === 'fatal' || outages.count > TOLERATED_OUTAGES) report.fatal ??= error as Error;
      await commitPairs(context);
      onResult(
        operation,
        severity === 'again' ? 'skipped' : 'failed',
        severity === 'again' ? 'changed_meanwhile' : undefined,
      );
      for (const rest of later) onResult(rest, 'skipped', 'changed_meanwhile');
      return false;
    }
  }
  return true;
}

/** What was refused because the entry had changed was read since. */
function settleAnnounced({ index }: RunContext, pairId: string): void {
  const pair = index.get(pairId);
  const settled = pair && settleUpdate(pair);
  if (settled && settled !== pair) index.put(settled);
}

function write(context: RunContext, operation: PlannedOperation): Promise<OutlookEvent | Appointment | null> {
  const { write } = operation;
  return write.side === 'outlook' ? writeToOutlook(context, operation, write) : writeToLupax(context, operation, write);
}
