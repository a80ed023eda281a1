import { fieldsIn } from './history.ts';
import { FIELDS, showAppointment, showEvent, type Showing } from './showing.ts';
import type { Verdict, WatchParts, Write } from './watch.ts';
import { readMarker } from './watch-graph.ts';
import { rankOf } from './rules.ts';
import type { Call } from './wire.ts';
import type { Appointment } from '../sandbox/lupax/types.ts';
import type { EventRef, StoredEvent } from '../sandbox/graph/types.ts';

const HARMLESS: Verdict = { tightens: false, counts: false };

export interface Leaks {
  /** Complains when the event shows more than it may. */
  checkEvent(ref: EventRef, write: Write): void;
  /** @param before as it was once, for what a person typed in there */
  checkAppointment(appointment: Appointment, before: Appointment | undefined, write: Write): void;
}

/** Looks at what taking a run back, and taking all copies back, writes: rules of their own apply to both. */
export function createAccountWatch({ lupax, history, markerId, violate }: WatchParts, leaks: Leaks) {
  const { appointments } = lupax.world;

  function findEvent({ call, answer }: Write): EventRef | null {
    const id = /\/events\/([^/?]+)$/.exec(call.url)?.[1];
    return history.find(id === undefined ? (JSON.parse(answer.text) as { id: string }).id : decodeURIComponent(id));
  }

  function requireNoMeeting(ref: EventRef, what: string): void {
    const { attendees, isOrganizer } = fieldsIn(history.event(ref.event).entries.at(-1)!.value, ref.day);
    if (attendees.length > 0 || !isOrganizer) violate(`a meeting was written: ${what}`);
  }

  /** Only what this product marked is taken back. */
  function lookAtRemoval({ call, ...rest }: Write): Verdict {
    if (call.method !== 'DELETE') violate(`taking copies back sent ${call.method}`);
    else if (call.side === 'graph') {
      const ref = findEvent({ call, ...rest });
      if (!ref) return HARMLESS;
      requireNoMeeting(ref, 'a removal');
      if (!ref.event.extended.has(markerId)) violate('a user’s own event was taken back');
    } else {
      const id = Number(/\/(\d+)$/.exec(call.url)![1]);
      if (!appointments.find(id)!.appointment.source) violate('an appointment of Lupax’ own was taken back');
    }
    return HARMLESS;
  }

  function lookAtUndoneEvent(write: Write): Verdict {
    const ref = findEvent(write);
    if (!ref) return HARMLESS;
    const { event, day } = ref;
    requireNoMeeting(ref, 'an undo');
    const states = history.event(event).entries;
    const now = states.at(-1)!.value;
    if (write.call.method === 'DELETE') {
      if (states[0]!.value.actor !== 'api') violate('an undo deleted an event that a person made');
      if (!event.extended.has(markerId)) violate('an undo deleted a user’s own event');
      return HARMLESS;
    }
    if (write.call.method === 'POST') {
      const origin = findDeleted(event, write);
      if (!origin) violate('an undo made an event that has never been');
      else history.restoredEvents.set(event, origin);
    } else {
      requireKnown(
        states.map(({ value }) => showEvent(fieldsIn(value, day))),
        'event',
      );
    }
    if (readMarker(event.extended.get(markerId)) && !now.deleted) leaks.checkEvent(ref, write);
    return HARMLESS;
  }

  /** The deleted event that showed the same. */
  function findDeleted(event: StoredEvent, { errand }: Write): StoredEvent | undefined {
    const { subject } = event.fields;
    const others = history.eventsOf(errand.person.objectId).filter((other) => other !== event);
    const deleted = others.findLast((other) => other.deleted && other.fields.subject === subject);
    // An occurrence is made again as an event of its own.
    return (
      deleted ??
      others.findLast((other) =>
        history.event(other).entries.some(({ value: { fields, overlays } }) => {
          const titles = [fields.subject, ...[...overlays.values()].map((overlay) => overlay.subject)];
          return fields.recurrence !== null && titles.includes(subject);
        }),
      )
    );
  }

  function lookAtUndoneAppointment(write: Write): Verdict {
    const { call, answer } = write;
    const id = /\/appointments\/(\d+)$/.exec(call.url)?.[1];
    if (id === undefined) {
      if (answer.status !== 201) return HARMLESS;
      const made = JSON.parse(answer.text) as Appointment;
      const all = appointments.listAll().map(({ appointment }) => appointment);
      const origin = all.findLast(
        (one) => one.deleted === 1 && one.title === made.title && one.user.id === made.user.id,
      );
      if (origin) history.restoredAppointments.set(made.id, origin.id);
      else violate('an undo made an appointment that has never been');
      leaks.checkAppointment(made, origin, write);
      return HARMLESS;
    }
    const states = history.appointment(Number(id)).entries;
    if (call.method === 'DELETE') {
      if (states[0]!.value.actor !== 'connector') violate('an undo deleted an appointment that a person made');
      return HARMLESS;
    }
    requireKnown(
      states.map(({ value }) => showAppointment(value.appointment)),
      'appointment',
    );
    const now = appointments.find(Number(id))!.appointment;
    // Nobody asks who may see a calendar that is switched off; what is there stays as open as it is.
    const isOff = now.source !== null && history.direction(now.source.calendar_id).last === 'off';
    const before = states.at(-2)!.value.appointment;
    if (isOff && rankOf(now.visibility) >= rankOf(before.visibility)) return HARMLESS;
    const typed = states.slice(0, -1).find(({ value: { appointment } }) => isTypedIn(appointment, now));
    leaks.checkAppointment(now, typed?.value.appointment, write);
    return HARMLESS;
  }

  /** Whether a hidden copy showed the same place: only a person can have put it there. */
  function isTypedIn(then: Appointment, now: Appointment): boolean {
    return then.visibility === 'title_and_notes_private' && then.location === now.location;
  }

  /** What an undo writes was there before, field by field; a place, or notes, that are hidden by now stay empty. */
  function requireKnown(showings: Showing[], what: string): void {
    const [before, now] = [showings.slice(0, -1), showings.at(-1)!];
    for (const field of FIELDS) {
      if ((field === 'place' || field === 'notes') && now[field] === '') continue;
      if (!before.some((showing) => showing[field] === now[field])) {
        violate(`an undo wrote a ${field} that its ${what} never had: ${String(now[field])}`);
      }
    }
  }

  return {
    before:
      ({ side }: Call) =>
      (write: Write): Verdict => {
        if (write.errand.kind === 'unlink') return lookAtRemoval(write);
        return side === 'graph' ? lookAtUndoneEvent(write) : lookAtUndoneAppointment(write);
      },
  };
}
