import type { Settings } from '../../server/store/types.ts';
import type { Pair } from '../../server/sync/core/pair.ts';
import type { StoredEvent } from '../sandbox/graph/types.ts';
import type { Appointment } from '../sandbox/lupax/types.ts';
import { isInWindow } from '../sandbox/graph/occurrences.ts';
import type { EventState, Timeline } from './history.ts';
import { listAppointments } from './lupax-actions.ts';
import { listEvents } from './outlook-actions.ts';
import type { Person } from './people.ts';
import { FIELDS, showAppointment, showEvent, type Field, type Showing } from './showing.ts';
import { look } from './view.ts';
import type { World } from './world.ts';

interface Edit {
  side: Settings['conflictWinner'];
  at: number;
  value: Showing[Field];
  /** What the side showed right before, and who had made it so. */
  over: { value: Showing[Field]; byProduct: boolean } | null;
}

/**
 * Edits of people that are nowhere to be seen in the end although nothing came after them. Looked for where the rules
 * are simple: entries of one's own, in a calendar that was synchronised both ways and shared alike all the time.
 */
export function findLostEdits(world: World): string[] {
  return world.people.flatMap((person) => {
    // What was edited while nothing was linked goes to the entry's owner.
    if (world.history.unlinked.has(person.objectId)) return [];
    const winners = new Set(world.history.settings(person.objectId).entries.map(({ value }) => value.conflictWinner));
    if (winners.size > 1) return [];
    const [winner] = winners;
    const { inside } = look(world, person);
    const seen = listTwins(world, person).filter(({ event }) => isInWindow(event.fields, inside));
    return seen.flatMap((twins) => judge(world, twins, winner!));
  });
}

interface Twins {
  event: StoredEvent;
  /** The events that bore the same marker before it, and were deleted; it itself last. */
  bearers: StoredEvent[];
  appointment: Appointment;
}

function listTwins(world: World, person: Person): Twins[] {
  const appointments = listAppointments(world, person);
  const all = world.lupax.world.appointments.listAll().map(({ appointment }) => appointment);
  const pairs = [...world.document(person).get('pairs')!.values()] as Pair[];
  return listEvents(world, person).flatMap((event) => {
    const marker = event.extended.get(world.markerId);
    const isTwin = ({ id, source }: Appointment): boolean =>
      marker === undefined
        ? source?.event_id === event.immutableId
        : source === null && marker === `${world.organizationId}/appointment/${id}`;
    const appointment = appointments.find(isTwin);
    const pair = pairs.find(({ outlook }) => outlook.seen?.id === event.immutableId);
    // What was deleted and made again, refused, or decided by a person follows rules of its own.
    const simple =
      appointment &&
      isOfPeople(world, event, appointment) &&
      all.filter(isTwin).length === 1 &&
      pair?.failures === 0 &&
      pair.discarded === null;
    const bearers = listBearers(world, event);
    const plain = simple && bearers.every((bearer) => isSimple(world, bearer, appointment));
    return plain ? [{ event, bearers, appointment }] : [];
  });
}

/** Whether the appointment began as a person's, or as the copy of an event; not as one that was made again. */
function isOfPeople({ history, markerId }: World, event: StoredEvent, appointment: Appointment): boolean {
  const copied = event.extended.get(markerId) === undefined;
  return copied || history.appointment(appointment.id).entries[0]?.value.actor !== 'connector';
}

/** A copy that was made again carries on what people did to the one before it. */
function listBearers({ history, markerId }: World, event: StoredEvent): StoredEvent[] {
  const marker = event.extended.get(markerId);
  if (marker === undefined) return [event];
  const all = history.eventsOf(event.calendar.mailbox.user.objectId);
  return [...all.filter((other) => other !== event && other.extended.get(markerId) === marker), event];
}

function isSimple({ history }: World, event: StoredEvent, appointment: Appointment): boolean {
  const states = history.event(event).entries.map(({ value }) => value);
  const calendarId = event.calendar.immutableId;
  const direction = history.direction(calendarId);
  const steady =
    direction.entries.length === 1 && direction.last === 'both' && history.role(calendarId).entries.length === 1;
  const plain = states.every(
    ({ calendarId: id, fields }) =>
      id === calendarId &&
      fields.attendees.length === 0 &&
      fields.isOrganizer &&
      !fields.recurrence &&
      !fields.isOnlineMeeting &&
      fields.categories.every((category) => category === 'Lupax') &&
      fields.showAs !== 'free' &&
      fields.showAs !== 'workingElsewhere',
  );
  const open = history
    .appointment(appointment.id)
    .entries.every(({ value }) => value.appointment.visibility === 'public');
  return steady && plain && open && appointment.kind === 'appointment';
}

