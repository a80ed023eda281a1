import { refIdOf } from './event-reader.ts';
import { toEtag } from './ids.ts';
import type { NotificationQueue } from './notifications.ts';
import type { Subscription, SubscriptionStore } from './subscriptions.ts';
import type { ChangeKind, EventRef, Json } from './types.ts';
import type { World } from './world.ts';
import { formatInstant } from './zones.ts';

export const LIFECYCLE_EVENTS = ['reauthorizationRequired', 'subscriptionRemoved', 'missed'] as const;
export type LifecycleEvent = (typeof LIFECYCLE_EVENTS)[number];

/** One change is told up to four times (https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/6727). */
const MAX_DUPLICATES = 3;

function renderHead(subscription: Subscription): Json {
  return {
    subscriptionId: subscription.id,
    subscriptionExpirationDateTime: formatInstant(subscription.expiresMs),
    clientState: subscription.clientState,
    tenantId: subscription.tenantId,
  };
}

function renderChange(subscription: Subscription, ref: EventRef, kind: ChangeKind, mutableId: string): Json {
  const id = refIdOf(ref, subscription.immutableIds, mutableId);
  const resource = `Users/${subscription.user.objectId}/Events/${id}`;
  return {
    ...renderHead(subscription),
    changeType: kind,
    resource,
    resourceData: {
      '@odata.type': '#Microsoft.Graph.Event',
      '@odata.id': resource,
      '@odata.etag': toEtag(ref.event.changeKey),
      id,
    },
  };
}

/** Makes changes of events known to those who subscribed to them, the app's own changes included. */
export function notifyOfChanges(world: World, store: SubscriptionStore, queue: NotificationQueue): void {
  world.changeListeners.push((ref, kind, mutableId) => {
    const { calendar } = ref.event;
    for (const subscription of store.list()) {
      if (subscription.user !== calendar.mailbox.user) continue;
      if (subscription.calendar ? subscription.calendar !== calendar : !calendar.isDefault) continue;
      const repeats = queue.duplicates && kind !== 'deleted' ? world.random.below(MAX_DUPLICATES + 1) : 0;
      const kinds = [kind, ...Array.from({ length: repeats }, (): ChangeKind => 'updated')];
      const wanted = kinds.filter((one) => subscription.changes.includes(one));
      if (wanted.length === 0) continue;
      queue.enqueue(
        subscription.notificationUrl,
        wanted.map((one) => renderChange(subscription, ref, one, mutableId)),
      );
    }
  });
}

/** Tells a subscriber something about the subscription itself; `subscriptionRemoved` also removes it. */
export function sendLifecycle(
  store: SubscriptionStore,
  queue: NotificationQueue,
  id: string,
  event: LifecycleEvent,
): void {
  const subscription = store.list().find((one) => one.id === id);
  if (!subscription) throw new Error(`The sandbox has no subscription ${id}.`);
  if (event === 'subscriptionRemoved') store.remove(id);
  const url = subscription.lifecycleUrl ?? subscription.notificationUrl;
  queue.enqueue(url, [{ ...renderHead(subscription), lifecycleEvent: event }]);
}
