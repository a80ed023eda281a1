/** A person who is to be invited, as far as it is known who that is. */
export interface DraftPerson {
  /** As in the sentence. */
  written: string;
  /** `open`: to be looked up · `choose`: several fit · `unknown`: nobody fits · `known`. */
  state: 'open' | 'choose' | 'unknown' | 'known';
  objectId: string | null;
  name: string;
  address: string | null;
  /** Outside the tenant. */
  external: boolean;
  candidates: { objectId: string; name: string; address: string }[];
}

/** Instants. */
export interface Slot {
  start: string;
  end: string;
}

/** When the meeting may take place: at a time, or anywhere in a stretch between two wall times of each day. */
export type DraftWhen =
  | { kind: 'none' }
  | { kind: 'at'; start: string }
  | { kind: 'window'; from: string; to: string; daily: { from: string; to: string } };

/** What is known about everybody's time. */
export interface Availability {
  /** Names of those who are busy at the wanted time. */
  busy: string[];
  /** Names of those whose time is not known. */
  unknown: string[];
  proposals: Slot[];
}

/** What the user should know before confirming, as the catalogue says it: a code and its words. */
export interface DraftRemark {
  code: string;
  written: string;
  /** Instants that could have been meant instead. */
  proposals: string[];
}

/**
 * A meeting from the sentence to its end. Nothing is created before `confirmed`; `id` is the event's transactionId, so
 * that confirming twice creates once.
 */
export interface MeetingRecord {
  id: string;
  language: 'de' | 'en';
  timeZone: string;
  /** The chat it was asked for in. */
  conversationId: string;
  title: string | null;
  when: DraftWhen;
  durationMinutes: number;
  people: DraftPerson[];
  place: string;
  project: { id: number; title: string } | null;
  /** To choose from; null: not asked yet. */
  projects: { id: number; title: string }[] | null;
  remarks: DraftRemark[];
  slot: Slot | null;
  availability: Availability | null;
  state: 'asking' | 'confirmed' | 'created' | 'cancelled' | 'dropped';
  event: { eventId: string; joinUrl: string | null; webLink: string } | null;
  createdAt: string;
}
