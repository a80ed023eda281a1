import { Mutex } from 'async-mutex';
import type { Logger } from 'pino';
import { GraphError } from '../graph/errors.ts';
import { describeResource, isGone, isSameResource } from '../graph/subscriptions.ts';
import type { Subscription, Subscriptions } from '../graph/types.ts';
import type { Change, OrganizationRecord, Store, SubscriptionRecord, UserDocument, UserId } from '../store/types.ts';
import { findObstacle } from '../sync/find-obstacle.ts';
import { isStateObstacle } from '../sync/obstacles.ts';
import { commitChanges } from '../sync/update-record.ts';
import type { ClientStates } from './client-state.ts';
import {
  chooseRenewal,
  noteRefusal,
  planSubscriptions,
  postponeRenewal,
  type SubscriptionPlan,
  type WantedCalendar,
} from './plan-subscriptions.ts';
import type { SubscriptionRef } from './types.ts';

/** Renewing authorises anew; Graph does not want both within this time, and tells more than once. */
const RENEWED_LATELY_MS = 10 * 60 * 1000;
/** Whoever unlinks waits for it; what is left then ends by itself. */
const DROP_WITHIN_MS = 10_000;

/** The subscriptions of an app, as one of its users. */
export interface OpenedSubscriptions {
  clientId: string;
  subscriptions: Subscriptions;
}

export interface SubscriptionKeeper {
  /**
   * Brings the user's subscriptions in line with the calendars in sync; asks Graph only where something has to be done.
   * Never rejects for Graph's sake.
   * @returns whether there are new ones: what changed before them was told of by nobody
   */
  keep(user: UserId, document: UserDocument): Promise<boolean>;
  /** Whether the notification is of a subscription that is kept; what is not is removed at Graph. */
  recognise(user: UserId, document: UserDocument, ref: SubscriptionRef): Promise<boolean>;
  /** `reauthorizationRequired`: prolongs it, which authorises it, unless that was just done. */
  authorise(user: UserId, document: UserDocument, ref: SubscriptionRef): Promise<void>;
  /** `subscriptionRemoved`: the next `keep` makes another one. */
  forget(user: UserId, document: UserDocument, ref: SubscriptionRef): Promise<void>;
  /** Removes all of the user, who is about to be forgotten: none is made until there is another link. Never rejects. */
  drop(user: UserId): Promise<void>;
}

export interface KeeperDeps {
  store: Pick<Store, 'openUser' | 'getOrganization'>;
  /** Also where the firm's connection is switched off. @returns null where its app is not known */
  openSubscriptions(user: UserId, organization: OrganizationRecord | undefined): OpenedSubscriptions | null;
  clientStates: Pick<ClientStates, 'makeNonce' | 'write' | 'read'>;
  /** null: Graph cannot reach this server, and nothing is subscribed to. */
  notificationUrl: string | null;
  now: () => number;
  /** A number in [0, 1). */
  random?: () => number;
  log: Logger;
}

