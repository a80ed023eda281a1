/** Names a subscription as a checked notification does. */
export interface SubscriptionRef {
  /** Graph's id of it. */
  id: string;
  /** What its clientState bears to tell it from earlier ones of the same mailbox (client-state.ts). */
  nonce: string;
}

/** What Graph tells about a subscription itself (https://learn.microsoft.com/graph/change-notifications-lifecycle-events). */
export const LIFECYCLE_EVENTS = ['reauthorizationRequired', 'subscriptionRemoved', 'missed'] as const;
export type LifecycleEvent = (typeof LIFECYCLE_EVENTS)[number];

/** The event that a change notification names. `etag` null: it was deleted, or Graph did not say. */
export interface ChangedEvent {
  id: string;
  etag: string | null;
}

/** Why a mailbox is to be looked at. Plain JSON, so that a queue may store it; no title, no secret. */
export type MailboxNote =
  /** Graph told of a change. `event` null: of more than are kept apart. */
  | { why: 'changed'; subscription: SubscriptionRef; event: ChangedEvent | null }
  | { why: LifecycleEvent; subscription: SubscriptionRef }
  /** A change that was told of did not show yet, or could not be looked for. `tries` so far. */
  | { why: 'again'; tries: number; event: ChangedEvent | null }
  /** Somebody else's run was under way when a change was told of. */
  | { why: 'waited' }
  /** Its time has come (see the poll schedule). */
  | { why: 'poll' }
  /** What the user chose, or what may be done, changed: the subscriptions may have to. */
  | { why: 'keep' };

/** What became of a change or lifecycle notification. */
export const NOTIFICATION_OUTCOMES = ['taken', 'forged', 'malformed', 'unknown_subscription'] as const;
export type NotificationOutcome = (typeof NOTIFICATION_OUTCOMES)[number];
