import type { Logger } from 'pino';
import type { Change, UserDocument } from '../store/types.ts';
import type { Run } from './core/run.ts';
import type { CalendarFailure } from './observe.ts';
import { JOURNAL_LIFETIME_MS } from './journal.ts';
import { commitChanges } from './update-record.ts';
import { describeRunError } from './run-errors.ts';

/** Runs that are kept; those that wait for approval are kept in any case. */
const KEPT_RUNS = 100;

/** A run that no process works on any more: the server ended in the middle of it. Nothing is lost; the next run goes on. */
export function endStale(run: Run): Run {
  const error = { code: 'interrupted', detail: 'the server ended during the run' };
  return { ...run, state: 'failed', finishedAt: run.startedAt, error };
}

/** Stores a new run's record, ends the records of runs that a crash cut off, and drops the oldest ones. */
export async function keepRun(document: UserDocument, run: Run): Promise<void> {
  const stale = [...document.list('runs').values()].filter((other) => other.state === 'running' && other.id !== run.id);
  await document.commit([
    ...stale.map((other): Change => ({ collection: 'runs', key: other.id, value: endStale(other) })),

    { collection: 'runs', key: run.id, value: structuredClone(run) },
    ...dropOldRuns(document, run.id),
  ]);
}

function dropOldRuns(document: UserDocument, keep: string): Change[] {
  const others = [...document.list('runs').values()]
    .filter((run) => run.id !== keep && run.state !== 'waiting_for_approval')
    .sort((a, b) => b.startedAt.localeCompare(a.startedAt));
  return others.slice(KEPT_RUNS - 1).map((run) => ({ collection: 'runs', key: run.id, value: null }));
}

function dropOldJournals(document: UserDocument, current: Run, now: string): Change[] {
  const limit = new Date(Date.parse(now) - JOURNAL_LIFETIME_MS).toISOString();
  return [...document.list('runs').values()]
    .filter((run) => run.id !== current.id && run.undo !== null && run.startedAt < limit)
    .map((run) => ({ collection: 'runs', key: run.id, value: { ...run, undo: null } }));
}

/** Ends the run's record: state, error, and when the link and its calendars last succeeded. */
export async function finishRun(
  document: UserDocument,
  run: Run,
  outcome: { fatal: Error | null; failures: CalendarFailure[] },
  now: string,
  log: Logger,
): Promise<void> {
  run.finishedAt = now;
  run.counts.outlook.failed += outcome.failures.length;
  if (outcome.fatal) {
    run.state = 'failed';
    run.error = describeRunError(outcome.fatal);
    const cause = run.error.code === 'internal' ? { err: outcome.fatal } : {};
    log.warn({ code: run.error.code, ...cause }, 'the run failed');
  } else {
    run.state = run.parkedPairIds.length > 0 ? 'waiting_for_approval' : 'done';
  }
  const idle = run.background && run.state === 'done' && run.operations.length === 0;
  await commitChanges(document, () => [
    { collection: 'runs', key: run.id, value: idle ? null : structuredClone(run) },
    ...dropOldRuns(document, run.id),
    ...dropOldJournals(document, run, now),
    ...(outcome.fatal || run.dryRun ? [] : noteSuccess(document, outcome.failures, now)),
  ]);
}

function noteSuccess(document: UserDocument, failures: CalendarFailure[], now: string): Change[] {
  const link = document.get('link', 'self');
  if (!link) return [];
  const failed = new Set(failures.map((failure) => failure.calendarId));
  const calendars = [...document.list('calendars').values()].filter(
    (calendar) => calendar.direction !== 'off' && !failed.has(calendar.id),
  );
  return [
    { collection: 'link', key: 'self', value: { ...link, lastSuccessAt: now } },
    ...calendars.map((calendar): Change => ({
      collection: 'calendars',
      key: calendar.id,
      value: { ...calendar, lastSyncedAt: now },
    })),
  ];
}
