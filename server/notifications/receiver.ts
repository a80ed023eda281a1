import type { UserId } from '../store/types.ts';
import type { ClientStates } from './client-state.ts';
import { readNotifications, type RawNotification } from './read-notification.ts';
import type { MailboxNote, NotificationOutcome, SubscriptionRef } from './types.ts';

/**
 * One change is told of up to four times, and several changes come together: what arrives within this time is looked at
 * at once (https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/6727).
 */
const GATHERING_MS = 150;

export interface NotificationReceiver {
  /**
   * Takes what was posted, whatever it is. Opens no document and asks nobody, because Graph drops notifications for an
   * address that answers slowly.
   * @throws the queue's error when what is genuine could not be taken: Graph sends it again
   */
  take(body: unknown): Promise<void>;
}

export interface ReceiverDeps {
  clientStates: Pick<ClientStates, 'read'>;
  ask(user: UserId, note: MailboxNote, delayMs: number): Promise<void>;
  onOutcome(outcome: NotificationOutcome): void;
}

export function createNotificationReceiver({ clientStates, ask, onOutcome }: ReceiverDeps): NotificationReceiver {
  return {
    async take(body) {
      const taken: Promise<void>[] = [];
      for (const notification of readNotifications(body)) {
        const stated = notification && clientStates.read(notification.clientState);
        if (!notification || !stated) {
          onOutcome(notification ? 'forged' : 'malformed');
          continue;
        }
        onOutcome('taken');
        const ref = { id: notification.subscriptionId, nonce: stated.nonce };
        taken.push(ask(stated.user, toNote(notification, ref), GATHERING_MS));
      }
      await Promise.all(taken);
    },
  };
}

function toNote({ lifecycleEvent, event }: RawNotification, subscription: SubscriptionRef): MailboxNote {
  return lifecycleEvent ? { why: lifecycleEvent, subscription } : { why: 'changed', subscription, event };
}
