import fc from 'fast-check';
import { DIRECTIONS, VISIBILITIES, type EntryTime } from '../../server/sync/core/entry.ts';
import type { Appointment, Project } from '../../server/sync/core/lupax-entry.ts';
import { EXCLUDED_CATEGORY } from '../../server/sync/core/marker.ts';
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

const COLLEAGUE = { name: 'Tom', email: 'tom@example.org' };
const ZONED = { allDay: false, zone: 'Europe/Berlin' } as const;
const TIMES: EntryTime[] = [
  { ...ZONED, start: '2026-01-12T08:00:00Z', end: '2026-01-12T09:00:00Z' },
  { ...ZONED, start: '2026-01-13T08:00:00Z', end: '2026-01-13T09:00:00Z' },
  { allDay: true, start: '2026-01-14', end: '2026-01-16' },
  // Outside the window.
  { ...ZONED, start: '2026-04-01T08:00:00Z', end: '2026-04-01T09:00:00Z' },
];

const time = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...TIMES.slice(0, 3)) },
  { weight: 1, arbitrary: fc.constant(TIMES[3]!) },
);
const title = fc.constantFrom('Aufbau', 'Abbau', ' Probe  am Abend ', 'x'.repeat(300));
const subject = fc.constantFrom('Aufbau', 'Umbau', '', 'y'.repeat(255));
const lupaxNotes = fc.constantFrom('', '<p>Tor 2</p>', '<p>Code 4711</p>');
const outlookNotes = fc.constantFrom('', '<div>Tor 3</div>', '<div class="x">Code 4711</div>\r\n');
const place = fc.constantFrom('', 'Halle 3', 'Halle 4');
const reminderMinutes = fc.constantFrom(null, 15);
const visibility = fc.constantFrom(...VISIBILITIES);
const usually = <T>(value: T, other: T) =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: fc.constant(other) });

const eventFields = {
  title: subject,
  notes: outlookNotes,
  location: place,
  time,
  reminderMinutes,
  showAs: fc.constantFrom('busy', 'tentative', 'oof', 'free') as fc.Arbitrary<OutlookEvent['showAs']>,
  sensitivity: fc.constantFrom('normal', 'normal', 'personal', 'private', 'confidential') as fc.Arbitrary<
    OutlookEvent['sensitivity']
  >,
  attendees: usually([], [COLLEAGUE]),
  categories: usually<string[]>([], [EXCLUDED_CATEGORY]),
};
const foreignFields = {
  isOrganizer: usually(true, false),
  isCancelled: usually(false, true),
  isDeclined: usually(false, true),
};
const appointmentFields = {
  title,
  notes: lupaxNotes,
  location: place,
  time,
  reminderMinutes,
  status: fc.constantFrom('confirmed', 'tentative') as fc.Arbitrary<Appointment['status']>,
  visibility,
};
const some = <T extends object>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(fields, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;

const pick = fc.nat(7);
const calendar = fc.constantFrom(0, 0, 1, 2);
const ROLES: SharingRole[] = [
  'none',
  'freeBusyRead',
  'limitedRead',
  'read',
  'write',
  'delegateWithPrivateEventAccess',
  'custom',
];
const fault = fc.option(
  fc.record({
    at: fc.nat(4),
    fault: fc.constantFrom('fail', 'lose', 'die', 'lose_and_die') as fc.Arbitrary<PlannedFault['fault']>,
  }),
  { nil: null, freq: 3 },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('add_event' as const),
      calendar,
      fields: fc.record({ ...eventFields, ...foreignFields }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('edit_event' as const),
      pick,
      fields: some<Partial<OutlookEvent>>(eventFields as never),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('move_event' as const), pick, calendar }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete_event' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('hide_event' as const), pick }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('add_appointment' as const),
      fields: fc.record({
        ...appointmentFields,
        kind: fc.constantFrom('appointment', 'appointment', 'shift', 'vacation') as fc.Arbitrary<Appointment['kind']>,
      }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('edit_appointment' as const),
      pick,
      fields: some<Partial<Appointment>>(appointmentFields as never),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete_appointment' as const), pick }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('add_project' as const),
      fields: fc.record({ title, time, description: lupaxNotes }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('edit_project' as const), pick, fields: fc.record({ title, time }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete_project' as const), pick }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('share' as const), calendar, role: fc.constantFrom(...ROLES) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('direct' as const), calendar, direction: fc.nat(3) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('choose' as const),
      fields: fc.record(
        {
          conflictWinner: fc.constantFrom('outlook' as const, 'lupax' as const),
          includeFreeEvents: fc.boolean(),
          includeProjects: fc.boolean(),
        },
        { requiredKeys: [] },
      ) as fc.Arbitrary<Extract<Step, { do: 'choose' }>['fields']>,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('relink' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('read_fully' as const) }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('sync' as const), fault }) },
);

export const steps = fc.array(step, { minLength: 1, maxLength: 24, size: 'max' });

const one = <T extends object>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.oneof(
    ...Object.entries<fc.Arbitrary<unknown>>(fields).map(([field, values]) =>
      values.map((value) => ({ [field]: value })),
    ),
  ) as fc.Arbitrary<Partial<T>>;
const mergedFields = {
  title: subject,
  notes: outlookNotes,
  location: place,
  time: fc.constantFrom(...TIMES.slice(0, 3)),
  reminderMinutes,
};

/** One field of one entry, on one side. */
export const edit: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('edit_event' as const),
    pick,
    fields: one<Partial<OutlookEvent>>(mergedFields as never),
  }),
  fc.record({
    do: fc.constant('edit_appointment' as const),
    pick,
    fields: one<Partial<Appointment>>({ ...mergedFields, title, notes: lupaxNotes } as never),
  }),
);

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
      lupax.projects.set(id, { id, title: '', time: TIMES[0]!, description: '', responsible: null, ...next.fields });
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
  time: TIMES[0]!,
  status: 'confirmed',
  visibility: 'public',
  reminderMinutes: null,
  project: null,
  participants: [],
  onlineMeeting: { requested: false, joinUrl: null },
  source: null,
  readOnly: false,
};
