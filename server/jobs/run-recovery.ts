import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { AbandonedRun, RunLeases } from '../store/run-leases.ts';
import type { Store, UserId } from '../store/types.ts';
import { closeRuns } from './interrupted-runs.ts';

/** Together with the time that a lease lasts, less than the half minute within which another process goes on. */
const LOOK_MS = 3_000;

export interface RunRecovery {
  stop(): Promise<void>;
}

export interface RecoveryDeps {
  leases: Pick<RunLeases, 'reclaim'>;
  store: Pick<Store, 'openUser'>;
  /** Asks for a synchronisation of the user, now. */
  goOn: (user: UserId) => Promise<void>;
  log: Logger;
}

/**
 * Goes on where another process has died: ends the record of the run that it was at, and has the mailbox looked at again
 * if that was a synchronisation. Taking back and undoing are for the person to ask for again.
 * @returns what looks once. Abandoned runs are handed out once, so what fails is tried again with the next look
 */
export function createRunRecovery({ leases, store, goOn, log }: RecoveryDeps): () => Promise<void> {
  let left: AbandonedRun[] = [];

  async function recover({ user, runId, kind }: AbandonedRun): Promise<void> {
    const closed = await closeRuns(await store.openUser(user), (run) => run.id === runId);
    log.warn({ runId, closed }, 'a run was abandoned by its process');
    if (kind === 'sync') await goOn(user);
  }

  return async () => {
    const found = [...left, ...(await leases.reclaim())];
    left = [];
    for (const abandoned of found) {
      try {
        await recover(abandoned);
      } catch (error) {
        log.error({ err: error, runId: abandoned.runId }, 'an abandoned run could not be ended');
        left.push(abandoned);
      }
    }
  };
}

/** Looks for abandoned runs again and again. */
export function startRunRecovery(deps: RecoveryDeps & { lookMs?: number }): RunRecovery {
  const { log, lookMs = LOOK_MS } = deps;
  const look = createRunRecovery(deps);
  const stopping = new AbortController();

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await look();
      } catch (error) {
        log.error({ err: error }, 'abandoned runs could not be looked for');
      }
      await sleep(lookMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
