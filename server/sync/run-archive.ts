import type { Logger } from 'pino';
import type { Change, UserDocument } from '../store/types.ts';
import type { Run } from './core/run.ts';
import { noteCalendars } from './calendar-failures.ts';
import type { CalendarFailure } from './observe.ts';
import { changeObstacle, isObstacle } from './obstacles.ts';
import { dropJournalOf, dropOldJournal } from './journal.ts';
import { commitChanges } from './update-record.ts';
import { describeRunError, RunInterrupted } from './run-errors.ts';

/** Runs that are kept; those that wait for approval are kept in any case. */
const KEPT_RUNS = 100;

/** A run that no process works on any more: the server ended in the middle of it. Nothing is lost; the next run goes on. */
export function endStale(run: Run): Run {
  const error = describeRunError(new RunInterrupted());
  return { ...run, state: 'failed', finishedAt: run.startedAt, error };
}

/** Stores a new run's record, ends the records of runs that a crash cut off, and drops the oldest ones. */
export async function keepRun(document: UserDocument, run: Run): Promise<void> {
  const build = (): Change[] => [
    ...[...document.list('runs').values()]
      .filter((other) => other.state === 'running' && other.id !== run.id)
      .map((other): Change => ({ collection: 'runs', key: other.id, value: endStale(other) })),
    { collection: 'runs', key: run.id, value: structuredClone(run) },
    ...dropOldRuns(document, run.id),
  ];
  // The first write that it announces makes it durable; before that, it has done nothing.
  await commitChanges(document, build, undefined, { mayBeLost: true });
}

/** With what they could be undone by. */
function dropOldRuns(document: UserDocument, keep: string): Change[] {
  const others = [...document.list('runs').values()].filter(
    (run) => run.id !== keep && run.state !== 'waiting_for_approval',
  );
  if (others.length < KEPT_RUNS) return [];
  const old = others.sort((a, b) => b.startedAt.localeCompare(a.startedAt)).slice(KEPT_RUNS - 1);
  return [
    ...old.map(({ id }): Change => ({ collection: 'runs', key: id, value: null })),
    ...dropJournalOf(document, new Set(old.map(({ id }) => id))),
  ];
}

/**
 * Ends the run's record: state, error, when the link and its calendars last succeeded, and what stops the link. A run of
 * the poller that found nothing to do, or what is listed already, or that the server's end cut off, leaves no record.
 */
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
  const { error } = run;
  const isNews = error !== null && error.code !== 'interrupted' && !document.get('attention', error.code);
  const isIdle = (run.state === 'done' || !isNews) && run.operations.length === 0;
  // Somebody who waits for it may have asked another process.
  const isBackground = (): boolean => run.background && document.get('runs', run.id)?.background !== false;
  const build = (): Change[] => [
    { collection: 'runs', key: run.id, value: isIdle && isBackground() ? null : structuredClone(run) },
    ...dropOldRuns(document, run.id),
    ...dropOldJournal(document, now),
    ...noteObstacle(document, run, now),
    ...(outcome.fatal || run.dryRun ? [] : noteSuccess(document, run, outcome.failures, now)),
  ];
  const isQuiet = run.state === 'done' && run.operations.length === 0;
  await commitChanges(document, build, undefined, { mayBeLost: isQuiet });
}

/** An outage says nothing about what stood in the way before it. */
function noteObstacle(document: UserDocument, run: Run, now: string): Change[] {
  if (!document.get('link', 'self')) return [];
  if (run.error === null) return changeObstacle(document, null, now);
  return isObstacle(run.error.code) ? changeObstacle(document, run.error.code, now) : [];
}

function noteSuccess(document: UserDocument, run: Run, failures: CalendarFailure[], now: string): Change[] {
  const link = document.get('link', 'self');
  if (!link) return [];
  return [
    { collection: 'link', key: 'self', value: { ...link, lastSuccessAt: now } },
    // Undoing reads no calendar.
    ...(run.kind === 'sync' ? noteCalendars(document, failures, now) : []),
  ];
}
