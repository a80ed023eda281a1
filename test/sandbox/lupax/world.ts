import type { Clock } from '../web/clock.ts';
import type { AppointmentBook } from './appointment-book.ts';
import { createAppointmentBook } from './appointment-book.ts';
import type { Organization, StoredProject, Task, User } from './types.ts';

export interface StoredTask {
  organizationId: number;
  userId: number;
  task: Task;
  updatedAtMs: number;
}

/** Everything that Lupax remembers. */
export interface World {
  clock: Clock;
  organizations: Map<number, Organization>;
  users: Map<number, User>;
  projects: Map<number, StoredProject>;
  tasks: Map<number, StoredTask>;
  appointments: AppointmentBook;
  /** Ids are unique across all kinds, so that mistaking one for another shows. */
  nextId(): number;
}

/** @param seed moves the first id, so that tests do not come to rely on numbers */
export function createWorld(clock: Clock, seed = 0): World {
  let lastId = 1000 + (Math.abs(Math.trunc(seed)) % 9000);
  const nextId = () => (lastId += 1);
  const organizations = new Map<number, Organization>();
  const projects = new Map<number, StoredProject>();
  const appointments = createAppointmentBook({
    clock,
    nextId,
    zoneOf: (organizationId) => organizations.get(organizationId)?.timeZone ?? 'Europe/Berlin',
    projectOf: (organizationId, id) => {
      const stored = projects.get(id);
      return stored?.organizationId === organizationId ? stored.project : undefined;
    },
  });
  return { clock, organizations, users: new Map(), projects, tasks: new Map(), appointments, nextId };
}
