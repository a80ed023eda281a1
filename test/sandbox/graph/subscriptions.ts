import { requireMailbox } from './access.ts';
import { GraphError } from './errors.ts';
import { findCalendar } from './mailbox.ts';
import type { TokenClaims } from './request.ts';
import type { Calendar, ChangeKind, Json, User } from './types.ts';
import type { World } from './world.ts';
import { MINUTE_MS, formatInstant, parseDateTime } from './zones.ts';

/** https://learn.microsoft.com/graph/api/resources/subscription, lifetimes of event subscriptions. */
const MIN_LIFETIME_MS = 45 * MINUTE_MS;
const MAX_LIFETIME_MS = 10_080 * MINUTE_MS;
const MAX_PER_MAILBOX = 1_000;
const MAX_CLIENT_STATE_LENGTH = 128;
const CHANGE_KINDS: readonly ChangeKind[] = ['created', 'updated', 'deleted'];
/** `/users/{id}/events` is documented; the calendar form is accepted all the same (docs-contrib issue 51). */
const RESOURCE = /^\/?users(?:\/([^/(]+)|\('([^']+)'\))\/(?:calendars(?:\/([^/(]+)|\('([^']+)'\))\/)?events\/?$/i;

export interface Subscription {
  readonly id: string;
  readonly appId: string;
  readonly tenantId: string;
  readonly resource: string;
  readonly changeType: string;
  readonly changes: readonly ChangeKind[];
  readonly notificationUrl: string;
  readonly lifecycleUrl: string | null;
  readonly clientState: string | null;
  readonly immutableIds: boolean;
  readonly user: User;
  /** Null: the default calendar, which is all that `/users/{id}/events` fires for. */
  readonly calendar: Calendar | null;
  expiresMs: number;
}

const refuse = (message: string) => new GraphError(400, 'InvalidRequest', message);

function readUrl(value: unknown, name: string): string {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : null;
  const isLoopback = url?.hostname === 'localhost' || url?.hostname === '127.0.0.1' || url?.hostname === '[::1]';
  if (!url || (url.protocol !== 'https:' && !isLoopback)) throw refuse(`The '${name}' must be an https URL.`);
  return String(value);
}

/** Reads how long a subscription shall live: short ones are raised to 45 minutes, too long ones refused. */
export function readExpiration(value: unknown, nowMs: number): number {
  const time = parseDateTime(value);
  if (!time) throw refuse("The 'expirationDateTime' is missing or malformed.");
  if (time.ms <= nowMs) throw refuse('Subscription expiration must be in the future.');
  if (time.ms - nowMs > MAX_LIFETIME_MS) {
    throw refuse('Subscription expiration can only be 10080 minutes in the future.');
  }
  return Math.max(time.ms, nowMs + MIN_LIFETIME_MS);
}

/** Reads and checks the body of `POST /subscriptions`, up to but without the handshake. */
export function readSubscription(world: World, claims: TokenClaims, body: Json, immutableIds: boolean): Subscription {
  const changeType = String(body['changeType'] ?? '');
  const changes = changeType.split(',').map((kind) => kind.trim()) as ChangeKind[];
  if (changes.some((kind) => !CHANGE_KINDS.includes(kind)))
    throw refuse("The 'changeType' is missing or not supported.");
  const clientState = body['clientState'] === undefined ? null : String(body['clientState']);
  if (clientState !== null && clientState.length > MAX_CLIENT_STATE_LENGTH) {
    throw refuse("The 'clientState' exceeds 128 characters.");
  }
  const resource = String(body['resource'] ?? '');
  const match = RESOURCE.exec(resource);
  if (!match) throw refuse(`The value '${resource}' of parameter 'Resource' is not supported.`);
  const user = requireMailbox(world, claims, 'subscriptions', decodeURIComponent((match[1] ?? match[2])!));
  const calendarId = match[3] ?? match[4];
  const lifecycle = body['lifecycleNotificationUrl'];
  return {
    id: world.random.guid(),
    appId: claims.appid,
    tenantId: claims.tid,
    resource,
    changeType,
    changes,
    notificationUrl: readUrl(body['notificationUrl'], 'notificationUrl'),
    lifecycleUrl: lifecycle === undefined || lifecycle === null ? null : readUrl(lifecycle, 'lifecycleNotificationUrl'),
    clientState,
    immutableIds,
    user,
    calendar: calendarId === undefined ? null : findCalendar(user.mailbox, decodeURIComponent(calendarId)),
    expiresMs: readExpiration(body['expirationDateTime'], world.clock.now()),
  };
}

export function renderSubscription(subscription: Subscription): Json {
  return {
    id: subscription.id,
    resource: subscription.resource,
    applicationId: subscription.appId,
    changeType: subscription.changeType,
    clientState: subscription.clientState,
    notificationUrl: subscription.notificationUrl,
    notificationQueryOptions: null,
    lifecycleNotificationUrl: subscription.lifecycleUrl,
    expirationDateTime: formatInstant(subscription.expiresMs),
    creatorId: subscription.appId,
    includeResourceData: null,
    latestSupportedTlsVersion: 'v1_2',
    encryptionCertificate: null,
    encryptionCertificateId: null,
    notificationUrlAppId: null,
  };
}

export interface SubscriptionStore {
  /** Those of an app that have not expired. */
  list(appId?: string): Subscription[];
  /** 404 when gone, expired or another app's. */
  find(appId: string, id: string): Subscription;
  /** 409 when the same app asked for the same before, 403 over the mailbox's quota. */
  requireFree(subscription: Subscription): void;
  add(subscription: Subscription): void;
  remove(id: string): void;
}

/** Creates the store of subscriptions; they vanish when their time is over. */
export function createSubscriptionStore(clock: { now(): number }): SubscriptionStore {
  const subscriptions = new Map<string, Subscription>();

  const list: SubscriptionStore['list'] = (appId) => {
    for (const [id, { expiresMs }] of subscriptions) if (expiresMs <= clock.now()) subscriptions.delete(id);
    return [...subscriptions.values()].filter((one) => appId === undefined || one.appId === appId);
  };

  return {
    list,
    find: (appId, id) => {
      const found = list(appId).find((one) => one.id === id.toLowerCase());
      if (!found) throw new GraphError(404, 'ResourceNotFound', 'The object was not found.');
      return found;
    },
    requireFree: (wanted) => {
      const kinds = (of: Subscription) => [...of.changes].sort().join();
      const same = list(wanted.appId).find(
        (one) => one.resource.toLowerCase() === wanted.resource.toLowerCase() && kinds(one) === kinds(wanted),
      );
      if (same) {
        const message = `Subscription Id ${same.id} already exists for the requested combination`;
        throw new GraphError(409, 'ObjectIdentifierInUse', message);
      }
      if (list().filter((one) => one.user === wanted.user).length >= MAX_PER_MAILBOX) {
        throw new GraphError(403, 'Forbidden', `The limit of ${MAX_PER_MAILBOX} subscriptions per mailbox is reached.`);
      }
    },
    add: (subscription) => void subscriptions.set(subscription.id, subscription),
    remove: (id) => void subscriptions.delete(id),
  };
}