function judge({ history, faults }: World, { event, bearers, appointment }: Twins, winner: Edit['side']): string[] {
  const states = bearers.flatMap((bearer) => history.event(bearer).entries).sort((a, b) => a.at - b.at);
  const outlook = states.map(({ at, value }) => ({
    at,
    byProduct: value.actor === 'api',
    showing: showEvent(value.fields),
  }));
  const lupax = history.appointment(appointment.id).entries.map(({ at, value }) => ({
    at,
    byProduct: value.actor === 'connector',
    showing: showAppointment(value.appointment),
  }));
  return FIELDS.flatMap((field) => {
    const inOutlook = listEdits('outlook', outlook, field).filter(({ at, value }) => {
      const deleted = bearers.some((bearer) => wasDeletedByPerson(history.event(bearer), at));
      return !deleted || lupax.some((state) => state.at >= at && state.showing[field] === value);
    });
    const edits = [
      ...dropTakenBack(inOutlook, lupax, field),
      ...dropTakenBack(listEdits('lupax', lupax, field), outlook, field),
    ];
    const last = {
      outlook: edits.findLast(({ side }) => side === 'outlook'),
      lupax: edits.findLast(({ side }) => side === 'lupax'),
    };
    const allowed = chooseAllowed(last, winner, faults.times);
    const shown = lupax.at(-1)!.showing[field];
    if (allowed.length === 0 || allowed.includes(shown)) return [];
    return [
      `the edit of ${field} to "${allowed.join('" or "')}" was lost: "${event.fields.subject}" has "${String(shown)}"`,
    ];
  });
}

/** Whether a person edited the event at that moment and deleted it later: what nobody had seen by then went with it. */
function wasDeletedByPerson({ entries, last }: Timeline<EventState>, at: number): boolean {
  return entries.some((entry) => entry.at === at) && last?.deleted === true && last.actor === 'person';
}

function listEdits(
  side: Edit['side'],
  states: readonly { at: number; byProduct: boolean; showing: Showing }[],
  field: Field,
): Edit[] {
  return states.flatMap(({ at, byProduct, showing }, index) => {
    const before = states[index - 1];
    if (byProduct || before?.showing[field] === showing[field]) return [];
    // Something else may have been changed since the field got this value.
    const start =
      states.findLastIndex((state, at) => at < index && state.showing[field] !== before?.showing[field]) + 1;
    const over = before ? { value: before.showing[field], byProduct: states[start]!.byProduct } : null;
    return [{ side, at, value: showing[field], over }];
  });
}

/**
 * The edits of a side without those that end in the value they began with and that the other side has never shown: no
 * run saw them, so the side shows what was agreed on, and the other side's edit is the only one (§4: both sides changed).
 */
function dropTakenBack(edits: Edit[], other: readonly { at: number; showing: Showing }[], field: Field): Edit[] {
  const last = edits.at(-1);
  const first = edits.findLastIndex(({ over }) => over !== null && over.value === last?.value);
  const between = edits.slice(first, -1);
  if (first === -1 || between.length === 0) return edits;
  // What the product wrote in between was put back by a person: an edit.
  const isWritten = edits.slice(first + 1).some(({ over }) => over?.byProduct !== false);
  const isKnown = between.some(({ at, value }) =>
    other.some((state) => state.at >= at && state.showing[field] === value),
  );
  return isWritten || isKnown ? edits : edits.slice(0, first);
}

/** An answer may come so long after the write that it tells of. */
const LONGEST_ANSWER_MS = 20_000;

/** The last edit, where it is the only one, was made in sight of the other side's, or wins a conflict; else either. */
function chooseAllowed(
  { outlook, lupax }: { outlook: Edit | undefined; lupax: Edit | undefined },
  winner: Edit['side'],
  faultTimes: readonly number[],
): Showing[Field][] {
  if (!outlook || !lupax) return [outlook, lupax].flatMap((edit) => (edit ? [edit.value] : []));
  const [earlier, later] = outlook.at < lupax.at ? [outlook, lupax] : [lupax, outlook];
  // A write whose answer was lost, or came to a process that died before it had kept it, is not known to have been seen.
  const answered = faultTimes.every((at) => at < earlier.at || at > later.at + LONGEST_ANSWER_MS);
  const knew = answered && later.over?.value === earlier.value;
  return later.side === winner || knew ? [later.value] : [later.value, earlier.value];
}
