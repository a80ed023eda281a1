import { listAgreedFields, noteFailure, noteWrite, settlePair } from './bookkeeping.ts';
import { commitTogether, commitWhenDue } from './commit-pairs.ts';
import type { RunContext } from './context.ts';
import { announceCreate, announceUpdate } from './core/intent.ts';
import type { Appointment } from './core/lupax-entry.ts';
import type { OutlookEvent } from './core/outlook-event.ts';
import type { Pair } from './core/pair.ts';
import type { PairPlan, PlannedOperation } from './core/plan-types.ts';
import type { OperationResult } from './core/run.ts';
import { settlePairAnnounced } from './settle-announced.ts';
import { ChangedMeanwhile, codeOf, judgeWriteError } from './write-errors.ts';
import { writeToLupax } from './write-lupax.ts';
import { writeToOutlook } from './write-outlook.ts';

/** Unanswered writes after which the rest of the plan waits for the next sync. */
const TOLERATED_OUTAGES = 5;

export interface ApplyReport {
  /** Sides that were written to. */
  written: { outlook: boolean; lupax: boolean };
  /** Entries whose writes failed: not tried again in this run. */
  failedPairIds: Set<string>;
  /** Entries whose plan was carried out to its end, as they were after it. */
  donePairs: Pair[];
  /** Why the rest of the plan was not carried out. */
  fatal: Error | null;
  /** Writes that went unanswered. */
  outages: number;
}

/** Told of each operation as it ends, and why where it was skipped (a reason) or failed (the error's code). */
export type OnResult = (operation: PlannedOperation, result: OperationResult, why?: string) => void;

/** Operations of an entry's plan that are carried out together: from one to before another. */
export interface Part {
  pairPlan: PairPlan;
  from: number;
  to: number;
}

/** `changed`: the entry was changed since it was read, and was read again. */
export type PartEnd = 'done' | 'changed' | 'failed';

/**
 * Each write is announced before it is sent, and each answered one is committed before anything else happens to its entry.
 * Once the run has to end, what was announced and waits for its turn is not sent any more.
 */
export async function applyPart(
  context: RunContext,
  { pairPlan, from, to }: Part,
  report: ApplyReport,
  onResult: OnResult,
): Promise<PartEnd> {
  for (const [position, operation] of pairPlan.operations.entries()) {
    if (position < from || position >= to) continue;
    const before = context.index.get(operation.pairId)!;
    const later = pairPlan.operations.slice(position + 1);
    const announced = announce(context, before, operation, later, pairPlan);
    if (announced !== before) {
      context.index.put(announced);
      await commitTogether(context);
    }
    await context.turns.take(operation.write.side);
    if (report.fatal ?? context.signal.aborted) {
      leaveTurn(context, operation);
      if (announced !== before) context.index.put(before);
      for (const open of [operation, ...later]) onResult(open, 'skipped', 'run_ended');
      return 'failed';
    }
    try {
      const repeats = before.pending?.side === operation.write.side;
      const answer = await write(context, operation, repeats).finally(() => leaveTurn(context, operation));
      report.written[operation.write.side] = true;
      const { side, action } = operation.write;
      noteWrite(context, { operation, later, plan: pairPlan }, answer);
      if (later.length === 0) settlePair(context, pairPlan);
      context.journal.note(before, side, action, answer);
      await commitTogether(context);
      onResult(operation, operation.lost ? 'conflict' : 'done');
    } catch (error) {
      const severity = judgeWriteError(error);
      report.written[operation.write.side] = true;
      // What was refused because the entry had changed was read since.
      if (error instanceof ChangedMeanwhile) settlePairAnnounced(context, operation.pairId, error);
      else report.failedPairIds.add(operation.pairId);
      if (severity === 'permanent') noteFailure(context, operation, error as Error);
      if (severity === 'transient') report.outages += 1;
      if (severity === 'fatal' || report.outages > TOLERATED_OUTAGES) report.fatal ??= error as Error;
      await commitTogether(context);
      if (severity === 'again') onResult(operation, 'skipped', 'changed_meanwhile');
      else onResult(operation, 'failed', codeOf(error));
      for (const rest of later) onResult(rest, 'skipped', 'changed_meanwhile');
      return severity === 'again' ? 'changed' : 'failed';
    }
  }
  return 'done';
}

function leaveTurn(context: RunContext, { write }: PlannedOperation): void {
  context.turns.leave(write.side);
  commitWhenDue(context);
}

/** The entry with what is about to be written; the same one where nothing has to be noted. */
function announce(
  context: RunContext,
  pair: Pair,
  operation: PlannedOperation,
  later: PlannedOperation[],
  plan: PairPlan,
): Pair {
  const updated = announceUpdate(pair, operation, listAgreedFields(operation, later), plan);
  return announceCreate(updated, operation, context.makeKey, new Date(context.now()).toISOString());
}

function write(
  context: RunContext,
  operation: PlannedOperation,
  repeats: boolean,
): Promise<OutlookEvent | Appointment | null> {
  const { write } = operation;
  return write.side === 'outlook'
    ? writeToOutlook(context, operation, write, repeats)
    : writeToLupax(context, operation, write, repeats);
}
