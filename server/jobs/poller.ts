import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { MailboxQueue, PollSchedule } from './types.ts';

/** How often it is looked whether anybody is due. */
const LONGEST_TICK_MS = 1_000;
/** Users handed to the queue at once; those beyond are more overdue a tick later, and come first then. */
const MOST_PER_TICK = 500;
/** A schedule that could not be read for so long is followed by nobody. */
const LONGEST_SILENCE_MS = 30_000;

export interface Poller {
  /** Rejects when nobody is looked for any more. */
  check(): Promise<void>;
  /** Starts nothing new. */
  stop(): Promise<void>;
}

export interface PollerDeps {
  schedule: Pick<PollSchedule, 'takeDue'>;
  queue: Pick<MailboxQueue, 'ask'>;
  /** 0: nobody is polled, but what is kept for each user still has its time. */
  intervalSeconds: number;
  log: Logger;
  longestSilenceMs?: number;
}

/** Hands everybody whose time has come to the queue. */
export function startPoller({ schedule, queue, log, ...options }: PollerDeps): Poller {
  const { longestSilenceMs = LONGEST_SILENCE_MS, intervalSeconds } = options;
  const tickMs = intervalSeconds > 0 ? Math.min(LONGEST_TICK_MS, intervalSeconds * 100) : LONGEST_TICK_MS;
  const stopping = new AbortController();
  let lookedAt = performance.now();

  async function tick(): Promise<void> {
    for (const user of await schedule.takeDue(MOST_PER_TICK)) await queue.ask(user, 'background', { why: 'poll' });
    lookedAt = performance.now();
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await tick().catch((error: unknown) => log.error({ err: error }, 'users who are due cannot be looked for'));
      await sleep(tickMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const running = run();
  let failure: unknown = null;
  running.catch((error: unknown) => (failure = error ?? new Error('the poller ended')));

  return {
    async check() {
      if (failure !== null) throw failure;
      const silentMs = performance.now() - lookedAt;
      if (silentMs > longestSilenceMs) throw new Error('users who are due are not looked for any more');
    },
    async stop() {
      stopping.abort();
      await running.catch(() => undefined);
    },
  };
}
