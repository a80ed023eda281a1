import type { BotChatRecord, ReminderRecord, UserId } from '../store/types.ts';

/** Why a message did not get through. */
export type DeliveryErrorCode =
  /** 429: certainly not carried out. */
  | 'throttled'
  /** 5xx, no connection, no answer in time. */
  | 'unavailable'
  /** 403 or 404: the bot is not (any more) in the conversation. */
  | 'not_in_conversation'
  /** Any other refusal: the same again would be refused again. */
  | 'refused';

export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  constructor(
    readonly code: DeliveryErrorCode,
    readonly facts: { status?: number; retryAfterMs?: number } = {},
  ) {
    super(`the message was not delivered: ${code} ${facts.status ?? ''}`.trimEnd());
  }
}

export interface DueReminder extends ReminderRecord {
  key: string;
}

/** What is posted: one reminder, or all that fell into the quiet hours together. */
export interface Notice {
  reminders: DueReminder[];
  isDigest: boolean;
  now: number;
  timeZone: string;
  language: 'de' | 'en';
}

/** Posts into the user's chat. @returns the message's id. @throws DeliveryError */
export type DeliverNotice = (user: UserId, chat: BotChatRecord, notice: Notice) => Promise<string>;
