import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database } from '../store/postgres/database.ts';
import { createQueueRows, type Work } from './postgres-queue-rows.ts';
import { FIRST_RETRY_MS, MAX_TRIES, PLACES, STUCK_MS, type QueueOptions } from './queue-limits.ts';
import { LANES, type Lane, type MailboxQueue, type MailboxWork } from './types.ts';

/** How often it is looked for requests of other processes; one's own wake the queue. */
const LOOK_MS = 250;
const RENEW_MS = 5_000;
/** Without an answer of the database for so long, nothing is handed out any more. */
const LONGEST_SILENCE_MS = 45_000;

export interface PostgresQueueOptions extends QueueOptions {
  database: Database;
  log: Logger;
  lookMs?: number;
}

/**
 * The mailbox queue of any number of processes. Tables of its own rather than pg-boss: of requests that wait for one mailbox,
 * the notes have to be united and the earliest time has to count, over all lanes only one process may be at a mailbox, and
 * one that waits for its mailbox must not keep others waiting. pg-boss 10 drops the second request, knows its queues one by
 * one, and a `stately` queue is blocked by a job whose key is active (https://github.com/timgit/pg-boss/pull/536).
 */
export function createPostgresQueue(options: PostgresQueueOptions): MailboxQueue {
  const { log, places = PLACES, stuckMs = STUCK_MS, lookMs = LOOK_MS } = options;
  const rows = createQueueRows(options.database);
  const active = new Map<string, { work: Work; since: number; done: Promise<void> }>();
  const stopping = new AbortController();
  let wake = new AbortController();
  let running: Promise<void> | null = null;
  let answeredAt = performance.now();
  let renewedAt = 0;

  const keyOf = ({ user, lane }: Work): string => `${lane}/${user.tenantId}/${user.objectId}`;
  const countActive = (lane: Lane, since = Infinity): number =>
    [...active.values()].filter((each) => each.work.lane === lane && each.since < since).length;

  async function carryOut(work: Work, given: MailboxWork): Promise<void> {
    const { user, lane, notes, tries } = work;
    try {
      await given(user, lane, notes);
      await rows.finish(work);
    } catch (error) {
      log.error({ err: error, lane, tries }, 'work at a mailbox failed');
      const isLast = tries + 1 >= MAX_TRIES;
      // What can be neither finished nor put back comes again when its time as work is over.
      await (isLast ? rows.finish(work) : rows.putBack(work, FIRST_RETRY_MS * 2 ** tries, tries + 1)).catch(
        () => undefined,
      );
    }
  }

  function begin(work: Work, given: MailboxWork): void {
    const key = keyOf(work);
    const done = carryOut(work, given).finally(() => {
      active.delete(key);
      wake.abort();
    });
    active.set(key, { work, since: performance.now(), done });
  }

  async function renew(): Promise<void> {
    if (performance.now() - renewedAt < RENEW_MS) return;
    renewedAt = performance.now();
    const tokens = [...active.values()].map(({ work }) => work.token);
    if (tokens.length > 0) await rows.renew(tokens);
    const reclaimed = await rows.reclaim();
    if (reclaimed > 0) log.warn({ reclaimed }, 'work was abandoned by its process');
  }

  async function fillPlaces(lane: Lane, given: MailboxWork): Promise<void> {
    const free = places[lane] - countActive(lane);
    if (free <= 0 || stopping.signal.aborted) return;
    for (const work of await rows.take(lane, free)) {
      // It was on its way when this process began to stop: another one is given it.
      if (stopping.signal.aborted) await rows.putBack(work, 0, work.tries);
      else begin(work, given);
    }
  }

  async function run(given: MailboxWork): Promise<void> {
    while (!stopping.signal.aborted) {
      wake = new AbortController();
      try {
        await renew();
        for (const lane of LANES) await fillPlaces(lane, given);
        answeredAt = performance.now();
      } catch (error) {
        log.error({ err: error }, 'requests for mailboxes could not be looked for');
      }
      const signal = AbortSignal.any([stopping.signal, wake.signal]);
      await sleep(lookMs, undefined, { signal }).catch(() => undefined);
    }
  }

  return {
    async ask(user, lane, note, delayMs = 0) {
      await rows.ask(user, lane, note, delayMs);
      if (delayMs <= 0) wake.abort();
    },
    async start(given) {
      running ??= run(given);
    },
    countWaiting: () => rows.count(),
    async check() {
      const now = performance.now();
      if (running && now - answeredAt > LONGEST_SILENCE_MS)
        throw new Error('requests for mailboxes are not looked for any more');
      const full = LANES.find((lane) => countActive(lane, now - stuckMs) >= places[lane]);
      if (full) throw new Error(`every place of the lane ${full} is taken by work that does not end`);
    },
    async stop() {
      stopping.abort();
      await running;
      await Promise.all([...active.values()].map(({ done }) => done));
    },
  };
}
