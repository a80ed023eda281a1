import type { EntryTime, Person } from './entry.ts';

export type Sensitivity = 'normal' | 'personal' | 'private' | 'confidential';
export type ShowAs = 'unknown' | 'free' | 'tentative' | 'busy' | 'oof' | 'workingElsewhere';

/** Roles a calendar can grant; `none` also stands for a missing entry. */
export type SharingRole =
  | 'none'
  | 'freeBusyRead'
  | 'limitedRead'
  | 'read'
  | 'write'
  | 'delegateWithoutPrivateEventAccess'
  | 'delegateWithPrivateEventAccess'
  | 'custom'
  | 'unknown';

/** A calendar of the user's own mailbox as Outlook shows it. */
export interface OutlookCalendar {
  id: string;
  name: string;
  color: string;
  isDefault: boolean;
  canEdit: boolean;
}

/**
 * One event as it takes place once: a single event, or one occurrence or exception of a series.
 * Slim occurrences of a delta are completed from their series master before they reach this form.
 */
export interface OutlookEvent {
  /** Immutable id, for calls to Graph. Case-sensitive. */
  id: string;
  calendarId: string;
  /** Survives an occurrence becoming an exception: `OID.<master id>.<date>`; the id itself for a single event. */
  key: string;
  /** `series`: a copy of a Lupax entry that a person made to recur; it is the whole series. */
  kind: 'single' | 'occurrence' | 'exception' | 'series';
  seriesMasterId: string | null;
  /** Usable in `If-Match`; null when only a slim occurrence or a list entry of a series was seen. */
  etag: string | null;
  title: string;
  /** Sanitised HTML without Exchange's wrapping; '' when empty. */
  notes: string;
  location: string;
  time: EntryTime;
  showAs: ShowAs;
  sensitivity: Sensitivity;
  /** Minutes before the start; null when the reminder is off. */
  reminderMinutes: number | null;
  categories: string[];
  /** Attendees besides the mailbox owner, name and address. */
  attendees: Person[];
  isOrganizer: boolean;
  isCancelled: boolean;
  isDeclined: boolean;
  isOnlineMeeting: boolean;
  joinUrl: string | null;
  webLink: string;
  transactionId: string | null;
}

/** What the sync may write into an event. There is no attendees field, so that no mail can go out. */
export interface EventContent {
  title: string;
  notes: string;
  location: string;
  time: EntryTime;
  showAs: ShowAs;
  sensitivity: Sensitivity;
  reminderMinutes: number | null;
}

export interface EventDraft extends EventContent {
  categories: string[];
  /** `<organisation id>/appointment/<id>` or `<organisation id>/project/<id>`; null for a user's own event that is restored. */
  marker: string | null;
  transactionId: string;
}

export type EventPatch = Partial<EventContent> & { marker?: string | null; categories?: string[] };
