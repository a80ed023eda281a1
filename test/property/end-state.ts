import { areEquivalent } from '../../server/sync/core/merge.ts';
import type { Appointment } from '../../server/sync/core/lupax-entry.ts';
import { EXCLUDED_CATEGORY } from '../../server/sync/core/marker.ts';
import type { OutlookEvent, SharingRole } from '../../server/sync/core/outlook-event.ts';
import { isInWindow } from '../../server/sync/core/window.ts';
import { OWN, rankOf, TABLE } from './tables.ts';
import { ORGANIZATION, WINDOW, type World } from './world.ts';

const SHOW_NOTES: SharingRole[] = [
  'read',
  'write',
  'delegateWithoutPrivateEventAccess',
  'delegateWithPrivateEventAccess',
];

/** What must hold when both sides agree, looked at from outside. @returns what does not, in words */
export function findFaults(world: World): string[] {
  return [...findFaultsOfEvents(world), ...findFaultsOfAppointments(world), ...findFaultsOfProjects(world)];
}

function findFaultsOfEvents(world: World): string[] {
  const faults: string[] = [];
  const sources = [...world.lupax.appointments.values()].flatMap(({ source }) => (source ? [source.eventId] : []));
  if (new Set(sources).size !== sources.length) faults.push('one event has two appointments');
  const own = [...world.outlook.events.values()].filter(({ id }) => !world.outlook.markers.has(id));
  for (const event of own) {
    const { direction, sharing } = world.calendar(event.calendarId);
    const copy = [...world.lupax.appointments.values()].find(({ source }) => source?.eventId === event.id);
    // What changes outside the window is not seen.
    if (direction === 'off' || (copy && !isInWindow(event.time, WINDOW))) continue;
    if (sharing === 'none') {
      if (copy) faults.push(`${event.id} is in Lupax although it is not shared`);
      continue;
    }
    if (direction === 'to_outlook') continue;
    if (!belongsIntoLupax(event, world)) {
      if (copy) faults.push(`${event.id} is in Lupax and does not belong there`);
    } else if (copy) faults.push(...compareCopy(event, copy, world));
    else if (isInWindow(event.time, WINDOW)) faults.push(`${event.id} is missing from Lupax`);
  }
  return faults;
}

function belongsIntoLupax(event: OutlookEvent, world: World): boolean {
  const free = event.showAs === 'free' || event.showAs === 'workingElsewhere';
  if (event.isCancelled || event.isDeclined || event.categories.includes(EXCLUDED_CATEGORY)) return false;
  return !free || world.settings().includeFreeEvents;
}

function compareCopy(event: OutlookEvent, copy: Appointment, world: World): string[] {
  const faults: string[] = [];
  const table = TABLE[world.calendar(event.calendarId).sharing]!;
  const asked = Math.max(rankOf(table), rankOf(OWN[event.sensitivity]));
  if (rankOf(copy.visibility) < asked) faults.push(`${event.id} is shown as ${copy.visibility}`);
  const hidden = copy.visibility === 'title_and_notes_private';
  if (hidden && copy.location !== '') faults.push(`${event.id} shows its place`);
  if (copy.visibility !== 'public' && copy.participants.length > 0) faults.push(`${event.id} shows its participants`);
  if (copy.readOnly !== (event.attendees.length > 0 || !event.isOrganizer))
    faults.push(`${event.id} has the wrong protection`);
  const fields = hidden ? FIELDS.filter((field) => field !== 'location') : FIELDS;
  return [...faults, ...compareFields(event, copy, fields)];
}

const FIELDS = ['title', 'notes', 'location', 'time', 'reminderMinutes', 'status'] as const;

function compareFields(
  event: OutlookEvent,
  appointment: Appointment,
  fields: readonly (typeof FIELDS)[number][],
): string[] {
  const shown = { ...event, status: event.showAs === 'tentative' ? 'tentative' : 'confirmed' };
  return fields
    .filter((field) => !areEquivalent(field, shown[field], appointment[field]))
    .map((field) => `${field} of ${event.id} differs from that of appointment ${appointment.id}`);
}

