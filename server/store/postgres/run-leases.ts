import { randomUUID } from 'node:crypto';
import type { AbandonedRun, RunHolder, RunLease, RunLeases } from '../run-leases.ts';
import type { UserId } from '../types.ts';
import { normalizeUserId, toUserKey } from '../user-ids.ts';
import { SCHEMA, type Database } from './database.ts';

/** A process that has died is found out after this. */
const LEASE_MS = 15_000;
const BEAT_MS = 2_500;
/** Without an answer for so long, a run ends by itself, well before another process takes its mailbox over. */
const GIVE_UP_MS = 10_000;

interface Held {
  userKey: string;
  token: string;
  /** When the last renewal that was answered was sent, by the monotonic clock. */
  renewedAt: number;
  done: number;
  total: number;
  abort: AbortController;
}

export interface LeaseTimes {
  leaseMs: number;
  beatMs: number;
  giveUpMs: number;
}

/**
 * Leases in the users' rows, by the database's clock. One statement renews all of this process and tells which of them
 * are to end. A commit bears the lease's token and is refused once the row has another one, so a process that was halted
 * and wakes up again changes nothing; one that cannot reach the database ends its runs before their leases are over.
 * @param database of its own: renewals must not wait behind what others ask
 */
export function createPostgresLeases(database: Database, times: Partial<LeaseTimes> = {}): RunLeases {
  const { leaseMs = LEASE_MS, beatMs = BEAT_MS, giveUpMs = GIVE_UP_MS } = times;
  const held = new Map<string, Held>();
  let beating: Promise<void> | null = null;
  const timer = setInterval(() => {
    endUnrenewed();
    beating ??= beat().finally(() => (beating = null));
  }, beatMs).unref();

  function endUnrenewed(): void {
    const now = performance.now();
    for (const { renewedAt, abort } of held.values()) if (now - renewedAt > giveUpMs) abort.abort();
  }

  async function beat(): Promise<void> {
    const leases = [...held.values()];
    if (leases.length === 0) return;
    const sentAt = performance.now();
    const rows = await database
      .query<{ run_token: string; run_cut: boolean }>(RENEW, [
        leases.map(({ userKey }) => userKey),
        leases.map(({ token }) => token),
        leases.map(({ done }) => done),
        leases.map(({ total }) => total),
        leaseMs,
      ])
      // Another beat comes; should none get through, the runs end.
      .catch(() => null);
    if (!rows) return;
    const renewed = new Map(rows.map((row) => [row.run_token, row]));
    for (const lease of leases) {
      const row = renewed.get(lease.token);
      if (row) lease.renewedAt = sentAt;
      if (!row || row.run_cut) lease.abort.abort();
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
        await database.repeat(RELEASE, [userKey, token]).catch(() => undefined);
      },
    };
  }

  async function find(user: UserId): Promise<RunHolder | null> {
    const [row] = await database.repeat<HolderRow>(FIND, [toUserKey(normalizeUserId(user))]);
    return row ? { runId: row.run_id, kind: row.run_kind, done: row.run_done, total: row.run_total } : null;
  }

  return {
    async take(anyUser, { id, kind }) {
      const user = normalizeUserId(anyUser);
      const userKey = toUserKey(user);
      for (;;) {
        const token = randomUUID();
        const sentAt = performance.now();
        // Repeated after a lost answer, it finds its own lease, which runs out: another token is another run.
        const rows = await database.query(TAKE, [userKey, user.tenantId, user.objectId, token, id, kind, leaseMs]);
        if (rows.length > 0) return { lease: hold(userKey, token, sentAt) };
        const holder = await find(user);
        if (holder) return { holder };
      }
    },
    find,
    async cut(user) {
      await database.repeat(CUT, [toUserKey(normalizeUserId(user))]);
    },
    async reclaim() {
      const rows = await database.query<HolderRow & { tenant_id: string; object_id: string }>(RECLAIM);
      return rows.map((row): AbandonedRun => ({
        user: { tenantId: row.tenant_id, objectId: row.object_id },
        runId: row.run_id,
        kind: row.run_kind,
      }));
    },
    async close() {
      clearInterval(timer);
      await beating;
    },
  };
}

interface HolderRow {
  run_id: string;
  run_kind: RunHolder['kind'];
  run_done: number;
  run_total: number;
}

const TAKE = `
  INSERT INTO ${SCHEMA}.users AS u (user_key, tenant_id, object_id, run_token, run_id, run_kind, run_until)
  VALUES ($1, $2, $3, $4, $5, $6, clock_timestamp() + $7 * interval '1 millisecond')
  ON CONFLICT (user_key) DO UPDATE
     SET run_token = excluded.run_token, run_id = excluded.run_id, run_kind = excluded.run_kind,
         run_until = excluded.run_until, run_cut = false, run_done = 0, run_total = 0
   WHERE u.run_token IS NULL OR u.run_until < clock_timestamp()
  RETURNING user_key`;

const RENEW = `
  UPDATE ${SCHEMA}.users u
     SET run_until = clock_timestamp() + $5 * interval '1 millisecond', run_done = l.done, run_total = l.total
    FROM unnest($1::text[], $2::text[], $3::int[], $4::int[]) AS l (user_key, token, done, total)
   WHERE u.user_key = l.user_key AND u.run_token = l.token
  RETURNING u.run_token, u.run_cut`;

const RELEASE = `
  UPDATE ${SCHEMA}.users SET run_token = NULL, run_until = NULL WHERE user_key = $1 AND run_token = $2`;

const FIND = `
  SELECT run_id, run_kind, run_done, run_total FROM ${SCHEMA}.users
   WHERE user_key = $1 AND run_token IS NOT NULL AND run_until >= clock_timestamp()`;

const CUT = `UPDATE ${SCHEMA}.users SET run_cut = true WHERE user_key = $1 AND run_token IS NOT NULL`;

const RECLAIM = `
  UPDATE ${SCHEMA}.users SET run_token = NULL, run_until = NULL
   WHERE run_token IS NOT NULL AND run_until < clock_timestamp()
  RETURNING tenant_id, object_id, run_id, run_kind, run_done, run_total`;
