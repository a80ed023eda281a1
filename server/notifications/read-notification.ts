import { LIFECYCLE_EVENTS, type ChangedEvent, type LifecycleEvent } from './types.ts';

/** Ids and etags of Graph are much shorter. */
const MAX_LENGTH = 512;

/** One item of a notification as it came: nothing of it is proven yet. */
export interface RawNotification {
  subscriptionId: string;
  clientState: string;
  /** null: a change. */
  lifecycleEvent: LifecycleEvent | null;
  event: ChangedEvent | null;
}

/**
 * The items of a POST of Graph (https://learn.microsoft.com/graph/change-notifications-delivery-webhooks); null for one
 * that says nothing.
 */
export function readNotifications(body: unknown): (RawNotification | null)[] {
  const items = isRecord(body) ? body['value'] : null;
  return Array.isArray(items) ? items.map(readItem) : [null];
}

function readItem(item: unknown): RawNotification | null {
  if (!isRecord(item)) return null;
  const subscriptionId = readText(item['subscriptionId']);
  const clientState = readText(item['clientState']);
  if (subscriptionId === null || clientState === null) return null;
  const told = item['lifecycleEvent'];
  if (told === undefined || told === null) {
    return { subscriptionId, clientState, lifecycleEvent: null, event: readEvent(item) };
  }
  const lifecycleEvent = LIFECYCLE_EVENTS.find((name) => name === told);
  return lifecycleEvent ? { subscriptionId, clientState, lifecycleEvent, event: null } : null;
}

function readEvent({ resourceData, changeType }: Record<string, unknown>): ChangedEvent | null {
  const id = isRecord(resourceData) ? readText(resourceData['id']) : null;
  if (id === null || !isRecord(resourceData)) return null;
  return { id, etag: changeType === 'deleted' ? null : readText(resourceData['@odata.etag']) };
}

function readText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= MAX_LENGTH ? value : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
