import { refIdOf } from '../sandbox/graph/event-reader.ts';
import { fieldsOf, viewOf } from '../sandbox/graph/occurrences.ts';
import type { EventFields, EventRef, StoredEvent } from '../sandbox/graph/types.ts';
import type { Appointment } from '../sandbox/lupax/types.ts';
import type { Settings } from '../../server/store/types.ts';
import type { Pair } from '../../server/sync/core/pair.ts';
import { listAppointments } from './lupax-actions.ts';
import type { Person } from './people.ts';
import type { World } from './world.ts';

const DAY_MS = 86_400_000;

/** One event as it takes place once. */
export interface Instance {
  id: string;
  ref: EventRef;
  fields: EventFields;
  calendarId: string;
  marker: string | undefined;
}

/** What stands on both sides of one person's link. */
export interface View {
  world: World;
  person: Person;
  settings: Settings;
  /** What takes place in the window, a day's distance to its ends. */
  inside: { startMs: number; endMs: number };
  instances: Instance[];
  copies: StoredEvent[];
  appointments: Appointment[];
  pairs: Pair[];
}

export function look(world: World, person: Person): View {
  const settings = world.history.settings(person.objectId).last!;
  const today = Math.floor(world.scheduler.now() / DAY_MS) * DAY_MS;
  const startMs = today - (settings.pastDays - 1) * DAY_MS;
  const inside = { startMs, endMs: today + settings.futureDays * DAY_MS };
  const { mailbox } = world.graph.world.users.get(person.objectId)!;
  const all = [...mailbox.calendars.values()].flatMap((calendar) => [...calendar.events]);
  const instances = all
    .flatMap((event) => viewOf(event, { startMs: 0, endMs: today + 2_000 * DAY_MS }))
    .map((ref) => ({
      id: refIdOf(ref, true),
      ref,
      fields: fieldsOf(ref),
      calendarId: ref.event.calendar.immutableId,
      marker: ref.event.extended.get(world.markerId),
    }));
  const copies = all.filter((event) => event.extended.has(world.markerId));
  const pairs = [...world.document(person).get('pairs')!.values()] as Pair[];
  return { world, person, settings, inside, instances, copies, appointments: listAppointments(world, person), pairs };
}
