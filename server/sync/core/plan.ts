import { findBraked } from './brake.ts';
import type { SideName } from './entry.ts';
import { fingerprintEvent, fingerprintLupax, fingerprintValue } from './fingerprint.ts';
import type { Pair } from './pair.ts';
import { planLupaxEntry } from './plan-lupax-entry.ts';
import { planOutlookEntry } from './plan-outlook-entry.ts';
import type { PairPlan, PlanContext, PlannedOperation } from './plan-types.ts';
import { describeContext, planUnlessQuiet } from './quiet-plans.ts';

export interface Plan {
  /** Entries whose plan may be carried out now, tightening first, deletions last. */
  ready: PairPlan[];
  /** Entries whose plan waits for approval. */
  braked: PairPlan[];
  /** Entries that are left alone: parked or discarded earlier, or waiting to be retried. */
  resting: PairPlan[];
  /** Plans an entry once it was written, in the same context: the next plan of all finds it quiet. */
  planAgain: (pair: Pair) => PairPlan;
}

export interface PlanLimits {
  /** Entries parked by an earlier run; they stay parked until that run is approved or discarded. */
  parked: ReadonlySet<string>;
  /** Entries whose counted operations were approved and pass the brake. */
  approved: ReadonlySet<string>;
  /** Entries that the brake has counted earlier in this run. */
  counted?: Record<SideName, ReadonlySet<string>>;
  /** UTC instant; entries that failed are left alone until their time has come. */
  now: string;
}

export function planPair(pair: Pair, context: PlanContext): PairPlan {
  return pair.origin === 'outlook' ? planOutlookEntry(pair, context) : planLupaxEntry(pair, context);
}

/** Plans all entries of a link. Pure: no clock, no I/O, same input, same plan. */
export function planAll(pairs: Iterable<Pair>, context: PlanContext, limits: PlanLimits): Plan {
  const open: PairPlan[] = [];
  const braked: PairPlan[] = [];
  const resting: PairPlan[] = [];
  const ready: [PairPlan[], PairPlan[], PairPlan[]] = [[], [], []];
  const entries: Record<SideName, number> = { outlook: 0, lupax: 0 };
  const key = describeContext(context);
  const planOne = (pair: Pair): PairPlan => planPair(pair, context);
  const planAgain = (pair: Pair): PairPlan => planUnlessQuiet(pair, key, planOne);
  for (const pair of pairs) {
    const pairPlan = planAgain(pair);
    if (pair.outlook.base !== null && pair.lupax.base !== null) {
      entries.outlook += 1;
      entries.lupax += 1;
    }
    (mustRest(pair, pairPlan, limits) ? resting : open).push(pairPlan);
  }
  const counted = open.filter(({ pairId, operations }) => operations.length > 0 && !limits.approved.has(pairId));
  const operations = counted.flatMap((pairPlan) => pairPlan.operations);
  const { pairIds } = findBraked(operations, entries, limits.counted);
  for (const pairPlan of open) {
    (pairIds.has(pairPlan.pairId) ? braked : ready[rank(pairPlan.operations)]).push(pairPlan);
  }
  return { ready: ready.flat(), braked, resting, planAgain };
}

function mustRest(pair: Pair, pairPlan: PairPlan, limits: PlanLimits): boolean {
  if (pairPlan.operations.length === 0) return false;
  const counted = pairPlan.operations.some((operation) => operation.brake !== null);
  if (counted && limits.parked.has(pair.id) && !limits.approved.has(pair.id)) return true;
  if (counted && pair.discarded !== null && pair.discarded === describeState(pair)) return true;
  const forced = pairPlan.operations.some((operation) => operation.tightens);
  return pair.retryAt !== null && pair.retryAt > limits.now && !forced;
}

/** 0 tightening, 1 everything else, 2 deletions. */
function rank(operations: readonly PlannedOperation[]): 0 | 1 | 2 {
  if (operations.length === 0) return 1;
  if (operations.some((operation) => operation.tightens)) return 0;
  return operations.some((operation) => operation.write.action === 'delete') ? 2 : 1;
}

/** Both sides as they are now, to tell whether something changed since a proposal was discarded. */
export function describeState(pair: Pair): string {
  return fingerprintValue([
    pair.outlook.seen && fingerprintEvent(pair.outlook.seen),
    pair.outlook.gone,
    pair.lupax.seen && fingerprintLupax(pair.lupax.seen),
    pair.lupax.gone,
  ]);
}
