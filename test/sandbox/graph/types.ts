import type { ChangeLog } from './change-log.ts';
import type { Recurrence } from './recurrence.ts';
import type { Moment } from './zones.ts';

export type Json = Record<string, unknown>;

export const CALENDAR_ROLES = [
  'none',
  'freeBusyRead',
  'limitedRead',
  'read',
  'write',
  'delegateWithoutPrivateEventAccess',
  'delegateWithPrivateEventAccess',
  'custom',
] as const;
export type CalendarRole = (typeof CALENDAR_ROLES)[number];
export type MailboxState = 'ok' | 'none' | 'blocked';
export type ResponseType = 'none' | 'organizer' | 'tentativelyAccepted' | 'accepted' | 'declined' | 'notResponded';

export interface Address {
  readonly name: string;
  readonly address: string;
}

export interface ResponseStatus {
  readonly response: ResponseType;
  readonly time: string;
}

export interface Attendee {
  readonly type: 'required' | 'optional' | 'resource';
  readonly status: ResponseStatus;
  readonly emailAddress: Address;
}

/** What a user sees of an event. Replaced as a whole on every change, so that it may be kept and compared. */
export interface EventFields {
  readonly subject: string;
  /** HTML as it is read back, wrapped by Exchange. */
  readonly bodyHtml: string;
  readonly bodyPreview: string;
  readonly start: Moment;
  readonly end: Moment;
  readonly isAllDay: boolean;
  readonly recurrence: Recurrence | null;
  readonly attendees: readonly Attendee[];
  readonly sensitivity: string;
  readonly showAs: string;
  readonly importance: string;
  readonly categories: readonly string[];
  readonly location: Json;
  readonly locations: readonly Json[];
  readonly reminderMinutesBeforeStart: number;
  readonly isReminderOn: boolean;
  readonly responseRequested: boolean;
  readonly allowNewTimeProposals: boolean;
  readonly hideAttendees: boolean;
  readonly isOnlineMeeting: boolean;
  readonly onlineMeetingProvider: string;
  readonly joinUrl: string | null;
  readonly organizer: Address;
  readonly isOrganizer: boolean;
  readonly responseStatus: ResponseStatus;
  readonly isCancelled: boolean;
  readonly hasAttachments: boolean;
}

/** An occurrence that was changed by itself: what differs from the master. */
export interface ExceptionRecord {
  overlay: Partial<EventFields>;
  readonly createdMs: number;
  modifiedMs: number;
  readonly extended: Map<string, string>;
}

/** A single event or a series; its occurrences exist only as days. */
export interface StoredEvent {
  readonly serial: number;
  readonly immutableId: string;
  mutableId: string;
  calendar: Calendar;
  deleted: boolean;
  readonly createdMs: number;
  modifiedMs: number;
  changeKey: string;
  readonly transactionId: string | null;
  readonly uid: string;
  fields: EventFields;
  /** By the day (since 1970) the pattern gives the occurrence. */
  readonly exceptions: Map<number, ExceptionRecord>;
  readonly cancelled: Set<number>;
  /** Single-value extended properties by their canonical id. */
  readonly extended: Map<string, string>;
  readonly extensions: Map<string, Json>;
}

/** A single event, a master (`day` null), or one instance of a series. */
export interface EventRef {
  readonly event: StoredEvent;
  readonly day: number | null;
}

export interface CalendarPermission {
  readonly id: string;
  role: CalendarRole;
  readonly allowedRoles: readonly CalendarRole[];
  readonly isRemovable: boolean;
  readonly isInsideOrganization: boolean;
  readonly name: string;
  /** Null for the organisation itself. */
  readonly address: string | null;
}

export interface Calendar {
  readonly serial: number;
  readonly immutableId: string;
  readonly mutableId: string;
  readonly mailbox: Mailbox;
  name: string;
  color: string;
  hexColor: string;
  changeKey: string;
  readonly canEdit: boolean;
  readonly isDefault: boolean;
  readonly owner: Address;
  /** False for a calendar that somebody else shared with this user. */
  readonly isOwned: boolean;
  onlineMeetingProviders: readonly string[];
  permissions: CalendarPermission[];
  readonly events: Set<StoredEvent>;
  readonly log: ChangeLog;
  deleted: boolean;
}

export interface Category {
  readonly id: string;
  readonly displayName: string;
  color: string;
}

export interface Mailbox {
  readonly user: User;
  readonly idBytes: Buffer;
  readonly calendars: Map<number, Calendar>;
  /** Events and calendars under both their ids. Old mutable ids are gone. */
  readonly eventsById: Map<string, StoredEvent>;
  readonly calendarsById: Map<string, Calendar>;
  readonly eventsByTransaction: Map<string, StoredEvent>;
  readonly eventsByUid: Map<string, Set<StoredEvent>>;
  /** Which events bear an extended property, by its canonical id. */
  readonly eventsByProperty: Map<string, Set<StoredEvent>>;
  readonly categories: Map<string, Category>;
  settings: Json;
  lastSerial: number;
  lastChange: number;
}

export interface User {
  readonly tenantId: string;
  readonly objectId: string;
  readonly upn: string;
  readonly name: string;
  state: MailboxState;
  readonly mailbox: Mailbox;
}

export interface MailRecord {
  readonly oid: string;
  readonly eventId: string;
  readonly kind: 'invitation' | 'update' | 'cancellation' | 'response';
  readonly to: string[];
}

export type ChangeKind = 'created' | 'updated' | 'deleted';
