import type { Settings } from '../../server/store/types.ts';
import type { Direction } from '../../server/sync/core/entry.ts';
import { parseId } from '../sandbox/graph/ids.ts';
import { timesOn } from '../sandbox/graph/occurrences.ts';
import type { CalendarRole, EventFields, EventRef, StoredEvent } from '../sandbox/graph/types.ts';
import type { World as GraphWorld } from '../sandbox/graph/world.ts';
import type { Actor } from '../sandbox/lupax/appointment-book.ts';
import type { Appointment } from '../sandbox/lupax/types.ts';
import type { World as LupaxWorld } from '../sandbox/lupax/world.ts';

/** Values over time. Whoever acted on what it knew may have known any that held since then. */
export class Timeline<T> {
  readonly entries: { at: number; value: T }[] = [];
  add(at: number, value: T): void {
    this.entries.push({ at, value });
  }
  get last(): T | undefined {
    return this.entries.at(-1)?.value;
  }
  /** The value that held at a moment; undefined when there was none yet. */
  at(moment: number): T | undefined {
    return this.entries.findLast(({ at }) => at <= moment)?.value;
  }
  /** All values that held at some moment from `since` on. */
  since(since: number): T[] {
    const first = this.entries.findLastIndex(({ at }) => at <= since);
    return this.entries.slice(Math.max(first, 0)).map(({ value }) => value);
  }
}

/** One event as it was at a moment, its exceptions and cancelled occurrences included. */
export interface EventState {
  /** Who made it so: a person in Outlook, or the product through the API. */
  actor: 'person' | 'api';
  deleted: boolean;
  calendarId: string;
  fields: EventFields;
  overlays: ReadonlyMap<number, Partial<EventFields>>;
  cancelled: ReadonlySet<number>;
}

export interface AppointmentState {
  appointment: Appointment;
  actor: Actor;
}

/** What was so when, noted as it happened. */
export interface History {
  /** The event or occurrence of an immutable id, also of one that is deleted. */
  find(id: string): EventRef | null;
  /** The latest event that bore the marker. */
  marked(propertyId: string, marker: string): StoredEvent | undefined;
  /** All events there ever were in the mailbox. */
  eventsOf(objectId: string): StoredEvent[];
  /** Does what a person does in Outlook. */
  asPerson<T>(act: () => T): T;
  event(event: StoredEvent): Timeline<EventState>;
  appointment(id: number): Timeline<AppointmentState>;
  role(calendarId: string): Timeline<CalendarRole | null>;
  direction(calendarId: string): Timeline<Direction>;
  settings(objectId: string): Timeline<Settings>;
  /** Projects that people removed. */
  readonly removedProjects: Set<number>;
  /** People, by object id, whose link was ended; what they had set is not known any more. */
  readonly unlinked: Set<string>;
  /** Items that an undo made again, with those in whose place they are. */
  readonly restoredEvents: Map<StoredEvent, StoredEvent>;
  readonly restoredAppointments: Map<number, number>;
}

export function createHistory(now: () => number, graph: GraphWorld, lupax: LupaxWorld): History {
  const events = new Map<StoredEvent, Timeline<EventState>>();
  const byId = new Map<string, StoredEvent>();
  const appointments = new Map<number, Timeline<AppointmentState>>();
  const roles = new Map<string, Timeline<CalendarRole | null>>();
  const directions = new Map<string, Timeline<Direction>>();
  const settings = new Map<string, Timeline<Settings>>();
  let actor: EventState['actor'] = 'api';

  graph.changeListeners.push(({ event }) => {
    byId.set(event.immutableId, event);
    timelineOf(events, event).add(now(), {
      actor,
      deleted: event.deleted,
      calendarId: event.calendar.immutableId,
      fields: event.fields,
      overlays: new Map([...event.exceptions].map(([day, { overlay }]) => [day, overlay])),
      cancelled: new Set(event.cancelled),
    });
  });
  const book = lupax.appointments;
  const { create, replace, remove, find } = book;
  const note = (id: number, actor: Actor): void => {
    const { appointment } = find(id)!;
    timelineOf(appointments, id).add(now(), { appointment, actor });
  };
  book.create = (actor, ...rest) => {
    const stored = create(actor, ...rest);
    note(stored.appointment.id, actor);
    return stored;
  };
  book.replace = (actor, stored, body) => {
    const replaced = replace(actor, stored, body);
    note(stored.appointment.id, actor);
    return replaced;
  };
  book.remove = (actor, stored) => {
    remove(actor, stored);
    note(stored.appointment.id, actor);
  };

  return {
    find(id) {
      const whole = byId.get(id);
      if (whole) return { event: whole, day: null };
      const parsed = parseId(id);
      const master = parsed.kind === 'occurrence' ? byId.get(parsed.masterId) : undefined;
      return master && parsed.kind === 'occurrence' ? { event: master, day: parsed.day } : null;
    },
    marked: (propertyId, marker) => [...byId.values()].findLast((event) => event.extended.get(propertyId) === marker),
    eventsOf: (objectId) => [...byId.values()].filter((event) => event.calendar.mailbox.user.objectId === objectId),
    asPerson(act) {
      actor = 'person';
      try {
        return act();
      } finally {
        actor = 'api';
      }
    },
    event: (event) => timelineOf(events, event),
    appointment: (id) => timelineOf(appointments, id),
    role: (id) => timelineOf(roles, id),
    direction: (id) => timelineOf(directions, id),
    settings: (id) => timelineOf(settings, id),
    removedProjects: new Set(),
    unlinked: new Set(),
    restoredEvents: new Map(),
    restoredAppointments: new Map(),
  };
}

/** What was seen of an event, or of one of its occurrences. */
export function fieldsIn(state: EventState, day: number | null): EventFields {
  if (day === null) return state.fields;
  return { ...state.fields, recurrence: null, ...timesOn(state.fields, day), ...state.overlays.get(day) };
}

function timelineOf<K, T>(map: Map<K, Timeline<T>>, key: K): Timeline<T> {
  const timeline = map.get(key) ?? new Timeline<T>();
  map.set(key, timeline);
  return timeline;
}
