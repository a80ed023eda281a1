import type { Visibility } from './entry.ts';
import { fingerprintWords } from './fingerprint.ts';
import type { Intent } from './intent.ts';
import type { LateUpdate } from './late.ts';
import type { Appointment, Project } from './lupax-entry.ts';
import type { OutlookEvent } from './outlook-event.ts';

/** Short hash of each field, to tell what changed without keeping every value twice. */
export type Fingerprint = Record<string, string>;

/** One side of an entry: what it shows now, and what was agreed on last. */
export interface Side<Seen> {
  /** What the side showed when it was last read; null when it is not there. */
  seen: Seen | null;
  /** Proven gone since the last agreement (a tombstone, or a 404 after a complete read). Never merely "not returned". */
  gone: boolean;
  /** What the side showed at the last agreement, as it was read back; null before the first. */
  base: Fingerprint | null;
  /** What this product wanted the side to show at the last agreement; differs from `base` where the server rewrites. */
  sent: Fingerprint | null;
}

/** A create that was announced before its call, so that a lost answer is looked for instead of repeated. */
export interface PendingCreate {
  side: 'outlook' | 'lupax';
  /** transactionId or Idempotency-Key: fresh per intent, reused only to repeat an unanswered call. */
  key: string;
  since: string;
  /** What the create was to show, to tell a person's edit of its result from our own writing. */
  print: Fingerprint;
  /** The words of its notes: their markup comes back as every server rewrites it. */
  words?: string;
}

/** An appointment or a project of Lupax. */
export type LupaxItem = { type: 'appointment'; item: Appointment } | { type: 'project'; item: Project };

/**
 * The side that an unanswered create turns out to have made. What shows as it was sent is agreed on; what differs is a
 * person's edit, save the markup of notes, which every server rewrites.
 * @param print fingerprint of `seen`
 * @param notes of `seen`
 */
export function makeAnsweredSide<Seen>(
  seen: Seen,
  print: Fingerprint,
  notes: string,
  pending: PendingCreate | null,
): Side<Seen> {
  if (pending === null) return { seen, gone: false, base: null, sent: null };
  const rewritten = pending.words === undefined || pending.words === fingerprintWords(notes);
  const base = { ...print, ...pending.print, ...(rewritten ? { notes: print['notes'] ?? '' } : {}) };
  return { seen, gone: false, base, sent: null };
}

/** A side on which the entry has never been. */
export function makeEmptySide<Seen>(): Side<Seen> {
  return { seen: null, gone: false, base: null, sent: null };
}

/**
 * One entry with its three trees: Outlook seen, Lupax seen, and the base both agreed on last.
 * `origin` decides whose visibility and whose deletion rules apply.
 */
export interface Pair {
  id: string;
  origin: 'outlook' | 'appointment' | 'project';
  /** Outlook calendar of the event; null while a Lupax entry has no event. */
  calendarId: string | null;
  /** Which Lupax item this is, also when it is gone; null before it exists. */
  lupaxRef: { type: 'appointment' | 'project'; id: number } | null;
  outlook: Side<OutlookEvent>;
  lupax: Side<LupaxItem>;
  /** Visibility that was set in Lupax for an entry from Outlook; null when never. */
  raisedVisibility: Visibility | null;
  pending: PendingCreate | null;
  /** What a plan was about to do whose last write was not answered; null or left out when there is none. */
  intent?: Intent | null;
  /** Changes that were given up on and may still be carried out; left out when there are none. */
  late?: LateUpdate[];
  /** This product made a Teams meeting of its event, on request of Lupax: it may be written although it has attendees. */
  meeting?: true;
  /** Addresses, in lower case, that this product invited to it: whom else the organizer invites in Outlook stays. */
  invited?: string[];
  /** State in which the user discarded the proposal for this entry; not proposed again until the state changes. */
  discarded: string | null;
  /** Complete project lists in a row that lacked this project (two make it gone). */
  missingFromLists: number;
  /** Consecutive permanent failures of writing, and when it may be tried again. */
  failures: number;
  retryAt: string | null;
}

/** What was refused is tried again at once when a side has changed: the change may be what helps. */
export const FRESH_TRIES: Pick<Pair, 'failures' | 'retryAt'> = { failures: 0, retryAt: null };
