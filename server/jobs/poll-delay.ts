/** Users are spread so that not all mailboxes are read at the same moment. */
const JITTER = 0.1;
/** A mailbox in which something just changed is looked at so much more often than one that sleeps. */
const BUSY_FACTOR = 5;
/** The pause before the next look, as a share of the time since something last changed. */
const PAUSE_PER_AGE = 0.2;

export interface PollRhythm {
  /** `SYNC_INTERVAL_SECONDS`: no mailbox waits longer. */
  intervalMs: number;
  /** Milliseconds since a run last had something to do; null when none is known. */
  quietMs: number | null;
  /** A number in [0, 1). */
  random: number;
}

/**
 * How long a mailbox is left alone. Notifications tell of changes in Outlook; this is for what nothing tells about: changes
 * in Lupax, the sharing of calendars, and notifications that got lost. Changes come in bursts, so who just changed something
 * is looked at sooner, and with every quiet look later, up to the interval.
 * @returns milliseconds
 */
export function choosePollDelayMs({ intervalMs, quietMs, random }: PollRhythm): number {
  const pauseMs = quietMs === null ? intervalMs : Math.max(0, quietMs) * PAUSE_PER_AGE;
  const delayMs = Math.min(intervalMs, Math.max(intervalMs / BUSY_FACTOR, pauseMs));
  return delayMs * (1 - JITTER * random);
}