export function createSubscriptionKeeper(deps: KeeperDeps): SubscriptionKeeper {
  const { store, clientStates, notificationUrl, now, log, random = Math.random } = deps;
  const mutexes = new Map<string, { mutex: Mutex; users: number }>();
  /** `linkedAt` of links that are about to end. */
  const leaving = new Map<string, string>();

  const keyOf = ({ tenantId, objectId }: UserId): string => `${tenantId}/${objectId}`;

  /** One after the other for each user: two that create would get in each other's way. */
  async function exclusively<T>(user: UserId, work: () => Promise<T>): Promise<T> {
    const key = keyOf(user);
    const entry = mutexes.get(key) ?? { mutex: new Mutex(), users: 0 };
    mutexes.set(key, entry);
    entry.users += 1;
    try {
      return await entry.mutex.runExclusive(work);
    } finally {
      entry.users -= 1;
      if (entry.users === 0) mutexes.delete(key);
    }
  }

  async function look(user: UserId, document: UserDocument) {
    const link = document.get('link', 'self');
    const organization = link && (await store.getOrganization(link.organization.id));
    const obstacle = findObstacle(document, organization);
    const isClosed = obstacle !== null && isStateObstacle(obstacle);
    const isLeaving = link !== undefined && leaving.get(keyOf(user)) === link.linkedAt;
    if (link && !isLeaving) leaving.delete(keyOf(user));
    const wanted = link?.started === true && !isClosed && !isLeaving && notificationUrl !== null;
    return { organization, wanted };
  }

  async function put(document: UserDocument, calendarId: string, value: SubscriptionRecord | null): Promise<void> {
    await commitChanges(document, () => [{ collection: 'subscriptions', key: calendarId, value } as Change]);
  }

  async function carryOut(user: UserId, document: UserDocument, plan: SubscriptionPlan, opened: OpenedSubscriptions) {
    let created = false;
    for (const id of plan.remove) await remove(document, id, opened);
    for (const id of plan.renew) created = (await renew(user, document, id, opened)) || created;
    for (const calendar of plan.create) created = (await create(user, document, calendar, opened)) || created;
    return created;
  }

  /** @returns whether there is a new one */
  async function create(
    user: UserId,
    document: UserDocument,
    calendar: WantedCalendar,
    { clientId, subscriptions }: OpenedSubscriptions,
  ): Promise<boolean> {
    const url = notificationUrl!;
    const before = document.get('subscriptions', calendar.id);
    const nonce = clientStates.makeNonce();
    await put(document, calendar.id, { state: 'creating', nonce, clientId, url });
    const resource = describeResource(user.objectId, calendar);
    const wanted = { resource, notificationUrl: url, clientState: clientStates.write({ user, nonce }) };
    try {
      const made = await subscriptions.create(wanted).catch(async (error: unknown) => {
        if (!(error instanceof GraphError) || error.code !== 'already_subscribed') throw error;
        return await adopt(subscriptions, wanted, error);
      });
      const own = made.clientState === null ? null : clientStates.read(made.clientState);
      await put(document, calendar.id, describeActive(made, own?.nonce ?? nonce, clientId, url));
      return true;
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      const failures = (before?.state === 'refused' ? before.failures : 0) + 1;
      const code = error.facts.validationFailed ? 'address_unreachable' : error.code;
      log.info({ code, failures, isDefault: calendar.isDefault }, 'a calendar is not subscribed to; it is polled');
      await put(document, calendar.id, noteRefusal(code, failures, now(), random()));
      return false;
    }
  }

  /**
   * What was subscribed to already is ours when it comes here: an answer got lost, or the data were restored. Its
   * clientState cannot be changed, so one that does not prove itself makes way for another.
   */
  async function adopt(
    subscriptions: Subscriptions,
    wanted: { resource: string; notificationUrl: string; clientState: string },
    refusal: GraphError,
  ): Promise<Subscription> {
    const same = (await subscriptions.list()).filter(
      (one) => isSameResource(one.resource, wanted.resource) && one.notificationUrl === wanted.notificationUrl,
    );
    if (same.length === 0) throw refusal;
    const owner = clientStates.read(wanted.clientState)?.user;
    for (const { id } of same) {
      const { clientState } = await subscriptions.read(id);
      const stated = clientState === null ? null : clientStates.read(clientState);
      if (stated && owner && keyOf(stated.user) === keyOf(owner))
        return { ...(await subscriptions.renew(id)), clientState };
      await subscriptions.remove(id);
    }
    return await subscriptions.create(wanted);
  }

  /** @returns whether there is a new one, in the place of one that Graph has lost */
  async function renew(
    user: UserId,
    document: UserDocument,
    calendarId: string,
    opened: OpenedSubscriptions,
  ): Promise<boolean> {
    const record = document.get('subscriptions', calendarId);
    if (record?.state !== 'active') return false;
    try {
      const renewed = await opened.subscriptions.renew(record.id);
      await put(document, calendarId, describeActive(renewed, record.nonce, record.clientId, record.url));
      return false;
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      const isDefault = document.get('calendars', calendarId)?.isDefault ?? false;
      if (isGone(error)) return await create(user, document, { id: calendarId, isDefault }, opened);
      log.warn({ code: error.code }, 'a subscription was not renewed yet');
      await put(document, calendarId, { ...record, renewAt: postponeRenewal(record.expiresAt, now()) });
      return false;
    }
  }

  /** What could not be removed now is removed later; once it has ended there is nothing left to remove. */
  async function remove(document: UserDocument, calendarId: string, opened: OpenedSubscriptions | null): Promise<void> {
    const record = document.get('subscriptions', calendarId);
    const isAlive = record?.state === 'active' && Date.parse(record.expiresAt) > now();
    if (isAlive) {
      if (!opened) return;
      const removed = await opened.subscriptions.remove(record.id).then(
        () => true,
        (error: unknown) => {
          if (!(error instanceof GraphError)) throw error;
          log.warn({ code: error.code }, 'a subscription was not removed yet');
          return false;
        },
      );
      if (!removed) return;
    }
    await put(document, calendarId, null);
  }

  function describeActive(made: Subscription, nonce: string, clientId: string, url: string): SubscriptionRecord {
    const { id, expiresAt } = made;
    const renewAt = chooseRenewal(expiresAt, now(), random());
    return { state: 'active', id, nonce, clientId, url, expiresAt, renewAt, renewedAt: new Date(now()).toISOString() };
  }

  function find(document: UserDocument, { id, nonce }: SubscriptionRef): [string, SubscriptionRecord] | null {
    for (const [calendarId, record] of document.list('subscriptions')) {
      // While it is made its id is not known yet, but it may tell already.
      if (record.state === 'creating' && record.nonce === nonce) return [calendarId, record];
      if (record.state === 'active' && record.nonce === nonce && record.id === id) return [calendarId, record];
    }
    return null;
  }

  async function dropAll(user: UserId): Promise<void> {
    const document = await store.openUser(user);
    const { organization } = await look(user, document);
    const opened = deps.openSubscriptions(user, organization);
    await Promise.all([...document.list('subscriptions').keys()].map((id) => remove(document, id, opened)));
  }

  return {
    keep: (user, document) =>
      exclusively(user, async () => {
        const { organization, wanted } = await look(user, document);
        const records = document.list('subscriptions');
        if (!wanted && records.size === 0) return false;
        const clientId = organization?.clientId ?? null;
        const place = wanted && clientId !== null ? { url: notificationUrl!, clientId } : null;
        const plan = planSubscriptions(records, listWanted(document), place, now());
        if (plan.create.length + plan.renew.length + plan.remove.length === 0) return false;
        const opened = deps.openSubscriptions(user, organization);
        if (opened) return await carryOut(user, document, plan, opened);
        for (const id of plan.remove) await remove(document, id, null);
        return false;
      }),

    async recognise(user, document, ref) {
      if (find(document, ref)) return true;
      const { organization } = await look(user, document);
      const { subscriptions } = deps.openSubscriptions(user, organization) ?? {};
      await subscriptions?.remove(ref.id).catch((error: unknown) => {
        if (!(error instanceof GraphError)) throw error;
      });
      return false;
    },

    authorise: (user, document, ref) =>
      exclusively(user, async () => {
        const [calendarId, record] = find(document, ref) ?? [];
        if (!calendarId || record?.state !== 'active') return;
        if (now() - Date.parse(record.renewedAt) < RENEWED_LATELY_MS) return;
        await put(document, calendarId, { ...record, renewAt: new Date(now()).toISOString() });
      }),

    forget: (user, document, ref) =>
      exclusively(user, async () => {
        const [calendarId] = find(document, ref) ?? [];
        if (calendarId) await put(document, calendarId, null);
      }),

    async drop(user) {
      const link = (await store.openUser(user)).get('link', 'self');
      if (!link) return;
      leaving.set(keyOf(user), link.linkedAt);
      const dropped = exclusively(user, () => dropAll(user)).catch((error: unknown) => {
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

async function withinTime(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([work, new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}
