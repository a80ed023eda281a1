import type { Logger } from 'pino';
import type { Change, UserDocument } from '../store/types.ts';
import type { Run } from './core/run.ts';
import type { CalendarFailure } from './observe.ts';
import { JOURNAL_LIFETIME_MS } from './journal.ts';
import { describeRunError } from './run-errors.ts';

/** Runs that are kept; those that wait for approval are kept in any case. */
const KEPT_RUNS = 100;

/** Stores the run's record, and drops the oldest ones. */
export async function keepRun(document: UserDocument, run: Run): Promise<void> {
  await document.commit([
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
  const changes: Change[] = [
    { collection: 'runs', key: run.id, value: structuredClone(run) },
    ...dropOldRuns(document, run.id),
    ...dropOldJournals(document, run, now),
  ];
  const link = document.get('link', 'self');
  if (link && !outcome.fatal && !run.dryRun) {
    changes.push({ collection: 'link', key: 'self', value: { ...link, lastSuccessAt: now } });
    const failed = new Set(outcome.failures.map((failure) => failure.calendarId));
    for (const calendar of document.list('calendars').values()) {
      if (calendar.direction === 'off' || failed.has(calendar.id)) continue;
      changes.push({ collection: 'calendars', key: calendar.id, value: { ...calendar, lastSyncedAt: now } });
    }
  }
  await document.commit(changes);
}
