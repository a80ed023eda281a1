/*
 * What the bot works with, in its own words: nobody but `teams/` knows Teams' shapes.
 */

/** Who wrote or pressed, as the checked activity says: the same identity as in the tab. */
export interface Sender {
  tenantId: string;
  objectId: string;
  name: string;
}

export type ChatKind = 'personal' | 'group' | 'channel';

/** Where to post to. Only ever taken from an activity whose token was checked for this very `serviceUrl`. */
export interface Chat {
  kind: ChatKind;
  conversationId: string;
  serviceUrl: string;
  channelId: string;
  botId: string;
  /** The person's id in Teams. */
  memberId: string;
}

export interface MentionedPerson {
  /** The text of the entity, such as `<at>Anna Groß</at>`. */
  text: string;
  name: string;
  id: string;
  isBot: boolean;
}

/** Something that happened in Teams and that the bot answers. */
export type Turn = {
  sender: Sender;
  chat: Chat;
  /** As Teams says; German for German ones, English otherwise. null: unknown. */
  language: 'de' | 'en' | null;
} & (
  | { kind: 'message'; text: string; mentions: MentionedPerson[] }
  | { kind: 'action'; verb: string; data: Record<string, unknown> }
  | { kind: 'installed' }
  | { kind: 'uninstalled' }
);

/** An Adaptive Card 1.5 and what is shown and spoken where cards are not. */
export interface Message {
  card: Record<string, unknown>;
  text: string;
}

/** What a turn is answered with. A pressed card turns into `replacement`. */
export interface Answer {
  messages: Message[];
  replacement?: Message;
}

/** Posts without being asked. @throws DeliveryError */
export interface Messenger {
  /** @returns the message's id in the conversation */
  post(chat: Chat, message: Message): Promise<string>;
}
