import { setTimeout as sleep } from 'node:timers/promises';

/** Time as the connector sees it; a simulation passes its own. */
export interface LupaxClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Rejects when the signal is aborted meanwhile. */
  wait(durationMs: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: LupaxClock = {
  now: () => Date.now(),
  wait: async (durationMs, signal) => {
    await sleep(durationMs, undefined, signal ? { signal } : {});
  },
};
