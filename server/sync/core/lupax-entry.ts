import type { EntryStatus, EntryTime, Person, Visibility } from './entry.ts';

/** Where an appointment came from when this product wrote it. */
export interface EntrySource {
  calendarId: string;
  eventId: string;
}

/** The source another system set, with everything it wrote there; sent back unchanged. */
export interface ForeignSource {
  system: string;
  [field: string]: unknown;
}

/** The writable part of a Lupax appointment. A PUT replaces all of it, so it is always complete. */
export interface AppointmentContent {
  title: string;
  /** Sanitised HTML. */
  notes: string;
  /** Only set for appointments that were read: their notes before sanitising, sent back while nobody edits `notes`. */
  rawNotes?: string;
  location: string;
  time: EntryTime;
  status: EntryStatus;
  visibility: Visibility;
  reminderMinutes: number | null;
  project: { id: number; title: string } | null;
  participants: Person[];
  onlineMeeting: { requested: boolean; joinUrl: string | null };
  /** null for entries that are Lupax's own (or another system's: see `foreignSource`). */
  source: EntrySource | null;
  /** Only set when the source is another system's. */
  foreignSource?: ForeignSource;
  /** Only set for all-day appointments that were read: the zone whose midnights Lupax uses, sent back unchanged. */
  allDayZone?: string;
  readOnly: boolean;
}

export interface Appointment extends AppointmentContent {
  id: number;
  revision: number;
  kind: 'appointment' | 'shift' | 'vacation';
  url: string;
}

/** A change from the feed. */
export type AppointmentChange =
  { deleted: false; appointment: Appointment } | { deleted: true; id: number; revision: number };

/** What a project shows in Outlook; sales, clients and phone numbers are not even read. */
export interface Project {
  id: number;
  title: string;
  time: EntryTime;
  /** Sanitised HTML. */
  description: string;
  responsible: { id: number; firstName: string; lastName: string } | null;
}
