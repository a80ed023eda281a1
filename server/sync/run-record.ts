import type { Pair } from './core/pair.ts';
import type { Plan } from './core/plan.ts';
import type { PlannedOperation } from './core/plan-types.ts';
import type { Operation, OperationResult, Run, SideCounts } from './core/run.ts';
import { findObstacle } from './core/plan-outlook-entry.ts';

export function startRun(id: string, kind: Run['kind'], startedAt: string, background = false): Run {
  return {
    id,
    kind,
    dryRun: kind === 'dry_run',
    background,
    state: 'running',
    startedAt,
    finishedAt: null,
    error: null,
    requests: { graph: 0, lupax: 0 },
    counts: { outlook: makeCounts(), lupax: makeCounts() },
    operations: [],
    parkedPairIds: [],
    undone: false,
  };
}

function makeCounts(): SideCounts {
  return { created: 0, updated: 0, deleted: 0, unchanged: 0, skipped: 0, failed: 0 };
}

const COUNT_OF_ACTION = { create: 'created', update: 'updated', delete: 'deleted' } as const;

/**
 * Adds an operation to the run's record and to its counts. What a dry run plans counts as if it were done; what waits
 * for approval does not count yet.
 * @param why of what was not done: the reason it was skipped, or the code of the error it failed with
 */
export function recordOperation(
  run: Run,
  operation: PlannedOperation,
  result: OperationResult,
  why?: string,
): Operation {
  const { side, action } = operation.write;
  const reason = result === 'failed' ? operation.reason : (why ?? operation.reason);
  const record: Operation = { side, action, title: operation.title, reason, result };
  if (result === 'failed' && why !== undefined) record.failure = why;
  if (operation.loosens) record.loosens = true;
  if (operation.lost) record.lost = operation.lost;
  run.operations.push(record);
  const counts = run.counts[side];
  if (result === 'planned' && !run.dryRun) return record;
  if (result === 'failed') counts.failed += 1;
  else if (result === 'skipped') counts.skipped += 1;
  else counts[COUNT_OF_ACTION[action]] += 1;
  return record;
}

/** Entries for which nothing had to be done: in sync, or left out. */
export interface IdleCounts {
  unchanged: number;
  skipped: number;
}

/** Counts the entries that needed nothing, and those that are left out. */
export function countIdle(
  plan: Plan,
  pairs: { get(id: string): Pair | undefined },
  includeFreeEvents: boolean,
): IdleCounts {
  const idle = { unchanged: 0, skipped: 0 };
  for (const { pairId, operations, outcome } of [...plan.ready, ...plan.resting]) {
    const pair = operations.length === 0 && pairs.get(pairId);
    if (!pair) continue;
    if (outcome === 'in_sync') idle.unchanged += 1;
    else if (pair.origin === 'outlook' && pair.outlook.seen && findObstacle(pair.outlook.seen, { includeFreeEvents })) {
      idle.skipped += 1;
    }
  }
  return idle;
}

/** Takes them into the run's record; of the run's last plan. */
export function recordIdle({ counts }: Run, { unchanged, skipped }: IdleCounts): void {
  counts.outlook.unchanged += unchanged;
  counts.lupax.unchanged += unchanged;
  counts.outlook.skipped += skipped;
}
