import type { Logger } from 'pino';
import { createBot } from '../bot/index.ts';
import { createAccounts } from './accounts/index.ts';
import { createProjectOwnerFinder } from './accounts/project-owner.ts';
import { createRefresher } from './accounts/refresh.ts';
import { openBackend, type Backend } from './backends.ts';
import { isLoopback } from './config-values.ts';
import type { Config } from './config.ts';
import { createGraphConnector } from './graph/index.ts';
import { createApp, type AppDeps } from './http/app.ts';
import { startServer } from './http/server.ts';
import { closeInterruptedRuns } from './jobs/interrupted-runs.ts';
import { createMailboxWork } from './jobs/mailbox-work.ts';
import { createPollGate } from './jobs/poll-gate.ts';
import { startPoller } from './jobs/poller.ts';
import { startRunRecovery } from './jobs/run-recovery.ts';
import { createLog } from './log.ts';
import { createLupaxConnector } from './lupax/connector.ts';
import { createMeetingService } from './meetings/service.ts';
import { createReminderActions } from './reminders/actions.ts';
import { createMetrics } from './metrics.ts';
import { chooseNotificationUrl } from './notifications/address.ts';
import { createClientStates } from './notifications/client-state.ts';
import { createSubscriptionKeeper } from './notifications/keeper.ts';
import { startOrphanSearch } from './notifications/orphans.ts';
import { createNotificationReceiver } from './notifications/receiver.ts';
import { startReminders, type ReminderService } from './reminders/service.ts';
import { createSetupCheck } from './setup/check.ts';
import { createSecrets } from './store/secrets.ts';
import type { UserId } from './store/types.ts';
import { createSyncService } from './sync/service.ts';
import { createSessions } from './sync/session.ts';
import { sendFirst } from './send-first.ts';
import { VERSION } from './version.ts';

const LOOPBACK = '127.0.0.1';
/** Of one answer of Lupax, for the check of the set-up: somebody is waiting for it. */
const CHECK_TIMEOUT_MS = 8_000;
/** How often Lupax is asked for each user's reminders; one on this machine is asked more often. */
const REMINDER_INTERVAL_MS = 60_000;
const LOCAL_REMINDER_INTERVAL_MS = 2_000;

/** Without polling, subscriptions are looked after: after a start within this time, then once a day. */
const CARE_SPREAD_MS = 5 * 60 * 1000;
const LONGEST_CARE_MS = 24 * 60 * 60 * 1000;

export interface ProductOptions {
  config: Config;
  log?: Logger;
  /** Milliseconds since 1970. */
  now?: () => number;
  /** The window is at least this wide, whatever the settings say. */
  minimumWindow?: { pastDays: number; futureDays: number };
  /** Tab and pane as they were built; without them the API is all there is. */
  pages?: AppDeps['pages'];
  /** What a demo adds beside the product, at paths of its own. */
  extras?: AppDeps['extras'];
  /** How often reminders are looked at; 0: never. */
  reminderIntervalMs?: number;
}

export interface Product {
  /** Where it listens on this machine. */
  url: string;
  /** Ends running work safely and closes the store. */
  stop(): Promise<void>;
}

/**
 * Builds the parts and starts them: the only place where parts meet.
 * @throws StoreError, or the system's error when the port is taken
 */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const { config, now = Date.now } = options;
  const log = options.log ?? createLog(config.logLevel);
  const backend = await openBackend(config, log);
  try {
    return await startOn(backend, { ...options, log, now });
  } catch (error) {
    await backend.close();
    throw error;
  }
}

