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

/** Counts the entries that needed nothing, and those that are left out. Called with the run's last plan. */
export function countRest(
  run: Run,
  plan: Plan,
  pairs: { get(id: string): Pair | undefined },
  includeFreeEvents: boolean,
): void {
  const idle = [...plan.ready, ...plan.resting].filter((pairPlan) => pairPlan.operations.length === 0);
  for (const pairPlan of idle) {
    const pair = pairs.get(pairPlan.pairId);
    if (!pair) continue;
    if (pairPlan.outcome === 'in_sync') {
      run.counts.outlook.unchanged += 1;
      run.counts.lupax.unchanged += 1;
    } else if (
      pair.origin === 'outlook' &&
      pair.outlook.seen &&
      findObstacle(pair.outlook.seen, { includeFreeEvents })
    ) {
      run.counts.outlook.skipped += 1;
    }
  }
}
