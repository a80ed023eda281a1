import type { AbandonedRun, RunHolder } from '../run-leases.ts';
import type { UserId } from '../types.ts';
import { normalizeUserId, toUserKey } from '../user-ids.ts';
import { SCHEMA, type Database } from './database.ts';

/** A lease of this process, as it is renewed. */
export interface LeaseState {
  userKey: string;
  token: string;
  done: number;
  total: number;
}

/** The leases in the users' rows, a statement a call, by the database's clock. */
export interface LeaseRows {
  /** @returns false when somebody has the mailbox, and lives */
  take(user: UserId, token: string, run: Pick<RunHolder, 'runId' | 'kind'>, leaseMs: number): Promise<boolean>;
  /** @returns those that still hold, and whether they are to end */
  renew(leases: LeaseState[], leaseMs: number): Promise<{ token: string; isCut: boolean }[]>;
  release(userKey: string, token: string): Promise<void>;
  find(user: UserId): Promise<RunHolder | null>;
  cut(user: UserId): Promise<void>;
  reclaim(): Promise<AbandonedRun[]>;
}

export function createLeaseRows(database: Database): LeaseRows {
  return {
    async take(anyUser, token, { runId, kind }, leaseMs) {
      const user = normalizeUserId(anyUser);
      const values = [toUserKey(user), user.tenantId, user.objectId, token, runId, kind, leaseMs];
      return (await database.query(TAKE, values)).length > 0;
    },
    async renew(leases, leaseMs) {
      const rows = await database.query<{ run_token: string; run_cut: boolean }>(RENEW, [
        leases.map(({ userKey }) => userKey),
        leases.map(({ token }) => token),
        leases.map(({ done }) => done),
        leases.map(({ total }) => total),
        leaseMs,
      ]);
      return rows.map(({ run_token, run_cut }) => ({ token: run_token, isCut: run_cut }));
    },
    async release(userKey, token) {
      await database.repeat(RELEASE, [userKey, token]);
    },
    async find(user) {
      const [row] = await database.repeat<HolderRow>(FIND, [toUserKey(normalizeUserId(user))]);
      return row ? { runId: row.run_id, kind: row.run_kind, done: row.run_done, total: row.run_total } : null;
    },
    async cut(user) {
      await database.repeat(CUT, [toUserKey(normalizeUserId(user))]);
    },
    async reclaim() {
      const rows = await database.query<HolderRow & { tenant_id: string; object_id: string }>(RECLAIM);
      return rows.map((row) => ({
        user: { tenantId: row.tenant_id, objectId: row.object_id },
        runId: row.run_id,
        kind: row.run_kind,
      }));
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
