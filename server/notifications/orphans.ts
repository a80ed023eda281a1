import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { describeResource, isSameResource } from '../graph/subscriptions.ts';
import type { Subscription } from '../graph/types.ts';
import type { OrganizationRecord, Store, UserId } from '../store/types.ts';
import type { OpenedSubscriptions } from './carry-out.ts';

/** Each firm's app is asked so often. */
const SEARCH_INTERVAL_MS = 24 * 60 * 60 * 1000;
/** How often it is looked whether a firm's turn has come. */
const TICK_MS = 60 * 1000;
const OWNER = /^\/?users\/([0-9a-f-]{36})\//i;

export interface OrphanSearch {
  /** Ends the search. */
  stop(): Promise<void>;
}

export interface OrphanDeps {
  store: Pick<Store, 'openUser' | 'listOrganizations'>;
  openSubscriptions(user: UserId, organization: OrganizationRecord): OpenedSubscriptions | null;
  /** null: nothing is subscribed to, and what there is ends within a week. */
  notificationUrl: string | null;
  /** Milliseconds since 1970. */
  now: () => number;
  /** A number in [0, 1). */
  random?: () => number;
  log: Logger;
}

/**
 * Looks for subscriptions that come here and that nobody keeps, once a day for each firm: those of people who were
 * forgotten while Graph was out of reach, or of data that are gone.
 */
export function startOrphanSearch(deps: OrphanDeps): OrphanSearch {
  const { store, notificationUrl, now, log, random = Math.random } = deps;
  const stopping = new AbortController();
  const dueAt = new Map<number, number>();

  async function tick(): Promise<void> {
    for (const organization of await store.listOrganizations()) {
      // After a start the firms are spread over the whole day.
      const due = dueAt.get(organization.id) ?? now() + SEARCH_INTERVAL_MS * random();
      if (due > now()) {
        dueAt.set(organization.id, due);
        continue;
      }
      dueAt.set(organization.id, now() + SEARCH_INTERVAL_MS);
      const removed = await removeOrphans(deps, organization);
      if (removed > 0) log.info({ removed }, 'subscriptions that nobody kept were removed');
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await tick().catch((error: unknown) => log.warn({ err: error }, 'subscriptions could not be looked through'));
      await sleep(TICK_MS, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
    }
  }

  const running = notificationUrl === null ? Promise.resolve() : run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/**
 * Removes the subscriptions of the organisation's app that come here and are in nobody's records.
 * @returns how many
 * @throws GraphError; what was not reached is found the next time
 */
export async function removeOrphans(
  deps: Pick<OrphanDeps, 'store' | 'openSubscriptions' | 'notificationUrl'>,
  organization: OrganizationRecord,
): Promise<number> {
  const { tenantId } = organization;
  const opened = deps.openSubscriptions({ tenantId, objectId: '' }, organization);
  if (!opened) return 0;
  let removed = 0;
  for (const subscription of await opened.subscriptions.list()) {
    if (subscription.notificationUrl !== deps.notificationUrl) continue;
    if (await isKept(deps.store, tenantId, subscription)) continue;
    await opened.subscriptions.remove(subscription.id);
    removed += 1;
  }
  return removed;
}

async function isKept(store: OrphanDeps['store'], tenantId: string, subscription: Subscription): Promise<boolean> {
  const objectId = OWNER.exec(subscription.resource)?.[1];
  // Of a form that this product does not make: somebody else's.
  if (objectId === undefined) return true;
  const document = await store.openUser({ tenantId, objectId });
  return [...document.list('subscriptions')].some(([calendarId, record]) => {
    if (record.state === 'active') return record.id === subscription.id;
    if (record.state !== 'creating') return false;
    // Its id is not known yet.
    const isDefault = document.get('calendars', calendarId)?.isDefault ?? false;
    return isSameResource(describeResource(objectId, { id: calendarId, isDefault }), subscription.resource);
  });
}
