import { throttled } from './errors.ts';

/** https://learn.microsoft.com/graph/throttling-limits#outlook-service-limits, per app and mailbox. */
const MAX_IN_FLIGHT = 4;
const MAX_REQUESTS = 10_000;
const PERIOD_MS = 10 * 60_000;
/** Requests are counted in slots of this length: fine enough for a limit of ten minutes. */
const SLOT_MS = 10_000;
/** Fractions of a second, as the documentation's example has them. */
const CONCURRENCY_RETRY_AFTER_S = 0.275;

interface Usage {
  inFlight: number;
  total: number;
  readonly slots: Map<number, number>;
}

export interface Throttle {
  /** Counts a request in; answers how to count it out. 429 when the mailbox has too many. */
  enter(appId: string, objectId: string): () => void;
  /** The most requests one mailbox ever had in flight at once, refused ones included. */
  readonly peak: { value: number };
}

/** Creates the throttle of Exchange: four requests at once, 10,000 in ten minutes; refused requests count too. */
export function createThrottle(clock: { now(): number }): Throttle {
  const usages = new Map<string, Usage>();
  const peak = { value: 0 };

  const countRequest = (usage: Usage): void => {
    const slot = Math.floor(clock.now() / SLOT_MS);
    for (const [old, count] of usage.slots) {
      if (old > slot - PERIOD_MS / SLOT_MS) break;
      usage.slots.delete(old);
      usage.total -= count;
    }
    usage.slots.set(slot, (usage.slots.get(slot) ?? 0) + 1);
    usage.total++;
  };

  return {
    peak,
    enter: (appId, objectId) => {
      const key = `${appId}/${objectId}`;
      const usage = usages.get(key) ?? { inFlight: 0, total: 0, slots: new Map<number, number>() };
      usages.set(key, usage);
      countRequest(usage);
      peak.value = Math.max(peak.value, usage.inFlight + 1);
      if (usage.total > MAX_REQUESTS) {
        const oldest = usage.slots.keys().next().value!;
        const waitMs = oldest * SLOT_MS + SLOT_MS + PERIOD_MS - clock.now();
        throw throttled(Math.max(waitMs, 1) / 1000, 'Application is over its MailboxRequestCount limit.');
      }
      if (usage.inFlight >= MAX_IN_FLIGHT) {
        throw throttled(CONCURRENCY_RETRY_AFTER_S, 'Application is over its MailboxConcurrency limit.');
      }
      usage.inFlight++;
      return () => {
        usage.inFlight--;
      };
    },
  };
}
