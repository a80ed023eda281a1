import { createICalUId, createOccurrenceId, toEtag, toOccurrenceEtag } from './ids.ts';
import { toOccurrenceDateId } from './mailbox.ts';
import { fieldsOf, timesOf } from './occurrences.ts';
import { renderRecurrence } from './recurrence-input.ts';
import type { EventFields, EventRef, Json, StoredEvent } from './types.ts';
import { formatInstant, formatWall } from './zones.ts';
import type { Moment, Zone } from './zones.ts';

/** How a caller wants events written: by its `Prefer` header. */
export interface ReadOptions {
  /** Zone of start and end, under the name the caller used. */
  readonly zone: Zone;
  readonly immutableIds: boolean;
}

export function eventIdOf(event: StoredEvent, immutableIds: boolean): string {
  return immutableIds ? event.immutableId : event.mutableId;
}

/** The id of an event or instance; `masterId` when the series had another one, as after it moved away. */
export function refIdOf(ref: EventRef, immutableIds: boolean, mutableId = ref.event.mutableId): string {
  const id = immutableIds ? ref.event.immutableId : mutableId;
  return ref.day === null ? id : createOccurrenceId(id, ref.day);
}

export function typeOf({ event, day }: EventRef): 'singleInstance' | 'seriesMaster' | 'exception' | 'occurrence' {
  if (day === null) return event.fields.recurrence ? 'seriesMaster' : 'singleInstance';
  return event.exceptions.has(day) ? 'exception' : 'occurrence';
}

function renderMoment(moment: Moment, zone: Zone): Json {
  return { dateTime: formatWall(moment.utcMs + zone.offsetMs(moment.utcMs)), timeZone: zone.name };
}

/** All-day events are midnight to midnight whatever zone is asked for; only the label changes. */
function renderTimes(fields: Pick<EventFields, 'start' | 'end'>, isAllDay: boolean, zone: Zone): Json {
  if (!isAllDay) return { start: renderMoment(fields.start, zone), end: renderMoment(fields.end, zone) };
  const render = (moment: Moment) => ({ dateTime: formatWall(moment.wallMs), timeZone: zone.name });
  return { start: render(fields.start), end: render(fields.end) };
}

function renderOnlineMeeting(fields: EventFields): Json | null {
  if (fields.joinUrl === null) return null;
  return { joinUrl: fields.joinUrl, conferenceId: '177513392', tollNumber: '+49 30 5550100' };
}

/** Writes a full event with the 42 properties v1.0 returns (recorded 2026-07; `uid` and `occurrenceId` are undeclared). */
export function renderEvent(ref: EventRef, options: ReadOptions): Json {
  const { event, day } = ref;
  const fields = fieldsOf(ref);
  const record = day === null ? undefined : event.exceptions.get(day);
  const id = refIdOf(ref, options.immutableIds);
  const masterId = eventIdOf(event, options.immutableIds);
  return {
    '@odata.etag': toEtag(event.changeKey),
    id,
    createdDateTime: formatInstant(record?.createdMs ?? event.createdMs),
    lastModifiedDateTime: formatInstant(record?.modifiedMs ?? event.modifiedMs),
    changeKey: event.changeKey,
    categories: fields.categories,
    transactionId: event.transactionId,
    originalStartTimeZone: fields.start.zone.name,
    originalEndTimeZone: fields.end.zone.name,
    iCalUId: createICalUId(event.uid, day),
    uid: event.uid,
    reminderMinutesBeforeStart: fields.reminderMinutesBeforeStart,
    isReminderOn: fields.isReminderOn,
    hasAttachments: fields.hasAttachments,
    subject: fields.subject,
    bodyPreview: fields.bodyPreview,
    importance: fields.importance,
    sensitivity: fields.sensitivity,
    isAllDay: fields.isAllDay,
    isCancelled: fields.isCancelled,
    isOrganizer: fields.isOrganizer,
    responseRequested: fields.responseRequested,
    seriesMasterId: day === null ? null : masterId,
    showAs: fields.showAs,
    type: typeOf(ref),
    webLink: `https://outlook.office365.com/owa/?itemid=${encodeURIComponent(id)}&exvsurl=1&path=/calendar/item`,
    onlineMeetingUrl: null,
    isOnlineMeeting: fields.isOnlineMeeting,
    onlineMeetingProvider: fields.onlineMeetingProvider,
    allowNewTimeProposals: fields.allowNewTimeProposals,
    occurrenceId: day === null ? null : toOccurrenceDateId(masterId, day),
    isDraft: false,
    hideAttendees: fields.hideAttendees,
    responseStatus: fields.responseStatus,
    body: { contentType: 'html', content: fields.bodyHtml },
    ...renderTimes(fields, fields.isAllDay, options.zone),
    location: fields.location,
    locations: fields.locations,
    recurrence: fields.recurrence && renderRecurrence(fields.recurrence, fields.start.zone.windows),
    attendees: fields.attendees,
    organizer: { emailAddress: fields.organizer },
    onlineMeeting: renderOnlineMeeting(fields),
  };
}

/**
 * Writes an item of a delta round: occurrences have seven properties only, and their zone under its Windows name
 * (https://github.com/microsoftgraph/microsoft-graph-docs/issues/7632).
 */
export function renderDeltaItem(ref: EventRef, options: ReadOptions): Json {
  if (typeOf(ref) !== 'occurrence') return { '@odata.type': '#microsoft.graph.event', ...renderEvent(ref, options) };
  const { event } = ref;
  const zone: Zone = { ...options.zone, name: options.zone.windows };
  return {
    '@odata.type': '#microsoft.graph.event',
    '@odata.etag': toOccurrenceEtag(event.changeKey),
    id: refIdOf(ref, options.immutableIds),
    seriesMasterId: eventIdOf(event, options.immutableIds),
    type: 'occurrence',
    ...renderTimes(timesOf(ref), event.fields.isAllDay, zone),
  };
}

/** Writes an item that left the view. */
export function renderRemoved(id: string): Json {
  return { '@odata.type': '#microsoft.graph.event', id, '@removed': { reason: 'deleted' } };
}
