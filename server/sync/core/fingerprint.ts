import { hash } from 'node:crypto';
import type { EntryStatus } from './entry.ts';
import type { AppointmentContent, Project } from './lupax-entry.ts';
import type { EventContent, OutlookEvent, ShowAs } from './outlook-event.ts';
import type { Fingerprint, LupaxItem } from './pair.ts';

/** Fields that are merged between the two sides; visibility follows rules of its own (see visibility.ts). */
export const MERGED_FIELDS = ['title', 'notes', 'location', 'time', 'status', 'reminderMinutes'] as const;
export type MergedField = (typeof MERGED_FIELDS)[number];

const LONGEST_PLAIN_CHARS = 24;

/**
 * Short values stay readable, long ones become a hash: a fingerprint is compared, never read back.
 * Both sides show the same values, and each of them is looked at several times in a run: they are remembered, objects
 * because they are replaced and never changed in place.
 */
export function fingerprintValue(value: unknown): string {
  if (typeof value === 'string' && value.length <= LONGEST_REMEMBERED_CHARS) return printText(value);
  if (typeof value !== 'object' || value === null) return print(value);
  if (Array.isArray(value) && value.length === 0) return '[]';
  const known = printsOfObjects.get(value);
  if (known !== undefined) return known;
  const made = print(sortKeys(value));
  printsOfObjects.set(value, made);
  return made;
}

const printsOfObjects = new WeakMap<object, string>();
const MAX_REMEMBERED_TEXTS = 10_000;
const LONGEST_REMEMBERED_CHARS = 400;

const printText = rememberSome((text) => print(text));
const hashText = rememberSome((text) => '#' + hash('sha256', text, 'base64url').slice(0, 14));

function rememberSome(make: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    if (known.size >= MAX_REMEMBERED_TEXTS) known.clear();
    const made = make(text);
    if (text.length <= LONGEST_REMEMBERED_CHARS) known.set(text, made);
    return made;
  };
}

function print(value: unknown): string {
  const text = JSON.stringify(value) ?? 'null';
  return text.length <= LONGEST_PLAIN_CHARS ? text : hashText(text);
}

/** The order of an object's keys is the accident of whoever built it, never a difference. */
function sortKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sortKeys);
  const record = value as Record<string, unknown>;
  const keys = Object.keys(record);
  // Most are in order already, and are left as they are.
  if (isSorted(keys) && keys.every((key) => typeof record[key] !== 'object')) return value;
  const sorted: Record<string, unknown> = {};
  for (const key of keys.sort()) sorted[key] = sortKeys(record[key]);
  return sorted;
}

function isSorted(keys: readonly string[]): boolean {
  return keys.every((key, position) => position === 0 || keys[position - 1]! < key);
}

/** What a reader sees of notes, whatever markup and white space a server puts around it. */
export function fingerprintWords(html: string): string {
  return fingerprintValue(readWords(html));
}

export function readWords(html: string): string {
  const text = html.replace(/<[^>]*>/g, ' ').replaceAll('&nbsp;', ' ');
  return text.replace(/\s+/g, ' ').trim();
}

function fingerprintAll(values: Record<string, unknown>): Fingerprint {
  const print: Fingerprint = {};
  for (const field of Object.keys(values)) print[field] = fingerprintValue(values[field]);
  return print;
}

/** The same where most values are known ones, whose fingerprints are at hand. */
function fingerprintChanges(
  values: Record<string, unknown>,
  known: Record<string, unknown>,
  knownPrint: Fingerprint,
): Fingerprint {
  const print: Fingerprint = {};
  for (const field of Object.keys(values)) {
    print[field] = values[field] === known[field] ? knownPrint[field]! : fingerprintValue(values[field]);
  }
  return print;
}

/** The named fields of a fingerprint, those that it has. */
export function pickFields(print: Fingerprint, fields: readonly string[]): Fingerprint {
  return Object.fromEntries(fields.flatMap((field) => (field in print ? [[field, print[field]!]] : [])));
}

/** `showAs` as Lupax's status: `tentative` is tentative, everything else confirmed. */
export function toStatus(showAs: ShowAs): EntryStatus {
  return showAs === 'tentative' ? 'tentative' : 'confirmed';
}

/** Contents are replaced, never changed in place, and each is looked at many times in a run. */
const known = new WeakMap<object, Fingerprint>();

function remember<Content extends object>(content: Content, make: (content: Content) => Fingerprint): Fingerprint {
  const before = known.get(content);
  if (before) return before;
  const print = make(content);
  known.set(content, print);
  return print;
}

export function fingerprintEvent(event: OutlookEvent | EventContent): Fingerprint {
  return remember(event, (content) => fingerprintAll(readEventValues(content)));
}

/** What an event is wanted to show is mostly what it shows. */
export function fingerprintWantedEvent(wanted: EventContent, seen: OutlookEvent): Fingerprint {
  return fingerprintChanges(readEventValues(wanted), readEventValues(seen), fingerprintEvent(seen));
}

function readEventValues(event: OutlookEvent | EventContent): Record<string, unknown> {
  const { title, notes, location, time, showAs, sensitivity, reminderMinutes } = event;
  return { title, notes, location, time, status: toStatus(showAs), reminderMinutes, showAs, sensitivity };
}

/** The fields this product may write into an appointment; `project` and what else Lupax owns is not compared. */
export function fingerprintAppointment(content: AppointmentContent): Fingerprint {
  return remember(content, (appointment) => fingerprintAll(readAppointmentValues(appointment)));
}

/** What an appointment is wanted to show is mostly what it shows. */
export function fingerprintWantedAppointment(wanted: AppointmentContent, seen: AppointmentContent): Fingerprint {
  return fingerprintChanges(readAppointmentValues(wanted), readAppointmentValues(seen), fingerprintAppointment(seen));
}

function readAppointmentValues(content: AppointmentContent): Record<string, unknown> {
  const { title, notes, location, time, status, visibility, reminderMinutes, participants, source, readOnly } = content;
  const { joinUrl } = content.onlineMeeting;
  return {
    title,
    notes,
    location,
    time,
    status,
    visibility,
    reminderMinutes,
    participants,
    joinUrl,
    source,
    readOnly,
  };
}

export function fingerprintProject(project: Project): Fingerprint {
  return fingerprintAll({ title: project.title, notes: project.description, time: project.time });
}

export function fingerprintLupax(item: LupaxItem): Fingerprint {
  return item.type === 'appointment' ? fingerprintAppointment(item.item) : fingerprintProject(item.item);
}
