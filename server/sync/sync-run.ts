import { applyPlan } from './apply.ts';
import { listAttention } from './attention.ts';
import { commitPairs } from './commit-pairs.ts';
import { makePlanContext, type RunContext } from './context.ts';
import { describeConflict } from './core/conflict.ts';
import type { SideName } from './core/entry.ts';
import type { PairPlan, PlanContext } from './core/plan-types.ts';
import type { Run } from './core/run.ts';
import { planAll, type Plan } from './core/plan.ts';
import { lookAhead, type DoneRound } from './look-ahead.ts';
import { makeOnlineMeetings } from './online-meetings.ts';
import { observe, type CalendarFailure, type Sides } from './observe.ts';
import { RunInterrupted } from './run-errors.ts';
import { findQuiet, noteQuiet, QUIET_PLAN } from './quiet-mailboxes.ts';
import { countIdle, recordIdle, recordOperation } from './run-record.ts';
import type { RunListener } from './types.ts';
import type { UserDocument } from '../store/types.ts';

/** Observe and apply again at most so often: own writes are read back, and what changed meanwhile is planned anew. */
const MAX_ROUNDS = 4;
const ALL_SIDES: Sides = { outlook: true, lupax: true, projects: true };

export interface SyncOutcome {
  failures: CalendarFailure[];
  /** Why the run stopped early; null when it went through. */
  fatal: Error | null;
}

type CountedEntries = Record<SideName, Set<string>>;

/** Ids of entries, and of the calendars that were read. */
interface RoundLimits {
  approved: ReadonlySet<string>;
  failed: ReadonlySet<string>;
  read: ReadonlySet<string>;
  counted: CountedEntries;
}

/**
 * One synchronisation: observe → plan → apply, again while something was written, until both sides agree.
 * A dry run ends after the first plan. What the brake holds back is left in `run.parkedPairIds`.
 * @throws GraphError, LupaxError when a side could not be read at all
 */
export async function runSync(
  context: RunContext,
  run: Run,
  options: { approved: ReadonlySet<string> },
  report: RunListener,
): Promise<SyncOutcome> {
  const outcome: SyncOutcome = { failures: [], fatal: null };
  const failed = new Set<string>();
  let read: ReadonlySet<string> = new Set();
  const counted: CountedEntries = { outlook: new Set(), lupax: new Set() };
  let sides: Sides = ALL_SIDES;
  let done: DoneRound = { plan: QUIET_PLAN, donePairs: [] };
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    // Both come to their end before the run does, also where one of them fails.
    const [observed, looked] = await Promise.allSettled([observe(context, sides), lookAhead(context, done)]);
    if (observed.status === 'rejected') throw observed.reason;
    if (looked.status === 'rejected') throw looked.reason;
    const { failures, readIds } = observed.value;
    if (round === 1) outcome.failures = failures;
    if (sides.outlook) read = readIds;
    const planContext = makePlanContext(context);
    const quiet = findQuiet(context, planContext);
    const planned = [...context.index.all()];
    const plan = quiet ? QUIET_PLAN : planRound(context, planContext, run, { ...options, failed, read, counted });
    const idle = plan.ready.every((pairPlan) => pairPlan.operations.length === 0);
    if (idle && round < MAX_ROUNDS && !run.dryRun && context.takeAsked()) {
      sides = ALL_SIDES;
      continue;
    }
    const last = round === MAX_ROUNDS || run.dryRun || idle;
    const rest = last ? (quiet ?? countIdle(plan, context.index, context.choices.settings.includeFreeEvents)) : null;
    if (rest) recordIdle(run, rest);
    if (run.dryRun) {
      for (const pairPlan of [...plan.ready, ...plan.braked]) {
        for (const operation of pairPlan.operations) recordOperation(run, operation, 'planned');
      }
      return outcome;
    }
    park(run, plan);
    countBraked(counted, [...plan.ready, ...plan.braked], options.approved);
    await noteAttention(context, plan);
    const applied = await applyReady(context, run, plan, report);
    for (const id of applied.failedPairIds) failed.add(id);
    outcome.fatal = applied.fatal ?? (context.signal.aborted ? new RunInterrupted() : null);
    if (outcome.fatal) return outcome;
    if (rest && !quiet) noteQuiet(context, planContext, { pairs: planned, plan, idle: rest });
    const hasWritten = applied.written.outlook || applied.written.lupax;
    if (!hasWritten && !context.takeAsked()) break;
    done = { plan, donePairs: applied.donePairs };
    sides = hasWritten ? { ...applied.written, projects: false } : ALL_SIDES;
  }
  // Once everything else is as it should be: a meeting is made of the event that then is there.
  await makeOnlineMeetings(context, run);
  return outcome;
}

