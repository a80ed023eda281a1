import type { Logger } from 'pino';
import type { Person } from '../sync/core/entry.ts';
import type { EventDraft, EventPatch, OutlookCalendar, OutlookEvent, SharingRole } from '../sync/core/outlook-event.ts';

import type { BookedMeeting, MeetingDraft } from './meetings.ts';
import type { DirectoryPerson } from './people.ts';
import type { Schedule, Span } from './schedule.ts';
import type { SetupProbe } from './setup-probe.ts';
import type { Subscriptions } from './subscriptions.ts';

export type { BookedMeeting, MeetingDraft } from './meetings.ts';
export type { DirectoryPerson } from './people.ts';
export type { Schedule, Span, WorkingHours } from './schedule.ts';
export type { NewSubscription, Subscription, Subscriptions } from './subscriptions.ts';
export type { MailboxProbe, SetupProbe } from './setup-probe.ts';

export type AppCredential = { kind: 'secret'; secret: string } | { kind: 'certificate'; pem: string };

/** The firm's own app registration, as the admin entered it (secrets in plain text: never log, never store). */
export interface AppRegistration {
  tenantId: string;
  clientId: string;
  credential: AppCredential;
  /** Signs in as long as `credential` is refused: what was entered before it. */
  previous?: { clientId: string; credential: AppCredential };
}

/** Half-open window of instants that is observed. */
export interface Window {
  start: string;
  end: string;
}

/** What one calendar showed: how it is shared, and its events (all of the window, or the changes since `deltaLink`). */
export interface CalendarReading {
  calendarId: string;
  /** 'none' when the entry of the organisation is missing. */
  sharing: SharingRole;
  changes: CalendarChanges;
}

export interface CalendarChanges {
  /** true: a full round over the window that was read to its end; what is not in it is not in the window. */
  complete: boolean;
  events: OutlookEvent[];
  /** Ids under `@removed`: deleted, moved, or merely changed outside the window. Never proof of a deletion. */
  removedIds: string[];
  /** Series whose instances in the window were read completely; known instances of them that are missing are gone. */
  completeSeriesIds: string[];
  deltaLink: string;
}

/** A calendar to read. `deltaLink: null` asks for a full round over `window`. */
export interface CalendarQuery {
  calendarId: string;
  deltaLink: string | null;
  window: Window;
}

/**
 * What a GET of one event answered. `isSeriesMaster`: the id is a series now (a single event was made to recur); `event`
 * has the series' own times and takes place only through its occurrences.
 */
export type EventLookup =
  { found: true; event: OutlookEvent; marker: string | null; isSeriesMaster?: true } | { found: false };

/**
 * One user's mailbox, reached with the firm's app registration. At most 4 requests are in flight per mailbox, batch
 * parts counted; throttling is obeyed inside. Every call rejects with a GraphError (see errors.ts) when it could not be
 * carried out completely; none ever answers an empty list for a failed read.
 */
