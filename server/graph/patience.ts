import type { Clock } from './clock.ts';
import { GraphError } from './errors.ts';
import type { Failure } from './verdict.ts';

/** Attempts at a call that was throttled. */
export const MAX_THROTTLED_ATTEMPTS = 5;
/** Attempts at a call that failed in passing (5xx, network): people may be waiting for the answer. */
export const MAX_PASSING_ATTEMPTS = 4;
/** A call that failed in passing is not tried again after this time: when each attempt times out, one is enough. */
export const MAX_PASSING_MS = 30_000;
/** No call waits longer than this in sum; a longer `Retry-After` fails at once. */
export const MAX_TOTAL_WAIT_MS = 120_000;
const FIRST_BACKOFF_MS = 500;
/** Timers may fire early by a millisecond; Retry-After must not be undercut. */
const SAFETY_MS = 10;

export interface PatienceLimits {
  throttledAttempts: number;
  passingAttempts: number;
  totalWaitMs: number;
}

const DEFAULT_LIMITS: PatienceLimits = {
  throttledAttempts: MAX_THROTTLED_ATTEMPTS,
  passingAttempts: MAX_PASSING_ATTEMPTS,
  totalWaitMs: MAX_TOTAL_WAIT_MS,
};

/** Decides how often and how long one call is tried again. */
export interface Patience {
  /** Waits before the next attempt. @returns false when the failure has to be accepted */
  wait(failure: Pick<Failure, 'kind' | 'retryAfterMs'>): Promise<boolean>;
}

/**
 * @param isRepeatable whether a failure of this kind may be tried again at all
 * @throws GraphError `unavailable` from `wait` when `signal` aborts
 */
export function createPatience(
  clock: Clock,
  isRepeatable: (kind: Failure['kind']) => boolean,
  signal?: AbortSignal,
  limits: PatienceLimits = DEFAULT_LIMITS,
  onWait?: (ms: number) => void,
): Patience {
  const startedAt = clock.now();
  let attempts = 0;
  let waitedMs = 0;
  let backoffs = 0;
  return {
    async wait({ kind, retryAfterMs }) {
      attempts += 1;
      const limit = kind === 'throttled' ? limits.throttledAttempts : limits.passingAttempts;
      if (!isRepeatable(kind) || attempts >= limit) return false;
      if (kind !== 'throttled' && clock.now() - startedAt > MAX_PASSING_MS) return false;
      const backoffMs = FIRST_BACKOFF_MS * 2 ** backoffs * (0.5 + clock.random() / 2);
      if (retryAfterMs === null) backoffs += 1;
      const waitMs = retryAfterMs === null ? backoffMs : retryAfterMs + SAFETY_MS;
      if (waitedMs + waitMs > limits.totalWaitMs) return false;
      waitedMs += waitMs;
      onWait?.(waitMs);
      try {
        await clock.sleep(waitMs, signal);
      } catch {
        throw new GraphError('unavailable', 'stopped while waiting to try again');
      }
      return true;
    },
  };
}
