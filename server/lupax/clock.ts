import { setTimeout as wait } from 'node:timers/promises';

/** Time as the connector sees it; a simulation passes its own. */
export interface LupaxClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Rejects when the signal aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A number in [0, 1), for jitter. */
  random(): number;
}

export const systemClock: LupaxClock = {
  now: () => Date.now(),
  random: () => Math.random(),
  sleep: (ms, signal) => wait(ms, undefined, signal ? { signal } : {}),
};
