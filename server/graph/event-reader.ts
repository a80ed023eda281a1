import type { OutlookEvent, Sensitivity, ShowAs } from '../sync/core/outlook-event.ts';
import type { Person } from '../sync/core/entry.ts';
import { readDateInZone, readInstant, readTime } from './event-time.ts';
import { readNotes } from './notes.ts';
import type { RawEvent, RawRecipient } from './raw-event.ts';
import { toIanaZone } from './zones.ts';

export interface ReadingContext {
  calendarId: string;
  /** Stands in for custom and unknown zones. */
  defaultZone: string;
  /** false for entries of a series that a list or a slim delta item showed: their etag is not the item's own. */
  trustEtag: boolean;
}

const SHOW_AS: readonly string[] = ['unknown', 'free', 'tentative', 'busy', 'oof', 'workingElsewhere'];
const SENSITIVITIES: readonly string[] = ['normal', 'personal', 'private', 'confidential'];

/** All occurrences of a series share their master's body; it is sanitised once. */
const notesOfBody = new WeakMap<object, string>();

function readBody(body: RawEvent['body']): string {
  if (!body?.content) return '';
  const remembered = notesOfBody.get(body);
  if (remembered !== undefined) return remembered;
  const isText = body.contentType?.toLowerCase() === 'text';
  const notes = readNotes(isText ? escapeText(body.content) : body.content);
  notesOfBody.set(body, notes);
  return notes;
}

function escapeText(text: string): string {
  const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return escaped.replace(/\r\n|\r|\n/g, '<br />');
}

function readPerson(recipient: RawRecipient): Person {
  const address = recipient.emailAddress;
  return { name: address?.name ?? '', email: address?.address ?? '' };
}

/**
 * The attendees besides the organizer, whom Graph lists among them in an attendee's copy. On the organizer's own event
 * everyone counts: also one who invited just themselves made a meeting of it, and Graph mails whoever is listed.
 */
function readAttendees(event: RawEvent): Person[] {
  const organizer = event.organizer?.emailAddress?.address?.toLowerCase();
  const people = (event.attendees ?? []).map(readPerson);
  return organizer && event.isOrganizer === false
    ? people.filter((person) => person.email.toLowerCase() !== organizer)
    : people;
}

/** An unknown sensitivity is treated as the closest one, so that nothing is shown by mistake. */
function readSensitivity(value: string | null | undefined): Sensitivity {
  if (value === null || value === undefined) return 'normal';
  return SENSITIVITIES.includes(value) ? (value as Sensitivity) : 'private';
}

/**
 * Names an occurrence by its series and its original date, which stay when it becomes an exception
 * (`occurrenceId`, https://learn.microsoft.com/graph/api/resources/event). The master's id inside an `occurrenceId` may
 * be of another id format than `seriesMasterId`, so only its date is taken.
 */
function makeKey(event: RawEvent, masterId: string, defaultZone: string): string {
  const dated = /\.(\d{4}-\d{2}-\d{2})$/.exec(event.occurrenceId ?? '')?.[1];
  if (dated) return `OID.${masterId}.${dated}`;
  if (event.isAllDay === true) {
    const time = readTime(event, defaultZone);
    return `OID.${masterId}.${time.start.slice(0, 10)}`;
  }
  const zone = toIanaZone(event.originalStartTimeZone) ?? defaultZone;
  const original = event.originalStart ?? readInstant(event.start, defaultZone);
  return `OID.${masterId}.${readDateInZone(original, zone)}`;
}

/** Whether a delta item has only its id, its times and its series (https://github.com/microsoftgraph/microsoft-graph-docs/issues/7632). */
export const isSlim = (event: RawEvent): boolean => event.subject === undefined;

/** A slim occurrence with everything that it shares with its series master. */
export function completeOccurrence(slim: RawEvent, master: RawEvent): RawEvent {
  return { ...master, ...slim, type: 'occurrence', occurrenceId: slim.occurrenceId ?? null };
}

/**
 * The one reader of events, for delta pages, lists, GETs and the answers of writes alike.
 * @returns null for a series master, which takes place only through its occurrences
 * @throws GraphError `unavailable` when the times cannot be read
 */
export function readEvent(event: RawEvent, context: ReadingContext): OutlookEvent | null {
  if (event.type === 'seriesMaster') return null;
  const masterId = event.seriesMasterId || null;
  const kind = masterId === null ? 'single' : event.type === 'exception' ? 'exception' : 'occurrence';
  return {
    id: event.id,
    calendarId: context.calendarId,
    key: masterId === null ? event.id : makeKey(event, masterId, context.defaultZone),
    kind,
    seriesMasterId: masterId,
    etag: context.trustEtag ? (event['@odata.etag'] ?? null) : null,
    title: event.subject ?? '',
    notes: readBody(event.body),
    location: event.location?.displayName ?? '',
    time: readTime(event, context.defaultZone),
    showAs: SHOW_AS.includes(event.showAs ?? '') ? (event.showAs as ShowAs) : 'unknown',
    sensitivity: readSensitivity(event.sensitivity),
    reminderMinutes: event.isReminderOn === true ? (event.reminderMinutesBeforeStart ?? 0) : null,
    categories: event.categories ?? [],
    attendees: readAttendees(event),
    isOrganizer: event.isOrganizer !== false,
    isCancelled: event.isCancelled === true,
    isDeclined: event.responseStatus?.response === 'declined',
    isOnlineMeeting: event.isOnlineMeeting === true,
    joinUrl: event.onlineMeeting?.joinUrl || event.onlineMeetingUrl || null,
    webLink: event.webLink ?? '',
    // An occurrence shows its master's, which names no create of its own.
    transactionId: masterId === null ? (event.transactionId ?? null) : null,
  };
}