export interface Mailbox {
  listCalendars(): Promise<OutlookCalendar[]>;
  /** Sharing of each calendar, in one batch per four. A calendar that is gone is left out. */
  readSharings(calendarIds: string[]): Promise<Map<string, SharingRole>>;
  /**
   * Changes and sharing of each calendar: ONE HTTP request for up to two calendars ($batch), further batches beyond.
   * A delta link that was refused (410, "Badly formed token") is answered by a full round. A calendar that fails alone
   * is an Error in its place, the others are still read.
   */
  readCalendars(queries: CalendarQuery[]): Promise<Map<string, CalendarReading | Error>>;
  /** GETs with the marker, four per batch. */
  lookUpEvents(ids: string[]): Promise<Map<string, EventLookup>>;
  /** Whether the event is shown by the calendar at its own time, from a complete calendarView. */
  isShownIn(calendarId: string, event: OutlookEvent): Promise<boolean>;
  /**
   * All events that bear our marker: event id → marker, with one filtered, paged list.
   * @param others calendars besides the default one, one list each
   */
  listMarkedEvents(others?: readonly string[]): Promise<Map<string, string>>;
  findEventsByMarker(marker: string, others?: readonly string[]): Promise<OutlookEvent[]>;
  /** @throws GraphError `duplicate_transaction` when the transaction id was used before */
  createEvent(calendarId: string, draft: EventDraft): Promise<OutlookEvent>;
  /** @throws GraphError `changed_meanwhile` on 412, `not_found` on 404 */
  updateEvent(event: { id: string; calendarId: string; etag: string }, patch: EventPatch): Promise<OutlookEvent>;
  /** Resolves also when the event is already gone. @throws GraphError `changed_meanwhile` on 412 */
  deleteEvent(event: { id: string; etag: string }): Promise<void>;
  /**
   * Makes a Teams meeting of the event and invites; its body stays as it is. @throws GraphError `changed_meanwhile` on 412
   */
  makeOnlineMeeting(
    event: { id: string; calendarId: string; etag: string },
    attendees: readonly Person[],
  ): Promise<OutlookEvent>;
  /**
   * Invites more people to a meeting and uninvites others; everybody else stays as they are. Graph mails those concerned.
   * @throws GraphError `changed_meanwhile` on 412
   */
  changeAttendees(
    event: { id: string; calendarId: string; etag: string },
    change: { invite: readonly Person[]; uninvite: readonly string[] },
  ): Promise<OutlookEvent>;
  /** A Teams meeting without an event. @throws GraphError `forbidden`, with `policyMissing` and `clientId` */
  createOnlineMeeting(meeting: { title: string; start: string; end: string }): Promise<{ joinUrl: string }>;
  /** Creates the master category when it is missing. @returns true when this call made it */
  ensureCategory(displayName: string): Promise<boolean>;
  removeCategory(displayName: string): Promise<void>;
  /** Whether an event bears the category. @param others calendars besides the default one, one request each */
  isCategoryUsed(displayName: string, others?: readonly string[]): Promise<boolean>;
  /** IANA zone of the mailbox; null when the app may not read mailbox settings. */
  readTimeZone(): Promise<string | null>;
  /**
   * Application roles in the token; a hint only (Exchange RBAC grants do not show).
   * @param fresh asks Entra for a new token, because a cached one does not show what was granted or revoked since
   */
  readRoles(fresh?: boolean): Promise<string[]>;
}

/** What booking needs: the people of the tenant, when they are busy, and meetings in the user's own calendar. */
export interface Meetings {
  /** Whose names begin like this. @throws GraphError `forbidden` without User.Read.All */
  findPeople(written: string): Promise<DirectoryPerson[]>;
  /** By object id. @returns null when the tenant has nobody of it */
  findPerson(objectId: string): Promise<DirectoryPerson | null>;
  /** @returns null for somebody outside the tenant */
  findByAddress(address: string): Promise<DirectoryPerson | null>;
  /** Whether Teams makes meetings for the user's own calendar. */
  offersTeams(): Promise<boolean>;
  readSchedules(addresses: string[], window: Span): Promise<Schedule[]>;
  /** The same `transactionId` once more answers the meeting that is there. Mails the attendees. */
  createMeeting(draft: MeetingDraft): Promise<BookedMeeting>;
  readJoinUrl(eventId: string): Promise<string | null>;
  /** Mails the attendees. Resolves also when it is already gone. */
  cancelMeeting(eventId: string, comment: string): Promise<void>;
}

export interface MailboxOptions {
  /** Called once per HTTP request that is sent to Graph. */
  onRequest?: () => void;
  /** IANA zone of the mailbox: all-day events are written in it, custom zones are read as it. */
  defaultZone?: string | undefined;
  /** Of the run that uses it; the connector's own when left out. */
  log?: Logger | undefined;
}

export interface GraphConnector {
  /** Single questions for the check of the set-up. */
  openProbe(app: AppRegistration): SetupProbe;
  /** @param userObjectId whose mailbox is subscribed to, or on whose behalf the app's are listed; '' for nobody's */
  openSubscriptions(app: AppRegistration, userObjectId: string): Subscriptions;
  openMeetings(app: AppRegistration, userObjectId: string, options?: MailboxOptions): Meetings;
  openMailbox(app: AppRegistration, userObjectId: string, options?: MailboxOptions): Mailbox;
}
