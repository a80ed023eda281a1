import type { EntryStatus, EntryTime, Visibility } from './entry.ts';
import type { Appointment, AppointmentContent, Project } from './lupax-entry.ts';
import type { EventContent, OutlookEvent, Sensitivity, SharingRole, ShowAs } from './outlook-event.ts';
import { toStatus } from './fingerprint.ts';
import { isOwnAlone } from './may-write.ts';
import { areNotesWithheld, writeLinkLine } from './withheld-notes.ts';

/** What both sides agree on, before each side's own way of showing it. */
export interface MergedContent {
  title: string;
  notes: string;
  location: string;
  time: EntryTime;
  status: EntryStatus;
  reminderMinutes: number | null;
}

/** Outlook refuses longer subjects. */
const LONGEST_SUBJECT_CHARS = 255;
/** Lupax refuses an empty title. */
const NO_TITLE = '(Ohne Titel)';

/** Subject as Outlook can hold it; never cuts a surrogate pair in two. */
export function shortenTitle(title: string): string {
  if (title.length <= LONGEST_SUBJECT_CHARS) return title;
  const cut = title.slice(0, LONGEST_SUBJECT_CHARS - 1);
  return (/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut) + '…';
}

/** Whether the subject is what `shortenTitle` left of a longer title. */
export function isShortened(subject: string): boolean {
  return subject.length >= LONGEST_SUBJECT_CHARS - 1 && subject.endsWith('…');
}

export function nameUntitled(title: string): string {
  return title.trim() === '' ? NO_TITLE : title;
}

/** Appointment for an Outlook event: what Lupax would not hide at this visibility is withheld. */
export function contentForLupax(
  merged: MergedContent,
  event: OutlookEvent,
  visibility: Visibility,
  existing: Appointment | null,
): AppointmentContent {
  const open = visibility === 'public';
  const { title, notes, location, time, status, reminderMinutes } = merged;
  // Named one by one: what is added to a spread object costs V8 a microsecond a field.
  return {
    title: nameUntitled(title),
    notes,
    location: visibility === 'title_and_notes_private' ? '' : location,
    time,
    status,
    reminderMinutes,
    visibility,
    project: existing?.project ?? null,
    participants: open ? event.attendees : [],
    onlineMeeting: { requested: existing?.onlineMeeting.requested ?? false, joinUrl: open ? event.joinUrl : null },
    source: { calendarId: event.calendarId, eventId: event.id },
    // People could not change these for everyone: Graph would mail the attendees, or the organizer's copy would win.
    readOnly: !isOwnAlone(event),
  };
}

/** Content of the event for a Lupax appointment. `current` is the event as it is, null when it is yet to be created. */
export function contentForOutlook(
  merged: MergedContent,
  appointment: Appointment,
  options: { visibility: Visibility; sensitivity: Sensitivity; role: SharingRole; language: 'de' | 'en' },
  current: OutlookEvent | null,
): EventContent {
  const withheld = areNotesWithheld(options.visibility, options.role);
  return {
    title: shortenTitle(merged.title),
    notes: withheld ? writeLinkLine(appointment.url, options.language) : merged.notes,
    location: merged.location,
    time: merged.time,
    showAs: chooseShowAs(appointment.kind, merged.status, current?.showAs ?? null),
    sensitivity: options.sensitivity,
    reminderMinutes: merged.reminderMinutes,
  };
}

/** A project shows title, dates and nothing else that is anybody's business. */
export function contentForProject(project: Project, role: SharingRole): EventContent {
  return {
    title: shortenTitle(project.title),
    notes: areNotesWithheld('notes_private', role) ? '' : project.description,
    location: '',
    time: project.time,
    showAs: 'free',
    sensitivity: 'normal',
    reminderMinutes: null,
  };
}

/** vacation → oof, tentative → tentative, else busy; what the user chose in Outlook stays while it means the same. */
function chooseShowAs(kind: Appointment['kind'], status: EntryStatus, current: ShowAs | null): ShowAs {
  if (kind === 'vacation') return 'oof';
  if (current !== null && toStatus(current) === status) return current;
  return status === 'tentative' ? 'tentative' : 'busy';
}

export function mergedFromEvent(event: OutlookEvent): MergedContent {
  const { title, notes, location, time, showAs, reminderMinutes } = event;
  return { title, notes, location, time, status: toStatus(showAs), reminderMinutes };
}

export function mergedFromAppointment(appointment: Appointment): MergedContent {
  const { title, notes, location, time, status, reminderMinutes } = appointment;
  return { title, notes, location, time, status, reminderMinutes };
}
