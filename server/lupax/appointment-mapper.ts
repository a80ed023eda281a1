import type { Appointment, AppointmentChange, AppointmentContent } from '../sync/core/lupax-entry.ts';
import { readTimes, readZone, writeTimes } from './dates.ts';
import type { BodyTimes } from './dates.ts';
import { LupaxError } from './errors.ts';
import { sanitizeNotes } from '../sync/core/sanitize-notes.ts';
import { appointmentSchema, deletedSchema, parseAnswer, tombstoneSchema } from './schemas.ts';
import type { AppointmentJson } from './schemas.ts';

/** The complete writable part, as POST and PUT send it. */
export interface AppointmentBody extends BodyTimes {
  title: string;
  notes: string;
  location: string;
  status: string;
  visibility: string;
  project: { id: number; title: string } | null;
  reminder_minutes: number | null;
  participants: { name: string; email: string }[];
  online_meeting: { requested: 0 | 1; join_url: string | null };
  source: object | null;
  read_only: 0 | 1;
}

/**
 * @param fallbackZone stands in for a zone that nobody knows
 * @throws LupaxError `unavailable` when anything needed is missing, ill-typed or not a date
 */
export function readAppointment(body: unknown, fallbackZone: string): Appointment {
  const json = parseAnswer(appointmentSchema, body, 'appointment');
  const time = readTimes(json, fallbackZone);
  if (!time) throw new LupaxError('unavailable', `appointment ${json.id}: its dates are unreadable`);
  const allDayZone = json.all_day ? readZone(json.time_zone) : null;
  const notes = sanitizeNotes(json.notes);
  return {
    id: json.id,
    revision: json.revision,
    kind: json.kind,
    url: json.url,
    title: json.title,
    notes,
    ...(notes === json.notes ? {} : { rawNotes: json.notes }),
    location: json.location,
    time,
    status: json.status,
    visibility: json.visibility,
    reminderMinutes: json.reminder_minutes,
    project: json.project,
    participants: json.participants,
    onlineMeeting: { requested: json.online_meeting.requested, joinUrl: json.online_meeting.join_url },
    ...readSource(json.source),
    ...(allDayZone === null ? {} : { allDayZone }),
    readOnly: json.read_only,
  };
}

/** Reads an item of the feed: an appointment or a tombstone. @throws LupaxError `unavailable` as readAppointment */
export function readAppointmentChange(item: unknown, fallbackZone: string): AppointmentChange {
  if (isDeleted(item)) return { deleted: true, ...parseAnswer(tombstoneSchema, item, 'deleted appointment') };
  return { deleted: false, appointment: readAppointment(item, fallbackZone) };
}

/** @throws LupaxError `unavailable` when `deleted` is neither 0 nor 1 */
export function isDeleted(item: unknown): boolean {
  return parseAnswer(deletedSchema, item, 'appointment').deleted === true;
}

/** @param allDayZone whose midnights are written for all-day appointments that do not bring their own zone */
export function writeAppointment(content: AppointmentContent, allDayZone: string): AppointmentBody {
  return {
    title: content.title,
    ...writeTimes(content.time, content.allDayZone ?? allDayZone),
    notes: writeNotes(content),
    location: content.location,
    status: content.status,
    visibility: content.visibility,
    project: content.project && { id: content.project.id, title: content.project.title },
    reminder_minutes: content.reminderMinutes,
    participants: content.participants.map(({ name, email }) => ({ name, email })),
    online_meeting: { requested: content.onlineMeeting.requested ? 1 : 0, join_url: content.onlineMeeting.joinUrl },
    source: writeSource(content),
    read_only: content.readOnly ? 1 : 0,
  };
}

/** Notes that nobody edited go back as Lupax holds them: its images and styles are its own. */
function writeNotes({ notes, rawNotes }: AppointmentContent): string {
  return rawNotes !== undefined && sanitizeNotes(rawNotes) === notes ? rawNotes : notes;
}

function readSource(source: AppointmentJson['source']): Pick<Appointment, 'source' | 'foreignSource'> {
  if (source === null) return { source: null };
  if (source.system !== 'office365') return { source: null, foreignSource: source };
  return { source: { calendarId: String(source['calendar_id']), eventId: String(source['event_id']) } };
}

function writeSource(content: AppointmentContent): object | null {
  if (content.source === null) return content.foreignSource ?? null;
  return { system: 'office365', calendar_id: content.source.calendarId, event_id: content.source.eventId };
}
