import type { EventFields } from '../sandbox/graph/types.ts';
import type { Appointment } from '../sandbox/lupax/types.ts';

/** What an entry shows to a reader, the same words for both sides. */
export interface Showing {
  title: string;
  notes: string;
  place: string;
  time: string;
  tentative: boolean;
  reminder: number | null;
}

export const FIELDS = ['title', 'notes', 'place', 'time', 'tentative', 'reminder'] as const;
export type Field = (typeof FIELDS)[number];

/** Outlook holds 255, white space included. */
const LONGEST_COMPARED_CHARS = 200;

export function showEvent(fields: EventFields): Showing {
  const { start, end, isAllDay } = fields;
  const day = (wallMs: number): string => new Date(wallMs).toISOString().slice(0, 10);
  const second = (utcMs: number): string => new Date(utcMs).toISOString().slice(0, 19);
  return {
    title: showTitle(fields.subject),
    notes: showText(fields.bodyHtml),
    place: showText(String(fields.location['displayName'] ?? '')),
    time: isAllDay ? `${day(start.wallMs)}/${day(end.wallMs)}` : `${second(start.utcMs)}/${second(end.utcMs)}`,
    tentative: fields.showAs === 'tentative',
    reminder: fields.isReminderOn ? fields.reminderMinutesBeforeStart : null,
  };
}

export function showAppointment(appointment: Appointment): Showing {
  return {
    title: showTitle(appointment.title),
    notes: showText(appointment.notes),
    place: showText(appointment.location),
    time: showTime(appointment),
    tentative: appointment.status === 'tentative',
    reminder: appointment.reminder_minutes,
  };
}

type Times = Pick<Appointment, 'date_start' | 'date_end' | 'all_day'>;

/** Dates of all-day entries as they stand, instants of the others. */
export function showTime({ date_start, date_end, all_day }: Times): string {
  const show = (text: string): string =>
    all_day ? text.slice(0, 10) : new Date(Date.parse(text)).toISOString().slice(0, 19);
  return `${show(date_start)}/${show(date_end)}`;
}

/** Words of a text, whatever markup and white space a server puts around them. */
export function showText(html: string): string {
  return html
    .replace(/<head>[\s\S]*?<\/head>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Titles that Outlook can only hold in part are told by that part. */
export function showTitle(title: string): string {
  return showText(title.trim() === '' ? '(Ohne Titel)' : title).slice(0, LONGEST_COMPARED_CHARS);
}