function planRound(
  context: RunContext,
  planContext: PlanContext,
  run: Run,
  { approved, failed, read, counted }: RoundLimits,
): Plan {
  const limits = {
    parked: new Set([...listParked(context.document), ...run.parkedPairIds]),
    approved,
    counted,
    now: new Date(context.now()).toISOString(),
  };
  const plan = planAll(context.index.all(), planContext, limits);
  const isBlind = (pairPlan: PairPlan): boolean => concernsUnread(context, pairPlan, read);
  return {
    ...plan,
    ready: plan.ready.filter((pairPlan) => !failed.has(pairPlan.pairId) && !isBlind(pairPlan)),
    braked: plan.braked.filter((pairPlan) => !isBlind(pairPlan)),
  };
}

/**
 * Whether the plan goes by a calendar that was not read in this run because it could not be: it may show an entry to more people than it may by now, or make it twice. Only what shows less is carried out there.
 */
function concernsUnread(context: RunContext, { pairId, operations }: PairPlan, read: ReadonlySet<string>): boolean {
  if (operations.length === 0 || operations.some((operation) => operation.tightens)) return false;
  const created = operations.flatMap(({ write }) => ('calendarId' in write ? [write.calendarId] : []));
  const home = context.index.get(pairId)?.calendarId;
  // Nobody reads a calendar that is switched off: what is planned all the same does not go by it.
  const known = home && context.document.get('calendars', home)?.direction !== 'off' ? [home] : [];
  return [...known, ...created].some((id) => !read.has(id));
}

/** Entries that wait for approval in an earlier run. */
function listParked(document: UserDocument): Set<string> {
  const waiting = [...document.list('runs').values()].filter((run) => run.state === 'waiting_for_approval');
  return new Set(waiting.flatMap((run) => run.parkedPairIds));
}

/** The brake is for the whole run, however many rounds it takes. */
function countBraked(counted: CountedEntries, plans: PairPlan[], approved: ReadonlySet<string>): void {
  for (const { pairId, operations } of plans) {
    if (approved.has(pairId)) continue;
    for (const { brake, write } of operations) if (brake !== null) counted[write.side].add(pairId);
  }
}

/** Notes what the brake holds back, once per entry. */
function park(run: Run, plan: Plan): void {
  const parked = new Set(run.parkedPairIds);
  for (const pairPlan of plan.braked) {
    if (parked.has(pairPlan.pairId)) continue;
    run.parkedPairIds.push(pairPlan.pairId);
    for (const operation of pairPlan.operations) recordOperation(run, operation, 'planned');
  }
}

async function noteAttention(context: RunContext, plan: Plan): Promise<void> {
  await commitPairs(context, () => listAttention(context, plan.ready));
}

function applyReady(context: RunContext, run: Run, plan: Plan, report: RunListener) {
  const total = plan.ready.reduce((sum, pairPlan) => sum + pairPlan.operations.length, 0);
  let done = 0;
  return applyPlan(context, plan, (operation, result, why) => {
    const record = recordOperation(run, operation, result, why);
    const pair = context.index.get(operation.pairId);
    if (result === 'conflict' && operation.lost && pair) {
      record.conflict = describeConflict(pair, operation.lost, context.choices.settings.conflictWinner);
    }
    done += 1;
    report({ type: 'progress', done, total });
  });
}
