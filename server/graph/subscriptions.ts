import { GraphError } from './errors.ts';
import { readList } from './pages.ts';
import { graphPath } from './path.ts';
import { isRecord } from './raw-event.ts';
import type { Reach } from './reach.ts';

/** The most that is allowed for events, 10,080 minutes (https://learn.microsoft.com/graph/api/resources/subscription). */
const MAX_LIFETIME_MS = 10_080 * 60 * 1000;
/** More than the maximum is refused, and clocks differ. */
const SAFETY_MS = 15 * 60 * 1000;
const CHANGE_TYPES = 'created,updated,deleted';

/** A subscription to the changes of events in one calendar. */
export interface Subscription {
  id: string;
  resource: string;
  notificationUrl: string;
  /** Answered by single reads only: lists leave it out (https://github.com/microsoftgraph/microsoft-graph-docs/issues/4807). */
  clientState: string | null;
  /** An instant. */
  expiresAt: string;
}

export interface NewSubscription {
  resource: string;
  notificationUrl: string;
  clientState: string;
}

/**
 * The subscriptions of the firm's app. Every call rejects with a GraphError; 404 is `not_found`, and what was subscribed to
 * already is `already_subscribed`.
 */
export interface Subscriptions {
  /**
   * Graph asks `notificationUrl` before it answers; lifecycle notifications go there, too.
   * @throws GraphError `already_subscribed`; `refused`, with `validationFailed` where the address did not answer as it should
   */
  create(wanted: NewSubscription): Promise<Subscription>;
  /** Prolongs it as far as is allowed, which also authorises it anew. */
  renew(id: string): Promise<Subscription>;
  /** Resolves also when it is gone. */
  remove(id: string): Promise<void>;
  read(id: string): Promise<Subscription>;
  /** All of the app, whomever they belong to; those of other kinds than this product makes are left out. */
  list(): Promise<Subscription[]>;
}

/**
 * What to subscribe to. Documented is the user's `events`, which fires for the default calendar alone; a calendar's own
 * resource is accepted all the same (https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/51).
 */
export function describeResource(userId: string, calendar: { id: string; isDefault: boolean }): string {
  const { path } = calendar.isDefault
    ? graphPath`/users/${userId}/events`
    : graphPath`/users/${userId}/calendars/${calendar.id}/events`;
  return path;
}

/** @param now milliseconds since 1970 */
export function createSubscriptions({ requester, links }: Reach, now: () => number): Subscriptions {
  const expirationDateTime = (): string => new Date(now() + MAX_LIFETIME_MS - SAFETY_MS).toISOString();

  return {
    async create(wanted) {
      const body = {
        changeType: CHANGE_TYPES,
        lifecycleNotificationUrl: wanted.notificationUrl,
        expirationDateTime: expirationDateTime(),
        ...wanted,
      };
      const answer = await requester
        .call({ method: 'POST', ...graphPath`/subscriptions`, body })
        .catch((error: unknown): never => {
          if (!(error instanceof GraphError) || error.facts.status !== 409) throw error;
          throw new GraphError('already_subscribed', error.message, error.facts);
        });
      return readSubscription(answer.body);
    },
    async renew(id) {
      const body = { expirationDateTime: expirationDateTime() };
      const call = { method: 'PATCH', ...graphPath`/subscriptions/${id}`, body, idempotent: true } as const;
      return readSubscription((await requester.call(call)).body);
    },
    async remove(id) {
      await requester.call({ method: 'DELETE', ...graphPath`/subscriptions/${id}` }).catch((error: unknown) => {
        if (!isGone(error)) throw error;
      });
    },
    read: async (id) =>
      readSubscription((await requester.call({ method: 'GET', ...graphPath`/subscriptions/${id}` })).body),
    async list() {
      const items = await readList(requester, links, graphPath`/subscriptions`);
      return items.filter(isOfThisKind).map(readSubscription);
    },
  };
}

/** Whether Graph does not know the subscription any more. */
export function isGone(error: unknown): boolean {
  return error instanceof GraphError && (error.code === 'not_found' || error.facts.status === 404);
}

/** Graph may answer with or without the first slash, and with ids decoded. */
export function isSameResource(a: string, b: string): boolean {
  const normalise = (resource: string): string => {
    try {
      return decodeURIComponent(resource).replace(/^\//, '');
    } catch {
      return resource;
    }
  };
  return normalise(a) === normalise(b);
}

function isOfThisKind({ changeType }: Record<string, unknown>): boolean {
  const kinds = typeof changeType === 'string' ? changeType.split(',').map((kind) => kind.trim()) : [];
  return kinds.sort().join() === CHANGE_TYPES.split(',').sort().join();
}

function readSubscription(raw: unknown): Subscription {
  const read = (name: string): string => {
    const value = isRecord(raw) ? raw[name] : null;
    if (typeof value !== 'string') throw new GraphError('unavailable', `a subscription without ${name}`);
    return value;
  };
  const expiresMs = Date.parse(read('expirationDateTime'));
  if (Number.isNaN(expiresMs)) throw new GraphError('unavailable', 'a subscription without a readable end');
  const clientState = isRecord(raw) && typeof raw['clientState'] === 'string' ? raw['clientState'] : null;
  return {
    id: read('id'),
    resource: read('resource'),
    notificationUrl: read('notificationUrl'),
    clientState,
    expiresAt: new Date(expiresMs).toISOString(),
  };
}
