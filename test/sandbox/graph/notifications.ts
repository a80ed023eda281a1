import type { Random } from './random.ts';
import type { Json } from './types.ts';
import { MINUTE_MS } from './zones.ts';

/** https://learn.microsoft.com/graph/change-notifications-delivery-webhooks */
const GIVE_UP_MS = 240 * MINUTE_MS;
const STATISTICS_MS = 10 * MINUTE_MS;
const FIRST_RETRY_MS = 10_000;
const SLOW_SHARE = 0.1;
const DROP_SHARE = 0.15;
const POLL_MS = 250;

interface QueuedItem {
  readonly url: string;
  readonly body: Json;
  readonly queuedMs: number;
  attempts: number;
  dueMs: number;
}

/** One POST to an endpoint. */
export interface Delivery {
  readonly url: string;
  /** 0 when the endpoint could not be reached or did not answer in time. */
  readonly status: number;
  readonly value: Json[];
  readonly at: number;
}

/** How notifications are delivered; may be changed while running. */
export interface NotificationControl {
  /** Off: nothing is queued, as if every notification got lost. */
  enabled: boolean;
  /** Off: each change is told once. */
  duplicates: boolean;
  /** How long the first attempt, and each retry, waits for an answer; real ms. */
  timeoutMs: number;
  retryTimeoutMs: number;
  /** Every POST made so far. */
  readonly deliveries: Delivery[];
  /** How many notifications were thrown away because the endpoint was slow or never answered. */
  readonly dropped: { count: number };
  /** Waiting notifications, those that wait for a retry included. */
  pending(): number;
  /** Delivers what is due by the clock; resolves when that is done. */
  flush(): Promise<void>;
}

export interface NotificationQueue extends NotificationControl {
  enqueue(url: string, items: Json[]): void;
  stop(): void;
}

/**
 * Creates the queue that delivers notifications: in any order, several to a POST, retried with growing pauses for four
 * hours of the sandbox's clock, delayed for slow and dropped for very slow endpoints.
 */
export function createNotificationQueue(clock: { now(): number }, random: Random): NotificationQueue {
  let queue: QueuedItem[] = [];
  let running: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  const answers = new Map<string, { at: number; ms: number }[]>();

  const shareOver = (url: string, limitMs: number): number => {
    const recent = (answers.get(url) ?? []).filter(({ at }) => at > clock.now() - STATISTICS_MS);
    answers.set(url, recent);
    return recent.length === 0 ? 0 : recent.filter(({ ms }) => ms >= limitMs).length / recent.length;
  };

  /**
   * @returns the status of the answer, 0 when there was none in time, and how long it took. A timer may fire a
   *   fraction of a millisecond early, so what was given up on counts with the whole time it had.
   */
  const send = async (url: string, items: QueuedItem[], timeoutMs: number): Promise<{ status: number; ms: number }> => {
    const begin = performance.now();
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json; charset=utf-8' },
        body: JSON.stringify({ value: items.map((item) => item.body) }),
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      });
      await response.arrayBuffer();
      return { status: response.status, ms: performance.now() - begin };
    } catch (error) {
      const isLate = error instanceof Error && error.name === 'TimeoutError';
      return { status: 0, ms: isLate ? Math.max(timeoutMs, performance.now() - begin) : performance.now() - begin };
    }
  };

  const post = async (url: string, items: QueuedItem[]): Promise<void> => {
    const isRetry = items.some((item) => item.attempts > 0);
    const { status, ms } = await send(url, items, isRetry ? control.retryTimeoutMs : control.timeoutMs);
    const nowMs = clock.now();
    answers.set(url, [...(answers.get(url) ?? []), { at: nowMs, ms }]);
    control.deliveries.push({ url, status, value: items.map((item) => item.body), at: nowMs });
    if (status >= 200 && status < 300) return;
    for (const item of items) {
      item.attempts++;
      item.dueMs = nowMs + FIRST_RETRY_MS * 2 ** (item.attempts - 1);
      if (item.dueMs - item.queuedMs > GIVE_UP_MS) control.dropped.count++;
      else queue.push(item);
    }
  };

  const deliverDue = async (): Promise<void> => {
    const due = queue.filter((item) => item.dueMs <= clock.now());
    queue = queue.filter((item) => item.dueMs > clock.now());
    const byUrl = new Map<string, QueuedItem[]>();
    for (const item of random.shuffle(due)) byUrl.set(item.url, [...(byUrl.get(item.url) ?? []), item]);
    for (const [url, items] of byUrl) {
      for (let at = 0; at < items.length;) {
        const size = 1 + random.below(5);
        await post(url, items.slice(at, at + size));
        at += size;
      }
    }
  };

  const flush = async (): Promise<void> => {
    while (running) await running;
    running = deliverDue().finally(() => {
      running = null;
    });
    await running;
  };

  const schedule = (): void => {
    if (timer || stopped) return;
    timer = setTimeout(
      () => {
        timer = null;
        void flush().then(() => {
          if (queue.length > 0) schedule();
        });
      },
      queue.some((item) => item.attempts === 0 && item.dueMs <= clock.now()) ? 1 : POLL_MS,
    );
    timer.unref();
  };

  const control: NotificationQueue = {
    enabled: true,
    duplicates: true,
    timeoutMs: 3_000,
    retryTimeoutMs: 10_000,
    deliveries: [],
    dropped: { count: 0 },
    pending: () => queue.length,
    flush,
    enqueue: (url, items) => {
      if (!control.enabled || stopped) return;
      if (shareOver(url, control.retryTimeoutMs) > DROP_SHARE) {
        control.dropped.count += items.length;
        return;
      }
      const queuedMs = clock.now();
      const dueMs = shareOver(url, control.timeoutMs) > SLOW_SHARE ? queuedMs + STATISTICS_MS : queuedMs;
      queue.push(...items.map((body) => ({ url, body, queuedMs, attempts: 0, dueMs })));
      schedule();
    },
    stop: () => {
      stopped = true;
      if (timer) clearTimeout(timer);
      queue = [];
    },
  };
  return control;
}
