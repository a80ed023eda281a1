import { AsyncLocalStorage } from 'node:async_hooks';

/** What every log line of a piece of work bears, however deep below it is written. */
export interface LogContext {
  /** Id of the run. */
  run?: string;
}

const storage = new AsyncLocalStorage<LogContext>();

/** Carries out the work of a run: the lines that it writes bear the run's id. */
export function withRunId<T>(run: string, work: () => T): T {
  return storage.run({ run }, work);
}

export function readLogContext(): LogContext {
  return { ...storage.getStore() };
}
