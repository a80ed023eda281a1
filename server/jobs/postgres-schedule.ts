import { SCHEMA, type Database } from '../store/postgres/database.ts';
import type { UserId } from '../store/types.ts';
import { normalizeUserId, toUserKey } from '../store/user-ids.ts';
import type { PollSchedule } from './types.ts';

/** How often it is looked whether users came or went. */
const LIST_AGAIN_MS = 60_000;
/** After this time a user who was handed out is handed out again. */
const LEASE_MS = 60 * 60 * 1000;

export interface PostgresScheduleOptions {
  database: Database;
  /** Users of whom nothing is known yet are spread over this time. */
  spreadMs: number;
  /** Milliseconds since 1970. The database has its own clock: times go there and back as distances from now. */
  now: () => number;
}

/** The poll schedule of any number of processes: whoever asks first is handed those who are due. */
export function createPostgresSchedule({ database, spreadMs, now }: PostgresScheduleOptions): PollSchedule {
  let listedAt = -Infinity;

  async function bringUpToDate(): Promise<void> {
    if (performance.now() - listedAt < LIST_AGAIN_MS) return;
    await database.query(ADD_MISSING, [spreadMs]);
    await database.query(FORGET_GONE);
    listedAt = performance.now();
  }

  return {
    async takeDue(limit) {
      await bringUpToDate();
      const rows = await database.query<{ tenant_id: string; object_id: string; due_at: Date }>(TAKE, [
        limit,
        LEASE_MS,
      ]);
      rows.sort((a, b) => a.due_at.getTime() - b.due_at.getTime());
      return rows.map(({ tenant_id, object_id }): UserId => ({ tenantId: tenant_id, objectId: object_id }));
    },
    async plan(anyUser, dueAtMs) {
      const user = normalizeUserId(anyUser);
      await database.repeat(PLAN, [toUserKey(user), user.tenantId, user.objectId, dueAtMs - now()]);
    },
    async readNext(user) {
      const [row] = await database.repeat<{ in_ms: number }>(
        `SELECT ${MS_UNTIL('due_at')} AS in_ms FROM ${SCHEMA}.polls WHERE user_key = $1`,
        [toUserKey(normalizeUserId(user))],
      );
      return row ? now() + row.in_ms : null;
    },
    async readOverdueMs() {
      const [row] = await database.repeat<{ in_ms: number | null }>(
        `SELECT ${MS_UNTIL('min(due_at)')} AS in_ms FROM ${SCHEMA}.polls`,
      );
      return Math.max(0, -(row?.in_ms ?? 0));
    },
  };
}

const LATER = (ms: string): string => `clock_timestamp() + ${ms} * interval '1 millisecond'`;
const MS_UNTIL = (time: string): string => `(extract(epoch FROM ${time} - clock_timestamp()) * 1000)::float8`;

const ADD_MISSING = `
  INSERT INTO ${SCHEMA}.polls (user_key, tenant_id, object_id, due_at)
  SELECT user_key, tenant_id, object_id, ${LATER('$1 * random()')} FROM ${SCHEMA}.users WHERE version > 0
  ON CONFLICT DO NOTHING`;

const FORGET_GONE = `
  DELETE FROM ${SCHEMA}.polls p WHERE NOT EXISTS (SELECT 1 FROM ${SCHEMA}.users u WHERE u.user_key = p.user_key)`;

const TAKE = `
  WITH due AS (
    SELECT user_key FROM ${SCHEMA}.polls
     WHERE due_at <= clock_timestamp() AND (taken_until IS NULL OR taken_until <= clock_timestamp())
     ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED
  )
  UPDATE ${SCHEMA}.polls p SET taken_until = ${LATER('$2')} FROM due WHERE p.user_key = due.user_key
  RETURNING p.tenant_id, p.object_id, p.due_at`;

const PLAN = `
  INSERT INTO ${SCHEMA}.polls AS p (user_key, tenant_id, object_id, due_at)
  VALUES ($1, $2, $3, ${LATER('$4')})
  ON CONFLICT (user_key) DO UPDATE SET due_at = excluded.due_at, taken_until = NULL`;
