import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { RunLeases } from '../store/run-leases.ts';
import type { Store, UserId } from '../store/types.ts';
import type { RunListener } from './types.ts';
import { updateRecord } from './update-record.ts';

/** How often it is looked whether a run of another process goes on. */
const LOOK_MS = 250;

/** Runs that other processes work on: known by their leases and by their records. */
export interface RunsElsewhere {
  /**
   * Waits for the run together with whoever started it; unless in the background, so its record stays.
   * @returns false when it is over, or nobody can say yet: the mailbox is to be asked for again
   */
  join(user: UserId, runId: string, options: { background: boolean }): Promise<boolean>;
  /**
   * Waits for a run that nobody asked for, at most so long: it may have looked before what its user asks for now, and
   * nobody is refused because of it.
   */
  letBackgroundPass(user: UserId, patienceMs: number): Promise<void>;
  /** Waits until no process works on the mailbox any more. */
  settle(user: UserId): Promise<void>;
  /** @returns a function that ends the subscription */
  watch(user: UserId, runId: string, listener: RunListener): () => void;
}

/** Waits for a while, without keeping the process alive for it. */
export type Pause = (ms: number) => Promise<void>;

const pauseReally: Pause = (ms) => sleep(ms, undefined, { ref: false });

export function createRunsElsewhere(
  store: Store,
  leases: RunLeases,
  log: Logger,
  pause: Pause = pauseReally,
): RunsElsewhere {
  async function follow(user: UserId, runId: string, listener: RunListener, isOver: () => boolean): Promise<void> {
    let told = '';
    while (!isOver()) {
      const holder = await leases.find(user);
      if (holder?.runId !== runId) break;
      const { done, total } = holder;
      if (total > 0 && told !== `${done}/${total}`) listener({ type: 'progress', done, total });
      told = `${done}/${total}`;
      await pause(LOOK_MS);
    }
    const run = (await store.openUser(user)).get('runs', runId);
    if (run && run.state !== 'running' && !isOver()) listener({ type: 'end', run });
  }

  return {
    async join(user, runId, { background }) {
      const document = await store.openUser(user);
      const record = await updateRecord(document, 'runs', runId, (run) =>
        run.state === 'running' && run.background && !background ? { ...run, background } : null,
      );
      if (record?.state === 'running') return true;
      await pause(LOOK_MS);
      return false;
    },

    async letBackgroundPass(user, patienceMs) {
      for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += LOOK_MS) {
        if (waitedMs > 0) await pause(LOOK_MS);
        const holder = await leases.find(user);
        const run = holder && (await store.openUser(user)).get('runs', holder.runId);
        if (!run?.background) return;
      }
    },

    async settle(user) {
      while (await leases.find(user)) await pause(LOOK_MS);
    },

    watch(user, runId, listener) {
      let over = false;
      follow(user, runId, listener, () => over).catch((error: unknown) =>
        log.warn({ err: error }, 'a run of another process could not be followed'),
      );
      return () => (over = true);
    },
  };
}
