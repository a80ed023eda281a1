import type { Logger } from 'pino';
import { GraphError } from '../graph/errors.ts';
import { describeResource, isGone, isSameResource } from '../graph/subscriptions.ts';
import type { NewSubscription, Subscription, Subscriptions } from '../graph/types.ts';
import type { Change, SubscriptionRecord, UserDocument, UserId } from '../store/types.ts';
import { commitChanges } from '../sync/update-record.ts';
import type { ClientStates } from './client-state.ts';
import {
  chooseRenewal,
  noteRefusal,
  postpone,
  type SubscriptionPlan,
  type WantedCalendar,
} from './plan-subscriptions.ts';

/** The subscriptions of an app, as one of its users. */
export interface OpenedSubscriptions {
  clientId: string;
  subscriptions: Subscriptions;
}

export interface CarryOutDeps {
  clientStates: Pick<ClientStates, 'makeNonce' | 'write' | 'read'>;
  /** Where notifications go. */
  notificationUrl: string | null;
  now: () => number;
  /** A number in [0, 1). */
  random: () => number;
  log: Logger;
}

/** Whose subscriptions are dealt with, and how Graph is reached for them. */
export interface Subscriber {
  user: UserId;
  document: UserDocument;
  /** null: the app is not known; what is at Graph stays until it ends. */
  opened: OpenedSubscriptions | null;
}

/**
 * Carries a plan out and keeps a record of each step; what Graph refuses is tried again when its record says so.
 * @returns whether there are new subscriptions
 */
export async function carryOut(deps: CarryOutDeps, subscriber: Subscriber, plan: SubscriptionPlan): Promise<boolean> {
  for (const id of plan.remove) await removeSubscription(deps, subscriber, id);
  const { opened } = subscriber;
  if (!opened) return false;
  let created = false;
  for (const id of plan.renew) created = (await renew(deps, { ...subscriber, opened }, id)) || created;
  for (const calendar of plan.create) created = (await create(deps, { ...subscriber, opened }, calendar)) || created;
  return created;
}

/** What could not be removed now is removed later; once it has ended there is nothing left to remove. */
export async function removeSubscription(
  { now, log }: Pick<CarryOutDeps, 'now' | 'log'>,
  { document, opened }: Subscriber,
  calendarId: string,
): Promise<void> {
  const record = document.get('subscriptions', calendarId);
  if (record?.state === 'active' && Date.parse(record.expiresAt) > now()) {
    try {
      if (!opened) throw new GraphError('unauthorized', 'the app is not known any more');
      await opened.subscriptions.remove(record.id);
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      log.info({ code: error.code }, 'a subscription was not removed yet');
      await putRecord(document, calendarId, { ...record, removeAgainAt: postpone(record.expiresAt, now()) });
      return;
    }
  }
  await putRecord(document, calendarId, null);
}

export async function putRecord(
  document: UserDocument,
  calendarId: string,
  value: SubscriptionRecord | null,
): Promise<void> {
  await commitChanges(document, () => [{ collection: 'subscriptions', key: calendarId, value } as Change]);
}

type OpenSubscriber = Subscriber & { opened: OpenedSubscriptions };

async function create(
  deps: CarryOutDeps,
  { user, document, opened }: OpenSubscriber,
  calendar: WantedCalendar,
): Promise<boolean> {
  const { clientId, subscriptions } = opened;
  const { clientStates, notificationUrl, now, random, log } = deps;
  if (notificationUrl === null) return false;
  const before = document.get('subscriptions', calendar.id);
  const nonce = clientStates.makeNonce();
  await putRecord(document, calendar.id, { state: 'creating', nonce, clientId, url: notificationUrl });
  const clientState = clientStates.write({ user, nonce });
  const wanted = { resource: describeResource(user.objectId, calendar), notificationUrl, clientState };
  try {
    const made = await subscriptions.create(wanted).catch(async (error: unknown) => {
      if (!(error instanceof GraphError) || error.code !== 'already_subscribed') throw error;
      return await adopt(deps, subscriptions, user, wanted, error);
    });
    const own = made.clientState === null ? null : clientStates.read(made.clientState);
    const active = describeActive(deps, made, { nonce: own?.nonce ?? nonce, clientId, url: notificationUrl });
    await putRecord(document, calendar.id, active);
    return true;
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    const failures = (before?.state === 'refused' ? before.failures : 0) + 1;
    const code = error.facts.validationFailed ? 'address_unreachable' : error.code;
    log.info({ code, failures, isDefault: calendar.isDefault }, 'a calendar is not subscribed to; it is polled');
    await putRecord(document, calendar.id, noteRefusal(code, failures, now(), random()));
    return false;
  }
}

/**
 * What was subscribed to already is ours when it comes here: an answer got lost, or the data were restored. Its
 * clientState cannot be changed, so one that does not prove itself makes way for another.
 */
async function adopt(
  { clientStates }: CarryOutDeps,
  subscriptions: Subscriptions,
  user: UserId,
  wanted: NewSubscription,
  refusal: GraphError,
): Promise<Subscription> {
  const same = (await subscriptions.list()).filter(
    (one) => isSameResource(one.resource, wanted.resource) && one.notificationUrl === wanted.notificationUrl,
  );
  if (same.length === 0) throw refusal;
  for (const { id } of same) {
    const { clientState } = await subscriptions.read(id);
    const owner = clientState === null ? null : (clientStates.read(clientState)?.user ?? null);
    if (owner?.objectId === user.objectId && owner.tenantId === user.tenantId) {
      return { ...(await subscriptions.renew(id)), clientState };
    }
    await subscriptions.remove(id);
  }
  return await subscriptions.create(wanted);
}

/** @returns whether there is a new one, in the place of one that Graph has lost */
async function renew(deps: CarryOutDeps, subscriber: OpenSubscriber, calendarId: string): Promise<boolean> {
  const { document, opened } = subscriber;
  const record = document.get('subscriptions', calendarId);
  if (record?.state !== 'active') return false;
  try {
    const renewed = await opened.subscriptions.renew(record.id);
    await putRecord(document, calendarId, describeActive(deps, renewed, record));
    return false;
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    if (isGone(error)) {
      const isDefault = document.get('calendars', calendarId)?.isDefault ?? false;
      return await create(deps, subscriber, { id: calendarId, isDefault });
    }
    deps.log.warn({ code: error.code }, 'a subscription was not renewed yet');
    await putRecord(document, calendarId, { ...record, renewAt: postpone(record.expiresAt, deps.now()) });
    return false;
  }
}

function describeActive(
  { now, random }: CarryOutDeps,
  { id, expiresAt }: Subscription,
  { nonce, clientId, url }: { nonce: string; clientId: string; url: string },
): SubscriptionRecord {
  const renewAt = chooseRenewal(expiresAt, now(), random());
  return { state: 'active', id, nonce, clientId, url, expiresAt, renewAt, renewedAt: new Date(now()).toISOString() };
}