async function startOn(
  backend: Backend,
  options: ProductOptions & { log: Logger; now: () => number },
): Promise<Product> {
  const { store, leases, withUserLock, makeLimiter, queue, shares } = backend;
  const { config, log, now, minimumWindow, pages, extras, reminderIntervalMs } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const metrics = createMetrics(VERSION);
  const { traffic } = metrics;
  const secrets = createSecrets({ key: config.encryptionKey, oldKeys: config.encryptionKeysOld });
  const graph = createGraphConnector({
    authorityHost: config.entra.authorityHost,
    graphBaseUrl: config.graphBaseUrl,
    shares,
    now,
    log,
    traffic,
    signal,
    sendFirst,
  });
  const lupax = createLupaxConnector({ baseUrl: config.lupaxBaseUrl, log, signal, traffic, sendFirst });
  const { openSession, openLupax, openMeetings, openSubscriptions } = createSessions({
    store,
    secrets,
    graph,
    lupax,
    now,
    log,
  });
  const refresher = createRefresher({ openLupax, secrets, now });
  const quickLupax = createLupaxConnector({
    baseUrl: config.lupaxBaseUrl,
    timeoutMs: CHECK_TIMEOUT_MS,
    log,
    signal,
    traffic,
  });
  const quickSessions = createSessions({ store, secrets, graph, lupax: quickLupax, now, log });
  const quick = {
    openLupax: quickSessions.openLupax,
    refresher: createRefresher({ openLupax: quickSessions.openLupax, secrets, now }),
  };
  const checkSetup = createSetupCheck({
    place: { ...config, authorityHost: config.entra.authorityHost },
    openProbe: graph.openProbe,
    now,
  });
  const findProjectOwner = createProjectOwnerFinder(now);
  const { syncIntervalSeconds: intervalSeconds } = config;
  const schedule = backend.makeSchedule({
    spreadMs: intervalSeconds * 1000 || CARE_SPREAD_MS,
    longestMs: Math.max(intervalSeconds * 1000, LONGEST_CARE_MS),
    now,
  });
  const clientStates = createClientStates({ key: config.encryptionKey, oldKeys: config.encryptionKeysOld });
  const notificationUrl = chooseNotificationUrl(config);
  const keeper = createSubscriptionKeeper({ store, openSubscriptions, clientStates, notificationUrl, now, log });
  const tend = (user: UserId): void => {
    queue.ask(user, 'background', { why: 'keep' }).catch((error: unknown) => log.error({ err: error }, 'not queued'));
  };
  const sync = createSyncService({
    store,
    leases,
    openSession,
    refresh: refresher.refreshHourly,
    findProjectOwner,
    secrets,
    now,
    sendFirst,
    log,
    onUnlinking: (user) => keeper.drop(user),
    onRunEnded(run, ms, user) {
      metrics.noteRun(run, ms);
      // Subscriptions begin after the first explicit synchronisation. Runs in the background see to them anyway.
      if (run.kind === 'sync' && !run.background) tend(user);
    },
    ...(minimumWindow ? { minimumWindow } : {}),
  });
  let reminders: ReminderService | null = null;
  const interrupted = await closeInterruptedRuns(store, leases);
  if (interrupted > 0) log.warn({ interrupted }, 'runs were interrupted when the server last stopped');

  const { adminUpns } = config;
  const accounts = createAccounts({
    readNextPoll: async (user) => (intervalSeconds > 0 ? await schedule.readNext(user) : null),
    subscriptions: { tend, drop: (user) => keeper.drop(user) },
    store,
    secrets,
    graph,
    lupax,
    sync,
    openSession,
    refresher,
    quick,
    checkSetup,
    withUserLock,
    makeLimiter,
    authorityHost: config.entra.authorityHost,
    adminUpns,
    now,
    log,
  });
  const gate = createPollGate({ store, intervalSeconds, now });
  const { noteNotification: onOutcome } = metrics;
  await queue.start(
    createMailboxWork({ store, sync, gate, keeper, queue, schedule, intervalSeconds, onOutcome, now, log }),
  );
  const poller = startPoller({ schedule, queue, intervalSeconds, log });
  const goOn = (user: UserId): Promise<void> => queue.ask(user, 'notified', { why: 'waited' });
  const recovery = startRunRecovery({ leases, store, goOn, log });
  metrics.connect({
    count: () => store.count(),
    readOverdueMs: () => schedule.readOverdueMs(),
    countWaiting: () => queue.countWaiting(),
  });
  const checks = {
    store: () => store.check(),
    queue: async () => void (await Promise.all([poller.check(), queue.check(), reminders?.check()])),
  };
  const { askLupax } = refresher;
  const bot = createBot({
    config,
    store,
    accounts,
    sync,
    openLupax,
    meetings: createMeetingService({ store, openMeetings, openLupax, askLupax, findProjectOwner, now }),
    reminders: createReminderActions({ store, openLupax, now }),
    now,
    log,
  });
  const messages = bot?.endpoint ?? null;
  const app = createApp({
    config,
    accounts,
    messages,
    notifications: createNotificationReceiver({
      clientStates,
      ask: (user, note, delayMs) => queue.ask(user, 'notified', note, delayMs),
      onOutcome,
    }),
    version: VERSION,
    checks,
    metrics: { token: config.metricsToken, render: metrics.render },
    traffic,
    stopping: signal,
    log,
    now,
    ...(pages ? { pages } : {}),
    ...(extras ? { extras } : {}),
  });
  // The demo's sign-ins are open to anyone who reaches it.
  const host = config.mode === 'demo' ? { host: LOOPBACK } : {};
  const server = await startServer(app, { port: config.port, ...host }).catch(async (error: unknown) => {
    await Promise.all([recovery.stop(), poller.stop(), queue.stop()]);
    throw error;
  });
  const orphans = startOrphanSearch({ store, openSubscriptions, notificationUrl, now, log });
  const { deliver } = bot ?? {};
  const intervalMs = reminderIntervalMs ?? chooseReminderInterval(config.lupaxBaseUrl);
  reminders = deliver
    ? startReminders({ store, openLupax, deliver, onOutcome: metrics.noteReminders, intervalMs, now, log })
    : null;
  log.info({ port: server.port, mode: config.mode, version: VERSION }, 'ready');

  return {
    url: `http://${LOOPBACK}:${server.port}`,
    async stop() {
      const served = server.stop();
      // Waiting for Graph and Lupax ends at once; what was written is committed, the rest is done with the next sync.
      const synced = sync.stop();
      stopping.abort(new Error('the server stops'));
      await Promise.all([
        served,
        synced,
        recovery.stop(),
        poller.stop(),
        queue.stop(),
        orphans.stop(),
        reminders?.stop(),
      ]);
      await backend.close();
    },
  };
}

function chooseReminderInterval(lupaxBaseUrl: string): number {
  return isLoopback(new URL(lupaxBaseUrl).hostname) ? LOCAL_REMINDER_INTERVAL_MS : REMINDER_INTERVAL_MS;
}
