import type { StoredAppointment } from './appointment-book.ts';
import type { LupaxControl } from './control-types.ts';
import { LupaxRefusal } from './errors.ts';
import { normaliseDate } from './times.ts';
import type { AppointmentContent } from './types.ts';
import type { World } from './world.ts';

type AppointmentControl = Pick<
  LupaxControl,
  'addAppointment' | 'editAppointment' | 'deleteAppointment' | 'appointments' | 'appointment'
>;

/** Appointments as people work with them in Lupax: the same rules, without HTTP. */
export function createAppointmentControl(world: World): AppointmentControl {
  const { appointments } = world;

  function requireLiving(id: number): StoredAppointment {
    const stored = appointments.find(id);
    if (!stored || stored.appointment.deleted === 1)
      throw new LupaxRefusal('not_found', 'There is no such appointment');
    return stored;
  }

  return {
    addAppointment(userId, organizationId, { kind = 'appointment', ...input }) {
      const zone = input.time_zone ?? world.organizations.get(organizationId)?.timeZone ?? 'Europe/Berlin';
      const content = { time_zone: zone, all_day: 0, ...input, ...normaliseDates(input, zone) };
      return copy(appointments.create('lupax', { organizationId, userId }, content, kind).appointment);
    },
    editAppointment(id, patch, { as = 'user' } = {}) {
      const stored = requireLiving(id);
      const zone = patch.time_zone ?? stored.appointment.time_zone;
      const content: Partial<AppointmentContent> = { ...stored.appointment, ...patch, ...normaliseDates(patch, zone) };
      // Read-only without a source is Lupax' own mark on shifts and vacations; nobody can send it.
      if (stored.appointment.kind !== 'appointment') delete content.read_only;
      return copy(appointments.replace(as === 'lupax' ? 'lupax' : 'person', stored, content).appointment);
    },
    deleteAppointment: (id, { as = 'user' } = {}) =>
      appointments.remove(as === 'lupax' ? 'lupax' : 'person', requireLiving(id)),
    appointments: (userId) =>
      appointments
        .listAll()
        .map((stored) => stored.appointment)
        .filter((one) => one.deleted === 0 && (userId === undefined || one.user.id === userId))
        .map(copy),
    appointment: (id) => {
      const stored = appointments.find(id);
      return stored && copy(stored.appointment);
    },
  };
}

function normaliseDates(input: Partial<AppointmentContent>, zone: string): Partial<AppointmentContent> {
  return {
    ...(input.date_start === undefined ? {} : { date_start: normaliseDate(input.date_start, zone) }),
    ...(input.date_end === undefined ? {} : { date_end: normaliseDate(input.date_end, zone) }),
  };
}

function copy<T>(value: T): T {
  return structuredClone(value);
}
