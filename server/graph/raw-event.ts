import { GraphError } from './errors.ts';

/** What is read of Graph's `event` (https://learn.microsoft.com/graph/api/resources/event). All of it may be missing. */
export interface RawEvent {
  id: string;
  '@odata.etag'?: string;
  '@removed'?: { reason?: string };
  'calendar@odata.navigationLink'?: string;
  'calendar@odata.associationLink'?: string;
  type?: string | null;
  seriesMasterId?: string | null;
  occurrenceId?: string | null;
  originalStart?: string | null;
  originalStartTimeZone?: string | null;
  subject?: string | null;
  body?: { contentType?: string; content?: string | null } | null;
  location?: { displayName?: string | null } | null;
  start?: RawDateTime;
  end?: RawDateTime;
  isAllDay?: boolean | null;
  isCancelled?: boolean | null;
  isOrganizer?: boolean | null;
  isReminderOn?: boolean | null;
  reminderMinutesBeforeStart?: number | null;
  showAs?: string | null;
  sensitivity?: string | null;
  categories?: string[] | null;
  attendees?: RawRecipient[] | null;
  organizer?: RawRecipient | null;
  responseStatus?: { response?: string | null } | null;
  isOnlineMeeting?: boolean | null;
  onlineMeeting?: { joinUrl?: string | null } | null;
  onlineMeetingUrl?: string | null;
  webLink?: string | null;
  transactionId?: string | null;
  singleValueExtendedProperties?: { id?: string; value?: string }[] | null;
}

export interface RawDateTime {
  dateTime: string;
  timeZone?: string | null;
}

export interface RawRecipient {
  emailAddress?: { name?: string | null; address?: string | null } | null;
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isRawEvent = (value: unknown): value is RawEvent =>
  isRecord(value) && typeof value['id'] === 'string' && value['id'] !== '';

/** @throws GraphError `unavailable` when one of a list's items is no event */
export function readRawEvents(items: unknown[]): RawEvent[] {
  return items.map((item) => {
    if (!isRawEvent(item)) throw new GraphError('unavailable', 'a listed event has no id');
    return item;
  });
}
