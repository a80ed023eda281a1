import { LupaxError } from '../../server/lupax/errors.ts';
import type { LupaxSession } from '../../server/lupax/types.ts';
import type { Appointment, AppointmentContent, Project } from '../../server/sync/core/lupax-entry.ts';
import type { Gate } from './outlook-memory.ts';

/** The Lupax side of the world, in memory; its server rewrites what it is sent, too. */
export interface LupaxMemory {
  session: LupaxSession;
  appointments: Map<number, Appointment>;
  projects: Map<number, Project>;
  /** Stores the appointment under its next revision. */
  put(appointment: Appointment): Appointment;
  remove(id: number): void;
  makeId(): number;
}

export interface LupaxGuards {
  create(content: AppointmentContent): void;
  created(appointment: Appointment): void;
  update(before: Appointment, content: AppointmentContent): void;
  delete(appointment: Appointment): void;
}

export function createLupaxMemory(gate: Gate, guards: LupaxGuards): LupaxMemory {
  const appointments = new Map<number, Appointment>();
  const projects = new Map<number, Project>();
  const keys = new Map<string, Appointment>();
  const log: { id: number; deleted: boolean }[] = [];
  let ids = 0;

  function put(appointment: Appointment): Appointment {
    const stored = { ...appointment, revision: appointment.revision + 1 };
    appointments.set(stored.id, stored);
    log.push({ id: stored.id, deleted: false });
    return stored;
  }
  function remove(id: number): void {
    if (appointments.delete(id)) log.push({ id, deleted: true });
  }
  function makeId(): number {
    ids += 1;
    return ids;
  }
  function write<Answer>(carryOut: () => Answer): Answer {
    const fault = gate.enter();
    if (fault === 'die') throw new Error('the process died');
    if (fault === 'fail') throw new LupaxError('unavailable', 'no answer');
    const answer = carryOut();
    if (fault === 'lose') throw new LupaxError('unavailable', 'no answer');
    if (fault === 'lose_and_die') throw new Error('the process died');
    return answer;
  }
  function find(id: number, revision: number): Appointment {
    const appointment = appointments.get(id);
    if (!appointment) throw new LupaxError('not_found', 'gone');
    if (appointment.revision !== revision) throw new LupaxError('changed_meanwhile', 'another revision');
    if (appointment.readOnly && !appointment.source) throw new LupaxError('read_only', 'nobody may');
    return appointment;
  }

  const session = {
    async readChanges(cursor: string | null) {
      const touched =
        cursor === null ? [...appointments.keys()] : [...new Set(log.slice(Number(cursor)).map(({ id }) => id))];
      const changes = touched.map((id) => {
        const appointment = appointments.get(id);
        return appointment ? { deleted: false, appointment } : { deleted: true, id, revision: 0 };
      });
      return { changes, cursor: String(log.length), complete: cursor === null };
    },
    readAppointment: async (id: number) => appointments.get(id) ?? null,
    createAppointment: async (content: AppointmentContent, key: string) =>
      write(() => {
        const made = keys.get(key);
        if (made) return { appointment: appointments.get(made.id) ?? made, deleted: !appointments.has(made.id) };
        guards.create(content);
        const id = makeId();
        const url = `https://lupax.example/appointments/${id}`;
        const appointment = put({ ...rewrite(content), id, url, kind: 'appointment', revision: 0 });
        keys.set(key, appointment);
        guards.created(appointment);
        return { appointment, deleted: false };
      }),
    replaceAppointment: async (id: number, revision: number, content: AppointmentContent) =>
      write(() => {
        const before = find(id, revision);
        guards.update(before, content);
        const { kind, url } = before;
        return put({ ...rewrite(content), id, kind, url, revision });
      }),
    deleteAppointment: async (id: number, revision: number) =>
      write(() => {
        if (!appointments.has(id)) return;
        guards.delete(find(id, revision));
        remove(id);
      }),
    listProjects: async () => [...projects.values()],
  };
  return { session: session as unknown as LupaxSession, appointments, projects, put, remove, makeId };
}

/** Lupax' way with what it is sent: its own HTML, trimmed titles. */
function rewrite(content: AppointmentContent): AppointmentContent {
  const notes = content.notes
    .replace(/<div[^>]*>/g, '<p>')
    .replaceAll('</div>', '</p>')
    .replaceAll('\r\n', '');
  return { ...content, notes, title: content.title.trim() };
}
