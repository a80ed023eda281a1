import { GraphError } from '../graph/errors.ts';
import type { OrganizationRecord, Store, SubscriptionRecord, UserDocument, UserId } from '../store/types.ts';
import { createUserLocks } from '../store/user-locks.ts';
import { findObstacle } from '../sync/find-obstacle.ts';
import { isStateObstacle } from '../sync/obstacles.ts';
import { carryOut, putRecord, removeSubscription, type CarryOutDeps, type OpenedSubscriptions } from './carry-out.ts';
import { planSubscriptions, type WantedCalendar } from './plan-subscriptions.ts';
import type { SubscriptionRef } from './types.ts';

/** Renewing authorises anew; Graph does not want both within this time, and tells more than once. */
const RENEWED_LATELY_MS = 10 * 60 * 1000;
/** Whoever unlinks waits for it; what is left then ends by itself, or is found by the search for orphans. */
const DROP_WITHIN_MS = 10_000;

export interface SubscriptionKeeper {
  /**
   * Brings the user's subscriptions in line with the calendars in sync; asks Graph only where something has to be done.
   * Never rejects for Graph's sake.
   * @returns whether there are new ones: what changed before them was told of by nobody
   */
  keep(user: UserId, document: UserDocument): Promise<boolean>;
  /** Whether the notification is of a subscription that is kept; what is not is removed at Graph. */
  recognise(user: UserId, document: UserDocument, ref: SubscriptionRef): Promise<boolean>;
  /** `reauthorizationRequired`: the next `keep` prolongs it, which authorises it, unless that was just done. */
  authorise(user: UserId, document: UserDocument, ref: SubscriptionRef): Promise<void>;
  /** `subscriptionRemoved`: the next `keep` makes another one. */
  forget(user: UserId, document: UserDocument, ref: SubscriptionRef): Promise<void>;
  /** Removes all of the user, who is about to be forgotten: none is made until there is another link. Never rejects. */
  drop(user: UserId): Promise<void>;
}

/**
 * Opens the subscriptions of the firm's app, also where its connection is switched off: what is there has to be removed.
 * @returns null where its app is not known
 */
export type OpenSubscriptions = (
  user: UserId,
  organization: OrganizationRecord | undefined,
) => OpenedSubscriptions | null;

export interface KeeperDeps extends Omit<CarryOutDeps, 'random'> {
  store: Pick<Store, 'openUser' | 'getOrganization'>;
  openSubscriptions: OpenSubscriptions;
  random?: () => number;
}

export function createSubscriptionKeeper(given: KeeperDeps): SubscriptionKeeper {
  const deps = { random: Math.random, ...given };
  const { store, openSubscriptions, notificationUrl, now, log } = deps;
  /** Two that create for the same user would get in each other's way. */
  const exclusively = createUserLocks();
  /** `linkedAt` of links that are about to end. */
  const leaving = new Map<string, string>();

  async function look(user: UserId, document: UserDocument) {
    const link = document.get('link', 'self');
    const organization = link && (await store.getOrganization(link.organization.id));
    const obstacle = findObstacle(document, organization);
    const isClosed = obstacle !== null && isStateObstacle(obstacle);
    const isLeaving = link !== undefined && leaving.get(toKey(user)) === link.linkedAt;
    if (link && !isLeaving) leaving.delete(toKey(user));
    const isWanted = link?.started === true && !isClosed && !isLeaving;
    const clientId = organization?.clientId ?? null;
    const place = isWanted && notificationUrl !== null && clientId !== null ? { url: notificationUrl, clientId } : null;
    return { organization, place };
  }

  async function dropAll(user: UserId): Promise<void> {
    const document = await store.openUser(user);
    const { organization } = await look(user, document);
    const subscriber = { user, document, opened: openSubscriptions(user, organization) };
    await Promise.all([...document.list('subscriptions').keys()].map((id) => removeSubscription(deps, subscriber, id)));
  }

  return {
    keep: (user, document) =>
      exclusively(user, async () => {
        const { organization, place } = await look(user, document);
        const plan = planSubscriptions(document.list('subscriptions'), listWanted(document), place, now());
        if (plan.create.length + plan.renew.length + plan.remove.length === 0) return false;
        return await carryOut(deps, { user, document, opened: openSubscriptions(user, organization) }, plan);
      }),

    async recognise(user, document, ref) {
      if (find(document, ref)) return true;
      const { organization } = await look(user, document);
      await openSubscriptions(user, organization)
        ?.subscriptions.remove(ref.id)
        .catch((error: unknown) => {
          if (!(error instanceof GraphError)) throw error;
        });
      return false;
    },

    authorise: (user, document, ref) =>
      exclusively(user, async () => {
        const [calendarId, record] = find(document, ref) ?? [];
        if (!calendarId || record?.state !== 'active') return;
        if (now() - Date.parse(record.renewedAt) < RENEWED_LATELY_MS) return;
        await putRecord(document, calendarId, { ...record, renewAt: new Date(now()).toISOString() });
      }),

    forget: (user, document, ref) =>
      exclusively(user, async () => {
        const [calendarId] = find(document, ref) ?? [];
        if (calendarId) await putRecord(document, calendarId, null);
      }),

    async drop(user) {
      const dropped = (async () => {
        const link = (await store.openUser(user)).get('link', 'self');
        if (!link) return;
        leaving.set(toKey(user), link.linkedAt);
        await exclusively(user, () => dropAll(user));
      })().catch((error: unknown) => {
        log.warn({ err: error }, 'subscriptions were not removed; they end by themselves');
      });
      await withinTime(dropped, DROP_WITHIN_MS);
    },
  };
}

/** Calendars in sync. One that is not shared shows nothing; that it is shared again is found by polling. */
function listWanted(document: UserDocument): WantedCalendar[] {
  return [...document.list('calendars').values()]
    .filter(({ direction, sharing }) => direction !== 'off' && sharing !== 'none')
    .map(({ id, isDefault }) => ({ id, isDefault }));
}

function find(document: UserDocument, { id, nonce }: SubscriptionRef): [string, SubscriptionRecord] | null {
  for (const [calendarId, record] of document.list('subscriptions')) {
    // While it is made its id is not known yet, but it may tell already.
    if (record.state === 'creating' && record.nonce === nonce) return [calendarId, record];
    if (record.state === 'active' && record.nonce === nonce && record.id === id) return [calendarId, record];
  }
  return null;
}

const toKey = ({ tenantId, objectId }: UserId): string => `${tenantId}/${objectId}`;

async function withinTime(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([work, new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}