function findFaultsOfAppointments(world: World): string[] {
  const faults: string[] = [];
  for (const appointment of world.lupax.appointments.values()) {
    const marker = `${ORGANIZATION}/appointment/${appointment.id}`;
    const events = [...world.outlook.markers]
      .filter(([, text]) => text === marker)
      .map(([id]) => world.outlook.events.get(id)!);
    if (events.length > 1) faults.push(`appointment ${appointment.id} has ${events.length} events`);
    if (appointment.source) continue;
    const [event] = events;
    const target = world.calendars().find(({ direction }) => direction === 'both' || direction === 'to_outlook');
    if (!event) {
      if (
        target &&
        target.sharing !== 'none' &&
        isInWindow(appointment.time, WINDOW) &&
        !isFrozen(appointment, world)
      ) {
        faults.push(`appointment ${appointment.id} is missing from Outlook`);
      }
      continue;
    }
    if (event.calendarId !== target?.id || target.sharing === 'none' || !isInWindow(event.time, WINDOW)) continue;
    faults.push(...compareEvent(event, appointment, target.sharing, target.direction === 'both'));
  }
  return faults;
}

/** Its event was in a calendar that no longer receives, so nobody knows that it was deleted there. */
function isFrozen(appointment: Appointment, world: World): boolean {
  const pair = world.pairs().find(({ lupaxRef }) => lupaxRef?.type === 'appointment' && lupaxRef.id === appointment.id);
  return pair?.outlook.seen !== null && pair !== undefined;
}

function compareEvent(event: OutlookEvent, appointment: Appointment, role: SharingRole, both: boolean): string[] {
  const faults: string[] = [];
  const writable = event.attendees.length === 0 && event.isOrganizer;
  const readable = both && appointment.kind === 'appointment' && !appointment.readOnly;
  if (!writable && !readable) return [];
  const closed = appointment.visibility === 'title_and_notes_private';
  const withheld = appointment.visibility === 'notes_private' && SHOW_NOTES.includes(role);
  if (writable) {
    if (closed && OWN[event.sensitivity] !== 'title_and_notes_private')
      faults.push(`${event.id} is open, Lupax is not`);
    if (withheld && appointment.notes !== '' && areEquivalent('notes', event.notes, appointment.notes)) {
      faults.push(`${event.id} shows private notes`);
    }
  }
  const noNotes = !writable || withheld || (closed && role === 'delegateWithPrivateEventAccess');
  const vacation = appointment.kind === 'vacation';
  const fields = FIELDS.filter(
    (field) =>
      !(field === 'notes' && noNotes) && !(field === 'status' && vacation) && !(field === 'title' && !writable),
  );
  return [...faults, ...compareFields(event, appointment, fields)];
}

function findFaultsOfProjects(world: World): string[] {
  const faults: string[] = [];
  for (const [eventId, marker] of world.outlook.markers) {
    if (!marker.includes('/project/')) continue;
    const event = world.outlook.events.get(eventId)!;
    const { direction, sharing } = world.calendar(event.calendarId);
    const receives = (direction === 'both' || direction === 'to_outlook') && sharing !== 'none';
    if (!receives || !isInWindow(event.time, WINDOW) || event.attendees.length > 0 || !event.isOrganizer) continue;
    const project = world.lupax.projects.get(Number(marker.split('/')[2]));
    if (!world.settings().includeProjects) faults.push(`${marker} is in Outlook although projects are off`);
    else if (project && !areEquivalent('title', project.title, event.title)) faults.push(`${marker} has another title`);
    else if (project && (event.showAs !== 'free' || event.sensitivity !== 'normal'))
      faults.push(`${marker} is shown otherwise`);
  }
  return faults;
}
