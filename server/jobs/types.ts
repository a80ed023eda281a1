import type { MailboxNote } from '../notifications/types.ts';
import type { UserId } from '../store/types.ts';

/** Kinds of background work with places of their own, so that neither keeps the other waiting. Interactive runs need none. */
export const LANES = ['notified', 'background'] as const;
export type Lane = (typeof LANES)[number];

/** Works at one mailbox. When it rejects, the same notes come again later, a few times. */
export type MailboxWork = (user: UserId, lane: Lane, notes: readonly MailboxNote[]) => Promise<void>;

/** Which mailboxes are to be worked at, in any process that shares the queue. */
export interface MailboxQueue {
  /**
   * Asks for the mailbox to be worked at, at the earliest in `delayMs`. Requests of one lane that wait for the same mailbox
   * are one: their notes are united and the earliest time counts. While a mailbox is being worked at nobody else is given
   * it; what comes meanwhile is worked at afterwards.
   * Resolves when the request is as safe as the queue can make it.
   */
  ask(user: UserId, lane: Lane, note: MailboxNote, delayMs?: number): Promise<void>;
  /** Begins to hand out; called once. */
  start(work: MailboxWork): Promise<void>;
  /** How many mailboxes wait, those included that wait for their time. */
  countWaiting(): Promise<Record<Lane, number>>;
  /** Rejects when the queue does not work: every place of a lane is taken by work that does not end, or it is out of reach. */
  check(): Promise<void>;
  /** Hands out nothing more, and waits for what is under way. */
  stop(): Promise<void>;
}

/** When each linked user is looked at next without anybody asking. Times are milliseconds since 1970. */
export interface PollSchedule {
  /**
   * At most `limit` users whose time has come, who waits longest first. Each is handed out once: again when `plan` named
   * another time, or after an hour should whoever took it have died.
   */
  takeDue(limit: number): Promise<UserId[]>;
  /** Replaces the user's time. */
  plan(user: UserId, dueAtMs: number): Promise<void>;
  /** The user's time; null while nobody knows. */
  readNext(user: UserId): Promise<number | null>;
  /** How long the user who waits longest has been due, his own run included; 0 when nobody is. */
  readOverdueMs(): Promise<number>;
}
