import { randomUUID } from 'node:crypto';
import type { RequestShares, Share, ShareHolder } from '../../request-shares.ts';
import { chooseEqualShare, chooseShare } from './choose-share.ts';
import { SCHEMA, type Connection, type Database } from './database.ts';

/** Of advisory locks in this database. */
const LOCK_KEY = 365_365_003;
const BEAT_MS = 1_000;
/** While what is this process's is about to change. */
const QUICK_BEAT_MS = 200;
/** What a process that has died held is divided among the others after this. */
const SHARE_MS = 5_000;
/** An app that was not asked for so long is not in use. */
const IDLE_MS = 10_000;
/** A process that begins waits so long for the database's answer, and goes on with little until it is there. */
const PATIENCE_MS = 1_000;
const CAUTIOUS_SHARE = 4;

interface Held {
  app: string;
  total: number;
  holder: ShareHolder;
  /** 0: none yet. */
  share: number;
  usedAt: number;
}

export interface ShareTimes {
  beatMs: number;
  quickBeatMs: number;
  shareMs: number;
  idleMs: number;
  patienceMs: number;
}

/**
 * Shares in rows, by the database's clock: every process tells about once a second what it holds, and learns what is its
 * own by now. A share that shrinks is still held in the table until the process keeps to the smaller one, so together
 * they do not exceed the whole. Without the database, each goes on with what it had last.
 * @param database nothing long may be under way on it
 */
export function createPostgresShares(database: Database, times: Partial<ShareTimes> = {}): RequestShares {
  const { beatMs = BEAT_MS, quickBeatMs = QUICK_BEAT_MS, shareMs = SHARE_MS } = times;
  const { idleMs = IDLE_MS, patienceMs = PATIENCE_MS } = times;
  const own = randomUUID();
  const inUse = new Map<string, Held>();
  /** Whose rows may be in the table. */
  let told = new Set<string>();
  let beating: Promise<void> | null = null;
  let isAskedAgain = false;
  let closed = false;
  let timer = setTimeout(beat, beatMs).unref();

  function beat(): void {
    if (beating) isAskedAgain = true;
    else if (!closed) beating = exchange().then(planNext, () => planNext(beatMs));
  }

  function planNext(delayMs: number): void {
    beating = null;
    clearTimeout(timer);
    if (!closed) timer = setTimeout(beat, isAskedAgain ? 0 : delayMs).unref();
    isAskedAgain = false;
  }

  /** @returns when the next one is due */
  async function exchange(): Promise<number> {
    const now = performance.now();
    for (const [app, { usedAt, holder }] of inUse) {
      if (now - usedAt > idleMs && holder.countInFlight() === 0) inUse.delete(app);
    }
    if (inUse.size === 0 && told.size === 0) return beatMs;
    const asked = [...inUse.values()].map((held) => ({
      held,
      holds: Math.max(held.share, held.holder.countInFlight()),
    }));
    told = new Set([...told, ...inUse.keys()]);
    const answers = await database.transact(async (connection) => await divide(connection, asked));
    told = new Set(asked.map(({ held }) => held.app));
    for (const [index, { share }] of answers.entries()) give(asked[index]!.held, share);
    return answers.some(({ settled }) => !settled) ? quickBeatMs : beatMs;
  }

  async function divide(connection: Connection, asked: { held: Held; holds: number }[]) {
    await connection.query('SELECT pg_advisory_xact_lock($1)', [LOCK_KEY]);
    const apps = asked.map(({ held }) => held.app);
    await connection.query(LEAVE, [own, apps]);
    const rows = await connection.query<{ app: string; others: number; taken: number }>(COUNT, [own, apps]);
    const ofApp = new Map(rows.map((row) => [row.app, row]));
    const answers = asked.map(({ held: { app, total }, holds }) => {
      const { others, taken } = ofApp.get(app) ?? { others: 0, taken: 0 };
      const share = chooseShare({ total, held: holds, others, taken });
      const row = Math.max(share, holds);
      return { share, row, settled: row === share && share === chooseEqualShare(total, others) };
    });
    if (apps.length > 0) await connection.query(HOLD, [own, apps, answers.map(({ row }) => row), shareMs]);
    return answers;
  }

  function give(held: Held, share: number): void {
    const more = share > held.share;
    held.share = share;
    if (more) held.holder.onMore();
  }

  function open(app: string, total: number, holder: ShareHolder): Share {
    const held: Held = { app, total, holder, share: 0, usedAt: 0 };
    return {
      read() {
        held.usedAt = performance.now();
        if (inUse.get(app) !== held) {
          held.share = 0;
          inUse.set(app, held);
          setTimeout(() => held.share === 0 && give(held, Math.min(CAUTIOUS_SHARE, total)), patienceMs).unref();
          beat();
        }
        return held.share;
      },
    };
  }

  return {
    open,
    async close() {
      closed = true;
      clearTimeout(timer);
      await beating;
      // What is not given back runs out.
      await database.query(`DELETE FROM ${SCHEMA}.request_shares WHERE process = $1`, [own]).catch(() => undefined);
    },
  };
}

/** What nobody holds any more, and what this process does not use any more. */
const LEAVE = `
  DELETE FROM ${SCHEMA}.request_shares
   WHERE until < clock_timestamp() OR (process = $1 AND app <> ALL ($2::text[]))`;

const COUNT = `
  SELECT app, count(*)::int AS others, sum(in_flight)::int AS taken FROM ${SCHEMA}.request_shares
   WHERE process <> $1 AND app = ANY ($2::text[]) GROUP BY app`;

const HOLD = `
  INSERT INTO ${SCHEMA}.request_shares (app, process, in_flight, until)
  SELECT app, $1, in_flight, clock_timestamp() + $4 * interval '1 millisecond'
    FROM unnest($2::text[], $3::int[]) AS held (app, in_flight)
  ON CONFLICT (app, process) DO UPDATE SET in_flight = excluded.in_flight, until = excluded.until`;
