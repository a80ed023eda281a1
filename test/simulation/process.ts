import { pino } from 'pino';
import { createCalendarsService } from '../../server/accounts/calendars.ts';
import { createLinkService } from '../../server/accounts/link.ts';
import type { Limits } from '../../server/accounts/limits.ts';
import { createUnlinkService } from '../../server/accounts/unlink.ts';
import { createGates } from '../../server/accounts/gates.ts';
import { createProjectOwnerFinder } from '../../server/accounts/project-owner.ts';
import { createRefresher } from '../../server/accounts/refresh.ts';
import { createSettingsService } from '../../server/accounts/settings.ts';
import { createGraphConnector } from '../../server/graph/index.ts';
import type { TokenSource } from '../../server/graph/index.ts';
import { closeInterruptedRuns } from '../../server/jobs/interrupted-runs.ts';
import { createRunRecovery } from '../../server/jobs/run-recovery.ts';
import { createLupaxConnector } from '../../server/lupax/connector.ts';
import { readBoundedText } from '../../server/bounded-text.ts';
import type { SendRequest } from '../../server/send-request.ts';
import type { Secrets } from '../../server/store/secrets.ts';
import { StoreError } from '../../server/store/errors.ts';
import { createSyncService } from '../../server/sync/service.ts';
import { createSessions } from '../../server/sync/session.ts';
import type { Random } from '../sandbox/graph/random.ts';
import type { Backed } from './backing.ts';
import type { Scheduler } from './scheduler.ts';
import type { Life } from './server-process.ts';

/** Texts stay readable: nothing is kept from anyone here, and real encryption would draw real random numbers. */
export const plainSecrets: Secrets = {
  encrypt: (text, context = '') => `${context}|${text}`,
  decrypt: (text, context = '') => {
    if (!text.startsWith(`${context}|`)) throw new Error('the text belongs to another context');
    return text.slice(context.length + 1);
  },
};

/** The real ones go by the real clock. */
const NO_LIMITS: Limits = { guardSignIn: (_user, _address, attempt) => attempt(), countRunStart: async () => {} };

export interface ProcessParts {
  life: Life;
  scheduler: Scheduler;
  random: Random;
  backed: Backed;
  tokens: TokenSource;
  /** Whether others may share the store. */
  isShared: boolean;
}

/** Host names of a process: a request tells by them whose it is. */
export const hostOf = (side: 'graph' | 'lupax', life: Life): string =>
  `http://${side}-${life.number}.simulation.example`;

/** The world's wire stands in the place of `fetch` while a story is told. */
const send: SendRequest = async (url, request) => {
  const response = await globalThis.fetch(url, request as RequestInit);
  return { status: response.status, headers: response.headers, text: await readBoundedText(response) };
};

/** The product as `server/product.ts` builds it, without HTTP and its poller. */
export function startProcess({ life, scheduler, random, backed, tokens, isShared }: ProcessParts) {
  const { store, leases, withLock } = backed;
  const log = pino({ level: process.env['SIMULATION_LOG'] ?? 'silent' });
  const { now } = scheduler;
  const clock = {
    now,
    random: random.next,
    sleep: (ms: number) => new Promise<void>((resolve) => scheduler.after(ms, () => life.deliver(resolve))),
  };
  const graph = createGraphConnector({
    authorityHost: 'http://entra.simulation.example',
    graphBaseUrl: hostOf('graph', life),
    clock,
    log,
    tokenSources: () => tokens,
    send,
  });
  const lupax = createLupaxConnector({ baseUrl: `${hostOf('lupax', life)}/api/v1`, clock, log, send });
  const { openSession, openLupax } = createSessions({ store, secrets: plainSecrets, graph, lupax, now, log });
  const refresher = createRefresher({ openLupax, secrets: plainSecrets, now });
  const sync = createSyncService({
    store,
    leases,
    // Where there is one, nobody waits for long, and runs in the background are waited for until they end.
    ...(isShared ? { pause: clock.sleep } : {}),
    openSession,
    refresh: refresher.refreshHourly,
    findProjectOwner: createProjectOwnerFinder(now),
    secrets: plainSecrets,
    now,
    makeId: random.guid,
    log,
  });
  const gates = createGates({ store, adminUpns: [] }, refresher);
  const subscriptions = { tend: () => {}, drop: async () => {} };
  return {
    life,
    sync,
    calendars: createCalendarsService({ openSession, subscriptions }, { gates, refresher, withLock }),
    settings: createSettingsService(gates),
    link: createLinkService(
      { store, secrets: plainSecrets, lupax, sync, subscriptions, adminUpns: [], now },
      { limits: NO_LIMITS, withLock },
    ),
    unlink: createUnlinkService({ store, sync, subscriptions }, { limits: NO_LIMITS, withLock }),
    store,
    closeInterruptedRuns: () => closeInterruptedRuns(store, leases),
    /** One look for runs whose processes have died. */
    recoverRuns: createRunRecovery({
      ...{ leases, store, log },
      goOn: async (user) => void (await sync.startSync(user, { dryRun: false, background: true })),
    }),
  };
}

export type Process = ReturnType<typeof startProcess>;

/** Meanwhile another process has removed the person's data, or has taken the mailbox over from one that was halted. */
export function isOvertaken(error: unknown): boolean {
  return error instanceof StoreError && (error.code === 'superseded' || error.code === 'deleted');
}
