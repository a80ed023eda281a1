import type { LifecycleEvent } from './change-notifier.ts';
import type { FaultControl } from './faults.ts';
import type { NewCalendar, NewUser } from './mailbox.ts';
import type { NotificationControl } from './notifications.ts';
import type { LoggedRequest } from './server.ts';
import type { CalendarRole, Category, Json, MailRecord, MailboxState, ResponseType } from './types.ts';

/** The JSON of an event as Graph takes it, plus what only people in Outlook and other servers can set. */
export type EventInput = Json & {
  start?: { dateTime: string; timeZone?: string };
  end?: { dateTime: string; timeZone?: string };
};

/** An event as Graph would give it (UTC, immutable id), plus what Graph does not show. */
export interface StoredEventView extends Json {
  id: string;
  calendarId: string;
  subject: string;
  type: string;
  transactionId: string | null;
  extendedProperties: { id: string; value: string }[];
  /** Days of cancelled occurrences, `yyyy-MM-dd`. */
  cancelledDates: string[];
  /** Days of occurrences that were changed by themselves. */
  exceptionDates: string[];
}

export interface LoggedWrite {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly at: number;
}

/** Acts on the sandbox from outside: as its administrator, as people in Outlook, and as the test that looks on. */
export interface GraphControl {
  addTenant(tenantId: string): void;
  addUser(user: NewUser): void;
  setMailboxState(oid: string, state: MailboxState): void;
  setTimeZone(oid: string, timeZone: string): void;
  addCalendar(oid: string, calendar: NewCalendar): string;
  deleteCalendar(oid: string, calendarId: string): void;
  defaultCalendarId(oid: string): string;
  calendars(oid: string): { id: string; name: string; isDefault: boolean; sharing: CalendarRole | null }[];
  setSharing(oid: string, calendarId: string, role: CalendarRole | null): void;
  addEvent(oid: string, calendarId: string, input: EventInput): string;
  addMeeting(organizerOid: string, calendarId: string, input: EventInput, attendeeOids: readonly string[]): string;
  /** The id of an attendee's copy of a meeting; null when it has none. */
  copyOf(attendeeOid: string, organizerOid: string, eventId: string): string | null;
  /** The id that Outlook's own clients know the event by; it changes when the event moves to another calendar. */
  clientIdOf(oid: string, eventId: string): string;
  patchEvent(oid: string, eventId: string, patch: EventInput): void;
  deleteEvent(oid: string, eventId: string): void;
  moveEvent(oid: string, eventId: string, calendarId: string): void;
  /** Moves the etag without any change a person could see. */
  touchEvent(oid: string, eventId: string): void;
  patchOccurrence(oid: string, masterId: string, date: string, patch: EventInput): string;
  deleteOccurrence(oid: string, masterId: string, date: string): void;
  /** Replies as an attendee. A declined meeting leaves the calendar unless `keep` is set. */
  respond(oid: string, eventId: string, response: ResponseType, options?: { keep?: boolean }): void;
  cancelMeeting(organizerOid: string, eventId: string): void;
  setExtendedProperty(oid: string, eventId: string, propertyId: string, value: string | null): void;
  events(oid: string, calendarId?: string): StoredEventView[];
  view(oid: string, calendarId: string, startIso: string, endIso: string): Json[];
  masterCategories(oid: string): Category[];
  /** What the user's default calendar offers; empty without a licence for Teams. */
  setOnlineMeetingProviders(oid: string, providers: readonly string[]): void;
  setMeetingPolicy(tenantId: string, granted: boolean): void;
  /** Changes appear in delta rounds this much later than they happen. */
  setDeltaLag(ms: number): void;
  /** Makes every delta link given so far answer 410. */
  expireDeltaLinks(): void;
  /** How long each request keeps its mailbox busy (real ms); 0 is fastest, but requests at the same time hardly meet. */
  setLatency(ms: number): void;
  /** Added to the `Date` header of every answer. */
  setClockSkew(ms: number): void;
  readonly mails: MailRecord[];
  readonly requests: LoggedRequest[];
  /** POST, PATCH, PUT and DELETE that were carried out or refused, parts of batches included; reads in disguise are not. */
  writes(): LoggedWrite[];
  clearLog(): void;
  /** The most requests one mailbox ever had in flight at once. */
  peakConcurrency(): number;
  readonly faults: FaultControl;
  readonly notifications: NotificationControl;
  subscriptions(): { id: string; oid: string; resource: string; expirationDateTime: string }[];
  /** `subscriptionRemoved` also removes the subscription. */
  sendLifecycle(subscriptionId: string, event: LifecycleEvent): void;
  /** How long endpoints have to answer the validation of a new subscription; 10 s unless set. */
  setHandshakeTimeout(ms: number): void;
}
