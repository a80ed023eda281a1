import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Store, UserId } from '../store/types.ts';
import type { SyncService } from '../sync/types.ts';
import type { PollGate } from './poll-gate.ts';

/** Users are spread so that not all mailboxes are read at the same moment. */
const JITTER = 0.1;
const PARALLEL_POLLS = 8;
/** How often it is looked whether anybody is due. */
const LONGEST_TICK_MS = 1_000;
/** Users that could not be listed for so long are polled by nobody. */
const LONGEST_SILENCE_MS = 30_000;
/** A synchronisation may take long where it is throttled, but not all of them for so long. */
const STUCK_MS = 60 * 60 * 1000;

export interface Poller {
  /** Rejects when polling has stopped working: nobody is looked for any more, or every place is taken by one that hangs. */
  check(): Promise<void>;
  /** When a user is looked at next, in milliseconds since 1970; null while nobody knows. */
  readNextPoll(user: UserId): number | null;
  /** How long the user who waits longest has been due, in milliseconds; 0 when nobody is. */
  readOverdueMs(): number;
  /** Starts nothing new, and waits for what is under way. */
  stop(): Promise<void>;
}

export interface PollerDeps {
  store: Pick<Store, 'listUsers' | 'openUser'>;
  sync: Pick<SyncService, 'startSync' | 'settle' | 'isRunning'>;
  gate: PollGate;
  /** 0: nobody is polled. */
  intervalSeconds: number;
  log: Logger;
  parallel?: number;
  longestSilenceMs?: number;
  stuckMs?: number;
  /** A number in [0, 1). */
  random?: () => number;
}

/** Synchronises every linked user from time to time, for changes that no webhook told about. */
export function startPoller(deps: PollerDeps): Poller {
  const { store, sync, gate, log, parallel = PARALLEL_POLLS, random = Math.random } = deps;
  const { longestSilenceMs = LONGEST_SILENCE_MS, stuckMs = STUCK_MS } = deps;
  const intervalMs = deps.intervalSeconds * 1000;
  const tickMs = Math.min(LONGEST_TICK_MS, Math.max(1, intervalMs / 10));
  const stopping = new AbortController();
  const dueAt = new Map<string, number>();
  const polling = new Map<string, { work: Promise<void>; since: number }>();
  let lookedAt = performance.now();

  const chooseDelayMs = (): number => intervalMs * (1 - JITTER + 2 * JITTER * random());

  async function tick(): Promise<void> {
    const now = performance.now();
    const users = new Map((await store.listUsers()).map((user) => [`${user.tenantId}/${user.objectId}`, user]));
    for (const key of dueAt.keys()) if (!users.has(key)) dueAt.delete(key);
    for (const [key, user] of users) {
      const due = dueAt.get(key);
      // After a start the users are spread over the whole interval.
      if (due === undefined) dueAt.set(key, now + intervalMs * random());
      else if (due <= now && !polling.has(key) && polling.size < parallel) begin(key, user);
    }
    lookedAt = performance.now();
  }

  function begin(key: string, user: UserId): void {
    const work = poll(user)
      .catch((error: unknown) => log.error({ err: error }, 'poll failed'))
      .finally(() => {
        polling.delete(key);
        dueAt.set(key, performance.now() + chooseDelayMs());
      });
    polling.set(key, { work, since: performance.now() });
  }

  async function poll(user: UserId): Promise<void> {
    if (await sync.isRunning(user)) return;
    const document = await store.openUser(user);
    const link = document.get('link', 'self');
    if (!link?.started || document.get('settings', 'self')?.paused) return;
    if (!(await gate.admit(user, document))) return;
    const started = await sync.startSync(user, { dryRun: false, background: true });
    if (!started.ok) return log.debug({ code: started.code }, 'poll not started');
    await sync.settle(user);
    await gate.note(user, document);
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await tick().catch((error: unknown) => log.error({ err: error }, 'users to poll cannot be listed'));
      await sleep(tickMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const running = intervalMs > 0 ? run() : Promise.resolve();
  let failure: unknown = null;
  running.catch((error: unknown) => (failure = error ?? new Error('the poller ended')));

  return {
    check: async () => {
      if (failure !== null) throw failure;
      if (intervalMs === 0) return;
      const now = performance.now();
      if (now - lookedAt > longestSilenceMs) throw new Error('users to poll are not looked for any more');
      const hanging = [...polling.values()].filter(({ since }) => now - since > stuckMs).length;
      if (hanging >= parallel) throw new Error('every place for polling is taken by one that does not end');
    },
    readNextPoll({ tenantId, objectId }) {
      const due = dueAt.get(`${tenantId}/${objectId}`);
      return due === undefined ? null : Date.now() + Math.max(0, due - performance.now());
    },
    readOverdueMs() {
      const now = performance.now();
      let overdueMs = 0;
      for (const due of dueAt.values()) overdueMs = Math.max(overdueMs, now - due);
      return overdueMs;
    },
    async stop() {
      stopping.abort();
      await running.catch(() => undefined);
      await Promise.all([...polling.values()].map(({ work }) => work));
    },
  };
}
