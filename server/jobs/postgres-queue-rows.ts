import { randomUUID } from 'node:crypto';
import type { MailboxNote } from '../notifications/types.ts';
import { SCHEMA, type Database } from '../store/postgres/database.ts';
import type { UserId } from '../store/types.ts';
import { normalizeUserId, toUserKey } from '../store/user-ids.ts';
import { MAX_NOTES } from './queue-limits.ts';
import { LANES, type Lane } from './types.ts';

/** Work of a process that has died comes again after this. */
const WORK_MS = 20_000;

/** A mailbox that was handed to this process. */
export interface Work {
  user: UserId;
  lane: Lane;
  notes: MailboxNote[];
  tries: number;
  token: string;
}

/** The queue's tables, a statement a call. Times are the database's. */
export interface QueueRows {
  ask(user: UserId, lane: Lane, note: MailboxNote, delayMs: number): Promise<void>;
  /** Takes mailboxes whose time has come and at which nobody works, who waits longest first. */
  take(lane: Lane, limit: number): Promise<Work[]>;
  finish(work: Work): Promise<void>;
  /** Puts the work back, together with what was asked for meanwhile. */
  putBack(work: Work, delayMs: number, tries: number): Promise<void>;
  renew(tokens: string[]): Promise<void>;
  /** Puts back what processes that have died were at. @returns how many mailboxes */
  reclaim(): Promise<number>;
  count(): Promise<Record<Lane, number>>;
}

export function createQueueRows(database: Database): QueueRows {
  return {
    async ask(anyUser, lane, note, delayMs) {
      const user = normalizeUserId(anyUser);
      // As what it is taken for where there are very many.
      const crowded = 'event' in note ? { ...note, event: null } : note;
      const values = [toUserKey(user), lane, user.tenantId, user.objectId, delayMs, pack(note), pack(crowded)];
      await database.repeat(ASK, values);
    },
    async take(lane, limit) {
      const token = randomUUID();
      const rows = await database.query<WorkRow>(TAKE, [lane, limit, token, WORK_MS]);
      return rows.map(({ tenant_id, object_id, notes, tries }) => ({
        user: { tenantId: tenant_id, objectId: object_id },
        lane,
        notes: Object.keys(notes).map((text) => JSON.parse(text) as MailboxNote),
        tries,
        token,
      }));
    },
    async finish({ user, token }) {
      await database.repeat(`DELETE FROM ${SCHEMA}.work WHERE user_key = $1 AND token = $2`, [toUserKey(user), token]);
    },
    async putBack({ user, token }, delayMs, tries) {
      await database.repeat(PUT_BACK('user_key = $1 AND token = $2', '$3', '$4::integer'), [
        toUserKey(user),
        token,
        delayMs,
        tries,
      ]);
    },
    async renew(tokens) {
      const text = `UPDATE ${SCHEMA}.work SET until = ${LATER('$2')} WHERE token = ANY ($1)`;
      await database.query(text, [tokens, WORK_MS]);
    },
    reclaim: async () => (await database.query(PUT_BACK('until < clock_timestamp()', '0', 'g.tries'), [])).length,
    async count() {
      const rows = await database.repeat<{ lane: Lane; count: string }>(
        `SELECT lane, count(*) FROM ${SCHEMA}.requests GROUP BY lane`,
      );
      const counts = new Map(rows.map(({ lane, count }) => [lane, Number(count)]));
      return Object.fromEntries(LANES.map((lane) => [lane, counts.get(lane) ?? 0])) as Record<Lane, number>;
    },
  };
}

interface WorkRow {
  tenant_id: string;
  object_id: string;
  notes: Record<string, true>;
  tries: number;
}

/** By its text, so that the same one twice is one. */
function pack(note: MailboxNote): string {
  return JSON.stringify({ [JSON.stringify(note)]: true });
}

const LATER = (ms: string): string => `clock_timestamp() + ${ms} * interval '1 millisecond'`;

const ASK = `
  INSERT INTO ${SCHEMA}.requests AS r (user_key, lane, tenant_id, object_id, due_at, notes)
  VALUES ($1, $2, $3, $4, ${LATER('$5')}, $6)
  ON CONFLICT (user_key, lane) DO UPDATE
     SET due_at = least(r.due_at, excluded.due_at),
         notes = r.notes || CASE WHEN (SELECT count(*) FROM jsonb_object_keys(r.notes)) < ${MAX_NOTES}
                                 THEN excluded.notes ELSE $7::jsonb END`;

/** Of two processes that take one mailbox from different lanes at the same time, the second one's insert finds the first's. */
const TAKE = `
  WITH due AS (
    SELECT user_key, lane FROM ${SCHEMA}.requests r
     WHERE lane = $1 AND due_at <= clock_timestamp()
       AND NOT EXISTS (SELECT 1 FROM ${SCHEMA}.work w WHERE w.user_key = r.user_key)
     ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED
  ), begun AS (
    INSERT INTO ${SCHEMA}.work (user_key, lane, tenant_id, object_id, notes, tries, token, until)
    SELECT r.user_key, r.lane, r.tenant_id, r.object_id, r.notes, r.tries, $3, ${LATER('$4')}
      FROM due JOIN ${SCHEMA}.requests r USING (user_key, lane)
    ON CONFLICT DO NOTHING
    RETURNING user_key, lane
  )
  DELETE FROM ${SCHEMA}.requests r USING begun b
   WHERE r.user_key = b.user_key AND r.lane = b.lane
  RETURNING r.tenant_id, r.object_id, r.notes, r.tries`;

const PUT_BACK = (which: string, delayMs: string, tries: string): string => `
  WITH g AS (DELETE FROM ${SCHEMA}.work WHERE ${which} RETURNING *)
  INSERT INTO ${SCHEMA}.requests AS r (user_key, lane, tenant_id, object_id, due_at, notes, tries)
  SELECT g.user_key, g.lane, g.tenant_id, g.object_id, ${LATER(delayMs)}, g.notes, ${tries} FROM g
  ON CONFLICT (user_key, lane) DO UPDATE
     SET due_at = least(r.due_at, excluded.due_at), notes = r.notes || excluded.notes
  RETURNING user_key`;
