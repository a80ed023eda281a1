import type { Appointment } from '../sandbox/lupax/types.ts';
import type { Person } from './people.ts';
import type { AppointmentFields, Fields, Happening } from './story.ts';
import type { World } from './world.ts';

const DAY_MS = 86_400_000;

type LupaxHappening = Extract<
  Happening,
  {
    do:
      | 'addAppointment'
      | 'addAppointments'
      | 'editAppointment'
      | 'deleteAppointment'
      | 'deleteAppointments'
      | 'addProject'
      | 'editProject'
      | 'removeProject';
  }
>;

/** What a person, or a planner, does in Lupax. @throws what Lupax refuses; then nothing has happened */
export function actInLupax(world: World, person: Person, what: LupaxHappening): void {
  const { control } = world.lupax;
  const { organizationId } = world;
  const appointments = listAppointments(world, person);
  const chosen = 'pick' in what ? appointments[what.pick % Math.max(appointments.length, 1)] : undefined;
  const projects = [...world.lupax.world.projects.values()];
  const project = 'pick' in what ? projects[what.pick % Math.max(projects.length, 1)] : undefined;
  const write = (fields: Fields): never => toLupax(world, person, fields) as never;
  switch (what.do) {
    case 'addAppointment':
      control.addAppointment(person.lupaxUserId, organizationId, {
        ...(write(what.fields) as object),
        kind: what.kind,
      } as never);
      return;
    case 'addAppointments':
      for (let index = 0; index < what.count; index += 1) {
        const title = `${what.fields.title}/${index}`;
        control.addAppointment(person.lupaxUserId, organizationId, write({ ...what.fields, title }));
      }
      return;
    case 'editAppointment':
      if (chosen) world.lastEdited.set(person.number, { appointmentId: chosen.id });
      // Planners change shifts and vacations; everything else its owner changes.
      if (chosen)
        control.editAppointment(chosen.id, write(what.fields), {
          as: chosen.kind === 'appointment' ? 'user' : 'lupax',
        });
      return;
    case 'deleteAppointment':
      if (chosen) control.deleteAppointment(chosen.id, { as: chosen.kind === 'appointment' ? 'user' : 'lupax' });
      return;
    case 'deleteAppointments': {
      const meant = appointments.filter(
        ({ source, kind, read_only }) => (source !== null) === what.copies && kind === 'appointment' && read_only === 0,
      );
      for (const { id } of meant.slice(-what.count)) control.deleteAppointment(id);
      return;
    }
    case 'addProject': {
      const { notes: description, ...rest } = write(what.fields) as { notes?: string };
      const responsible = { id: person.lupaxUserId, first_name: '', last_name: '' };
      control.addProject(organizationId, { ...pickProject(rest), description, responsible } as never);
      return;
    }
    case 'editProject':
      if (project) control.editProject(project.project.id, pickProject(write(what.fields)) as never);
      return;
    case 'removeProject':
      if (!project) return;
      control.removeProject(project.project.id);
      world.history.removedProjects.add(project.project.id);
  }
}

/** Living ones, oldest first. */
export function listAppointments(world: World, person: Person): Appointment[] {
  const owner = { organizationId: world.organizationId, userId: person.lupaxUserId };
  return world.lupax.world.appointments.listOf(owner).map(({ appointment }) => appointment);
}

function pickProject(json: object): object {
  const { title, date_start, date_end } = json as Record<string, unknown>;
  return Object.fromEntries(Object.entries({ title, date_start, date_end }).filter(([, value]) => value !== undefined));
}

export function toLupax(world: World, { zone }: Person, fields: AppointmentFields): object {
  const { title, notes, place, when, reminder, tentative, visibility } = fields;
  const json: Record<string, unknown> = {};
  if (title !== undefined) json['title'] = title;
  if (notes !== undefined) json['notes'] = notes;
  if (place !== undefined) json['location'] = place;
  if (reminder !== undefined) json['reminder_minutes'] = reminder;
  if (tentative !== undefined) json['status'] = tentative ? 'tentative' : 'confirmed';
  if (visibility !== undefined) json['visibility'] = visibility;
  if (when) {
    const midnight = (Math.floor(world.scheduler.now() / DAY_MS) + when.day) * DAY_MS;
    const start = when.allDay ? midnight : midnight + when.hour * 3_600_000;
    const end = when.allDay ? midnight + DAY_MS : start + when.minutes * 60_000;
    const wall = (ms: number): string => new Date(ms).toISOString().slice(0, 19);
    Object.assign(json, {
      all_day: when.allDay ? 1 : 0,
      time_zone: zone,
      date_start: wall(start),
      date_end: wall(end),
    });
  }
  return json;
}
