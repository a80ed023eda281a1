import { randomUUID } from 'node:crypto';
import type { RunLease, RunLeases } from '../run-leases.ts';
import { normalizeUserId, toUserKey } from '../user-ids.ts';
import type { Database } from './database.ts';
import { createLeaseRows, type LeaseRows, type LeaseState } from './lease-rows.ts';

/** A process that has died is found out after this. */
const LEASE_MS = 15_000;
const BEAT_MS = 2_500;
/** Without an answer for so long, a run ends by itself, well before another process takes its mailbox over. */
const GIVE_UP_MS = 10_000;

interface Held extends LeaseState {
  /** When the last renewal that was answered was sent, by the monotonic clock. */
  renewedAt: number;
  abort: AbortController;
}

export interface LeaseTimes {
  leaseMs: number;
  beatMs: number;
  giveUpMs: number;
}

/** The process's own time. */
export interface LeaseClock {
  now(): number;
  /** @returns what ends it */
  every(ms: number, work: () => void): () => void;
}

const monotonic: LeaseClock = {
  now: () => performance.now(),
  every(ms, work) {
    const timer = setInterval(work, ms).unref();
    return () => clearInterval(timer);
  },
};

/** @param database of its own: renewals must not wait behind what others ask */
export function createPostgresLeases(database: Database, times?: Partial<LeaseTimes>): RunLeases {
  return createRowLeases(createLeaseRows(database), times);
}

/**
 * Leases in the users' rows, by the database's clock. One statement renews all of this process and tells which of them
 * are to end. A commit bears the lease's token and is refused once the row has another one, so a process that was halted
 * and wakes up again changes nothing; one that cannot reach the database ends its runs before their leases are over.
 */
export function createRowLeases(
  rows: LeaseRows,
  times: Partial<LeaseTimes> = {},
  clock: LeaseClock = monotonic,
): RunLeases {
  const { leaseMs = LEASE_MS, beatMs = BEAT_MS, giveUpMs = GIVE_UP_MS } = times;
  const held = new Map<string, Held>();
  let beating: Promise<void> | null = null;
  const endBeats = clock.every(beatMs, () => {
    endUnrenewed();
    beating ??= beat().finally(() => (beating = null));
  });

  function endUnrenewed(): void {
    const now = clock.now();
    for (const { renewedAt, abort } of held.values()) if (now - renewedAt > giveUpMs) abort.abort();
  }

  async function beat(): Promise<void> {
    const leases = [...held.values()];
    if (leases.length === 0) return;
    const sentAt = clock.now();
    // Another beat comes; should none get through, the runs end.
    const answers = await rows.renew(leases, leaseMs).catch(() => null);
    if (!answers) return;
    const renewed = new Map(answers.map((answer) => [answer.token, answer]));
    for (const lease of leases) {
      const answer = renewed.get(lease.token);
      if (answer) lease.renewedAt = sentAt;
      if (!answer || answer.isCut) lease.abort.abort();
    }
  }

  function hold(userKey: string, token: string, renewedAt: number): RunLease {
    const lease: Held = { userKey, token, renewedAt, done: 0, total: 0, abort: new AbortController() };
    held.set(token, lease);
    return {
      fence: token,
      signal: lease.abort.signal,
      report(done, total) {
        lease.done = done;
        lease.total = total;
      },
      async release() {
        held.delete(token);
        await rows.release(userKey, token).catch(() => undefined);
      },
    };
  }

  return {
    async take(anyUser, { id, kind }) {
      const user = normalizeUserId(anyUser);
      for (;;) {
        const token = randomUUID();
        const sentAt = clock.now();
        // Repeated after a lost answer, it finds its own lease, which runs out: another token is another run.
        const isTaken = await rows.take(user, token, { runId: id, kind }, leaseMs);
        if (isTaken) return { lease: hold(toUserKey(user), token, sentAt) };
        const holder = await rows.find(user);
        if (holder) return { holder };
      }
    },
    find: (user) => rows.find(user),
    cut: (user) => rows.cut(user),
    reclaim: () => rows.reclaim(),
    async close() {
      endBeats();
      await beating;
    },
  };
}
