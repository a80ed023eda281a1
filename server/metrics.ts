import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { NOTIFICATION_OUTCOMES, type NotificationOutcome } from './notifications/types.ts';
import { LINK_COUNT_STATES, SUBSCRIPTION_STATES, type StoreCounts } from './store/types.ts';
import type { Run } from './sync/core/run.ts';
import { FACES, type Traffic } from './traffic.ts';

const STATUS_CLASSES = ['2xx', '3xx', '4xx', '5xx', 'none'] as const;
/** A quiet synchronisation takes a tenth of a second, the first one of a full mailbox minutes. */
const SYNC_BUCKETS_S = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900];
const REMINDER_RESULTS = ['posted', 'put_off', 'given_up'] as const;
export type ReminderResult = (typeof REMINDER_RESULTS)[number];

/** What is asked when somebody reads the metrics. */
export interface MetricSources {
  count(): Promise<StoreCounts>;
  /** How long the mailbox that waits longest has been due, in milliseconds. */
  readOverdueMs(): Promise<number>;
  /** Mailboxes that wait for background work, by lane. */
  countWaiting(): Promise<Record<string, number>>;
}

export interface Metrics {
  traffic: Traffic;
  noteRun(run: Run, ms: number): void;
  noteNotification(outcome: NotificationOutcome): void;
  noteReminders(result: ReminderResult, count: number): void;
  /** Before it is called, the gauges have nothing to say. */
  connect(sources: MetricSources): void;
  /** In Prometheus' text format (prometheus.io/docs/instrumenting/exposition_formats). */
  render(): Promise<{ contentType: string; text: string }>;
}

/**
 * The product's metrics, in a registry of their own. Labels are words from short lists of ours, never an id, an address
 * or a title: whoever reads them learns how much is done, not for whom.
 */
export function createMetrics(version: string): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  let sources: MetricSources | null = null;

  const runs = new Histogram({
    name: 'lupax_sync_duration_seconds',
    help: 'How long runs took, by kind and by how they ended',
    labelNames: ['kind', 'result'],
    buckets: SYNC_BUCKETS_S,
    registers,
  });
  const runErrors = new Counter({
    name: 'lupax_sync_errors_total',
    help: 'Runs that failed, by the code of why',
    labelNames: ['code'],
    registers,
  });
  const requests = new Counter({
    name: 'lupax_requests_total',
    help: 'HTTP requests to Microsoft Graph, Lupax and Entra, by class of status; none: no answer',
    labelNames: ['face', 'status'],
    registers,
  });
  const throttles = new Counter({
    name: 'lupax_throttles_total',
    help: 'Requests and parts of batches that were refused with 429',
    labelNames: ['face'],
    registers,
  });
  const waits = new Counter({
    name: 'lupax_retry_wait_seconds_total',
    help: 'How long calls waited before they were sent again',
    labelNames: ['face'],
    registers,
  });
  const reminders = new Counter({
    name: 'lupax_reminders_total',
    help: 'Reminders that the bot posted, has put off because it could not, or has given up',
    labelNames: ['result'],
    registers,
  });
  const links = new Gauge({
    name: 'lupax_links',
    help: 'Linked people by state',
    labelNames: ['state'],
    registers,
  });
  const waitingRuns = new Gauge({
    name: 'lupax_runs_waiting_for_approval',
    help: 'Runs with deletions or loosenings that wait for a person',
    registers,
  });
  const attention = new Gauge({
    name: 'lupax_attention',
    help: "What needs a person's attention, by code",
    labelNames: ['code'],
    registers,
  });
  new Gauge({
    name: 'lupax_poll_overdue_seconds',
    help: 'How long the mailbox that waits longest has been due',
    registers,
    async collect() {
      this.set(((await sources?.readOverdueMs()) ?? 0) / 1000);
    },
  });
  new Gauge({
    name: 'lupax_queue_waiting',
    help: 'Mailboxes that wait for background work, by lane, those included that wait for their time',
    labelNames: ['lane'],
    registers,
    async collect() {
      for (const [lane, count] of Object.entries((await sources?.countWaiting()) ?? {})) this.set({ lane }, count);
    },
  });
  const subscriptions = new Gauge({
    name: 'lupax_subscriptions',
    help: 'Subscriptions to changes of calendars by state; refused: the calendar is polled',
    labelNames: ['state'],
    registers,
  });
  const notifications = new Counter({
    name: 'lupax_notifications_total',
    help: 'Change and lifecycle notifications by what became of them',
    labelNames: ['outcome'],
    registers,
  });
  new Gauge({ name: 'lupax_build_info', help: 'The version', labelNames: ['version'], registers }).set({ version }, 1);
  // A counter that is not there yet is no zero, and nothing can be said about its growth.
  for (const face of FACES) {
    for (const status of STATUS_CLASSES) requests.inc({ face, status }, 0);
    throttles.inc({ face }, 0);
    waits.inc({ face }, 0);
  }
  for (const result of REMINDER_RESULTS) reminders.inc({ result }, 0);
  for (const outcome of NOTIFICATION_OUTCOMES) notifications.inc({ outcome }, 0);

  async function readCounts(): Promise<void> {
    const counts = await sources?.count();
    if (!counts) return;
    for (const state of LINK_COUNT_STATES) links.set({ state }, counts.links[state]);
    for (const state of SUBSCRIPTION_STATES) subscriptions.set({ state }, counts.subscriptions[state]);
    waitingRuns.set(counts.waitingRuns);
    attention.reset();
    for (const [code, count] of Object.entries(counts.attention)) attention.set({ code }, count);
  }

  return {
    traffic: {
      answered: (face, status) => requests.inc({ face, status: toStatusClass(status) }),
      throttled: (face) => throttles.inc({ face }),
      waits: (face, ms) => waits.inc({ face }, ms / 1000),
    },
    noteRun(run, ms) {
      runs.observe({ kind: run.kind, result: run.state }, ms / 1000);
      if (run.error) runErrors.inc({ code: run.error.code });
    },
    noteNotification: (outcome) => notifications.inc({ outcome }),
    noteReminders: (result, count) => reminders.inc({ result }, count),
    connect: (given) => void (sources = given),
    async render() {
      await readCounts();
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}

function toStatusClass(status: number | null): (typeof STATUS_CLASSES)[number] {
  if (status === null) return 'none';
  return STATUS_CLASSES.find((name) => name.startsWith(String(Math.floor(status / 100)))) ?? 'none';
}
