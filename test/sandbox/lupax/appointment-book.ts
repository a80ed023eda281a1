import type { Clock } from '../web/clock.ts';
import { readAppointmentContent } from './appointment-content.ts';
import { buildWebUrl } from './conventions.ts';
import { LupaxRefusal } from './errors.ts';
import { formatBodyDate, parseBodyDate } from './times.ts';
import type { Appointment, AppointmentContent, AppointmentKind, Project } from './types.ts';

/** Who writes: a person in Lupax, the connector with its token, or Lupax itself (plans of shifts and vacations). */
export type Actor = 'person' | 'connector' | 'lupax';

export interface StoredAppointment {
  organizationId: number;
  appointment: Appointment;
  startMs: number;
  endMs: number;
  /** Grows with every change of any appointment; the change feed is ordered by it. */
  sequence: number;
}

export interface AppointmentBook {
  create(actor: Actor, owner: Owner, body: unknown, kind?: AppointmentKind): StoredAppointment;
  /** Of a person and the connector the rules of read-only apply. @throws LupaxRefusal `read_only`, `invalid` */
  replace(actor: Actor, stored: StoredAppointment, body: unknown): StoredAppointment;
  remove(actor: Actor, stored: StoredAppointment): void;
  /** Deleted ones too. */
  find(id: number): StoredAppointment | undefined;
  /** Living ones, ordered by id. */
  listOf(owner: Owner): StoredAppointment[];
  listAll(): StoredAppointment[];
  /** Every change, oldest first; a changed appointment stands there again, only its last place counts. */
  changesOf(owner: Owner): readonly { sequence: number; stored: StoredAppointment }[];
}

export interface Owner {
  organizationId: number;
  userId: number;
}

export function createAppointmentBook(parts: {
  clock: Clock;
  nextId: () => number;
  zoneOf: (organizationId: number) => string;
  projectOf: (organizationId: number, id: number) => Project | undefined;
}): AppointmentBook {
  const byId = new Map<number, StoredAppointment>();
  const byOwner = new Map<string, { sequence: number; stored: StoredAppointment }[]>();
  const idsByOwner = new Map<string, StoredAppointment[]>();
  let sequence = 0;

  const keyOf = (owner: Owner) => `${owner.organizationId}/${owner.userId}`;
  const ownerOf = (stored: StoredAppointment): Owner => ({
    organizationId: stored.organizationId,
    userId: stored.appointment.user.id,
  });

  function recordChange(stored: StoredAppointment): void {
    sequence += 1;
    stored.sequence = sequence;
    getOrAdd(byOwner, keyOf(ownerOf(stored))).push({ sequence, stored });
  }

  function stampOf(organizationId: number): string {
    return formatBodyDate(parts.clock.now(), parts.zoneOf(organizationId));
  }

  const readContent = (organizationId: number, body: unknown, current?: Appointment) =>
    readAppointmentContent(body, (id) => parts.projectOf(organizationId, id), current);

  return {
    create(actor, owner, body, kind = 'appointment') {
      const content = readContent(owner.organizationId, body);
      // What Lupax plans for people is read-only for everyone.
      if (kind !== 'appointment') content.read_only = 1;
      const id = parts.nextId();
      const stamp = stampOf(owner.organizationId);
      const appointment: Appointment = {
        id,
        revision: 1,
        ...content,
        kind: actor === 'lupax' ? kind : 'appointment',
        user: { id: owner.userId },
        url: buildWebUrl(owner.organizationId, 'appointments', id),
        created_at: stamp,
        updated_at: stamp,
        deleted: 0,
      };
      const stored = { organizationId: owner.organizationId, appointment, ...spanOf(content), sequence: 0 };
      byId.set(id, stored);
      getOrAdd(idsByOwner, keyOf(owner)).push(stored);
      recordChange(stored);
      return stored;
    },
    replace(actor, stored, body) {
      const current = stored.appointment;
      checkWritable(actor, current);
      const content = readContent(stored.organizationId, body, current);
      if (current.kind !== 'appointment') content.read_only = 1;
      stored.appointment = {
        ...current,
        ...content,
        revision: current.revision + 1,
        updated_at: stampOf(stored.organizationId),
      };
      Object.assign(stored, spanOf(content));
      recordChange(stored);
      return stored;
    },
    remove(actor, stored) {
      const current = stored.appointment;
      checkWritable(actor, current);
      const updated_at = stampOf(stored.organizationId);
      stored.appointment = { ...current, deleted: 1, revision: current.revision + 1, updated_at };
      recordChange(stored);
    },
    find: (id) => byId.get(id),
    listOf: (owner) => (idsByOwner.get(keyOf(owner)) ?? []).filter((stored) => stored.appointment.deleted === 0),
    listAll: () => [...byId.values()],
    changesOf: (owner) => byOwner.get(keyOf(owner)) ?? [],
  };
}

/** @throws LupaxRefusal `read_only` */
function checkWritable(actor: Actor, appointment: Appointment): void {
  if (actor === 'lupax' || appointment.read_only === 0) return;
  if (actor === 'connector' && appointment.source) return;
  const why = appointment.source
    ? 'for people; only the token of POST …/office365/token may change it'
    : 'for everyone';
  throw new LupaxRefusal('read_only', `This appointment is read-only ${why}`);
}

function spanOf(content: AppointmentContent): { startMs: number; endMs: number } {
  return { startMs: parseBodyDate(content.date_start) ?? 0, endMs: parseBodyDate(content.date_end) ?? 0 };
}

function getOrAdd<V>(lists: Map<string, V[]>, key: string): V[] {
  let list = lists.get(key);
  if (!list) lists.set(key, (list = []));
  return list;
}
