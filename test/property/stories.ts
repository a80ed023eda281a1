import fc from 'fast-check';
import { VISIBILITIES, type EntryTime } from '../../server/sync/core/entry.ts';
import type { Appointment } from '../../server/sync/core/lupax-entry.ts';
import { EXCLUDED_CATEGORY } from '../../server/sync/core/marker.ts';
import type { OutlookEvent, SharingRole } from '../../server/sync/core/outlook-event.ts';
import type { Step } from './steps.ts';
import type { PlannedFault } from './world.ts';

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
