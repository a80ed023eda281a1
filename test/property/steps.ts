import { DIRECTIONS, type EntryTime } from '../../server/sync/core/entry.ts';
import type { Appointment, Project } from '../../server/sync/core/lupax-entry.ts';
import type { OutlookEvent, SharingRole } from '../../server/sync/core/outlook-event.ts';
import { FRESH } from './outlook-memory.ts';
import { isInWindow } from '../../server/sync/core/window.ts';
import { WINDOW, type PlannedFault, type World } from './world.ts';

/** What happens in the world, one step after the other. `pick` chooses among what is there. */
export type Step =
  | { do: 'add_event'; calendar: number; fields: Partial<OutlookEvent> }
  | { do: 'edit_event'; pick: number; fields: Partial<OutlookEvent> }
  | { do: 'move_event'; pick: number; calendar: number }
  | { do: 'delete_event'; pick: number }
  | { do: 'hide_event'; pick: number }
  | { do: 'add_appointment'; fields: Partial<Appointment> }
  | { do: 'edit_appointment'; pick: number; fields: Partial<Appointment> }
  | { do: 'delete_appointment'; pick: number }
  | { do: 'add_project'; fields: Partial<Project> }
  | { do: 'edit_project'; pick: number; fields: Partial<Project> }
  | { do: 'delete_project'; pick: number }
  | { do: 'share'; calendar: number; role: SharingRole }
  | { do: 'direct'; calendar: number; direction: number }
  | {
      do: 'choose';
      fields: { conflictWinner?: 'outlook' | 'lupax'; includeFreeEvents?: boolean; includeProjects?: boolean };
    }
  | { do: 'relink' }
  | { do: 'read_fully' }
  | { do: 'sync'; fault: PlannedFault | null };

/** Where times are not said. */
const SOME_TIME: EntryTime = { allDay: true, start: '2026-01-12', end: '2026-01-13' };

/** Lets one step happen. Steps that make no sense at the moment do nothing. */
export async function take(world: World, next: Step): Promise<void> {
  const { outlook, lupax, watch } = world;
  const calendarId = 'calendar' in next ? world.calendars()[next.calendar]!.id : '';
  const event = 'pick' in next ? choose([...outlook.events.values()], next.pick) : undefined;
  const appointment = 'pick' in next ? choose([...lupax.appointments.values()], next.pick) : undefined;
  const project = 'pick' in next ? choose([...lupax.projects.values()], next.pick) : undefined;
  switch (next.do) {
    case 'add_event': {
      const id = outlook.makeId();
      outlook.put({ ...FRESH, ...next.fields, id, key: id, calendarId });
      return;
    }
    case 'edit_event':
      if (event) outlook.put({ ...event, ...next.fields });
      return;
    case 'move_event':
      if (!event) return;
      watch.userMovedEvent(event);
      outlook.put({ ...event, calendarId });
      return;
    case 'delete_event':
      if (!event) return;
      watch.userDeletedEvent(event);
      outlook.remove(event.id);
      return;
    case 'hide_event':
      // Only what is known can be missed.
      if (event && world.pairs().some((pair) => pair.outlook.seen?.id === event.id)) outlook.hidden.add(event.id);
      return;
    case 'add_appointment': {
      const id = lupax.makeId();
      const { fields } = next;
      lupax.put({
        ...EMPTY,
        ...fields,
        id,
        url: `https://lupax.example/appointments/${id}`,
        readOnly: fields.kind !== 'appointment',
      });
      return;
    }
    case 'edit_appointment':
      if (appointment) lupax.put({ ...appointment, ...next.fields });
      return;
    case 'delete_appointment':
      if (!appointment) return;
      watch.userDeletedAppointment(appointment);
      lupax.remove(appointment.id);
      return;
    case 'add_project': {
      const id = lupax.makeId();
      lupax.projects.set(id, { id, title: '', time: SOME_TIME, description: '', responsible: null, ...next.fields });
      return;
    }
    case 'edit_project':
      if (project) lupax.projects.set(project.id, { ...project, ...next.fields });
      return;
    case 'delete_project':
      if (project) lupax.projects.delete(project.id);
      return;
    case 'share':
      outlook.sharing.set(calendarId, next.role);
      return;
    case 'direct':
      return direct(world, calendarId, next.direction);
    case 'choose':
      world.setSettings(next.fields);
      return;
    case 'relink':
      await world.sync();
      // A copy that no calendar in sync shows would not be found again.
      if (![...outlook.markers.keys()].every((id) => isShown(world, outlook.events.get(id)!))) return;
      outlook.reveal();
      world.relink();
      await world.sync();
      return;
    case 'read_fully':
      world.readFully();
      return;
    case 'sync':
      await world.sync(next.fault ?? undefined);
      outlook.reveal();
  }
}

function isShown(world: World, event: OutlookEvent): boolean {
  const { direction } = world.calendar(event.calendarId);
  return (direction === 'both' || direction === 'to_outlook') && isInWindow(event.time, WINDOW);
}

/** As the API allows it: one calendar receives, and one that is not shared can only be switched off. */
function direct(world: World, calendarId: string, choice: number): void {
  const direction = DIRECTIONS[choice]!;
  const receives = direction === 'both' || direction === 'to_outlook';
  const taken = world
    .calendars()
    .some((other) => other.id !== calendarId && (other.direction === 'both' || other.direction === 'to_outlook'));
  if (receives && taken) return;
  // Where an event that nobody answered for was made is looked for in the calendar that receives now.
  if (world.pairs().some(({ pending }) => pending !== null)) return;
  if (world.outlook.sharing.get(calendarId) === 'none' && direction !== 'off') return;
  world.setCalendar(calendarId, { direction });
}

function choose<T>(all: T[], pick: number): T | undefined {
  return all[pick % Math.max(all.length, 1)];
}

const EMPTY: Appointment = {
  id: 0,
  revision: 0,
  kind: 'appointment',
  url: '',
  title: '',
  notes: '',
  location: '',
  time: SOME_TIME,
  status: 'confirmed',
  visibility: 'public',
  reminderMinutes: null,
  project: null,
  participants: [],
  onlineMeeting: { requested: false, joinUrl: null },
  source: null,
  readOnly: false,
};
