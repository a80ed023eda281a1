import type { EventRef } from '../sandbox/graph/types.ts';
import type { Appointment } from '../sandbox/lupax/types.ts';
import { fieldsIn, type EventState } from './history.ts';
import type { Person } from './people.ts';
import { EXCLUDED_CATEGORY } from './outlook-actions.ts';
import { isBeyondWindow, rankOf, rankOfRole, rankOfSensitivity } from './rules.ts';
import { FIELDS, showAppointment, showEvent, type Field, type Showing } from './showing.ts';
import type { Call } from './wire.ts';
import { readMarker } from './watch-graph.ts';
import type { Verdict, WatchParts, Write } from './watch.ts';

/** Looks at what is written to Lupax. */
export function createLupaxWatch({ now, lupax, history, organizationId, markerId, violate }: WatchParts) {
  const { appointments } = lupax.world;

  function lookAtCreate({ errand, answer }: Write): Verdict {
    const created = JSON.parse(answer.text) as Appointment;
    // The same key again: nothing was created, and what is shown is what people have made of it since.
    if (answer.status !== 201) return { tightens: false, counts: false };
    const { source } = created;
    if (source) {
      const owner = { organizationId, userId: errand.person.lupaxUserId };
      const twins = appointments.listOf(owner).filter((one) => one.appointment.source?.event_id === source.event_id);
      if (twins.length > 1) violate(`event ${source.event_id} has ${twins.length} appointments`);
    } else noteRemade(created, errand.person);
    checkShown(created, errand);
    return { tightens: false, counts: false };
  }

  function lookAtChange({ errand }: Write, before: Appointment): Verdict {
    const after = appointments.find(before.id)!.appointment;
    if (before.kind !== 'appointment') violate(`a ${before.kind} was written`);
    if (before.project?.id !== after.project?.id) violate('the project of an appointment was written');
    const looser = rankOf(after.visibility) < rankOf(before.visibility);
    if (looser && !before.source) violate('an entry of Lupax’ own was loosened');
    // What only closes an entry further may go by less than is true by now.
    if (before.source && rankOf(after.visibility) <= rankOf(before.visibility)) checkShown(after, errand, before);
    const tightens = rankOf(after.visibility) > rankOf(before.visibility);
    const then = history.appointment(before.id).at(errand.since)?.appointment;
    // What this run has closed already may have to be closed once more, by what came to be since.
    const open = Math.max(rankOf(then?.visibility ?? 'public'), rankOf(before.visibility));
    const overdue = then !== undefined && !isBeyond(then, errand.person) && readAsked(then, errand.since) > open;
    checkEcho(before, after);
    // A calendar that shows more is a sharing that forces it, also where the event was moved there.
    const moved = before.source?.calendar_id !== after.source?.calendar_id;
    return { tightens, overdue, counts: looser && before.source !== null && !moved && !isForced(before, errand) };
  }

  function lookAtDeletion({ errand }: Write, before: Appointment): Verdict {
    const { source } = before;
    if (before.kind !== 'appointment') violate(`a ${before.kind} was deleted`);
    if (!source) {
      if (!wasEventDeleted(errand.person, before.id)) {
        violate(`appointment ${before.id} of Lupax was deleted though nobody deleted its event`);
      }
      return { tightens: false, counts: true };
    }
    const ref = history.find(source.event_id);
    const forced = isForced(before, errand);
    if (!ref) return { tightens: forced, counts: !forced };
    const { since } = errand;
    const overdue = rankOfRole(history.role(source.calendar_id).since(since)[0] ?? null) === null;
    const states = history.event(ref.event).since(since);
    const free = history
      .settings(errand.person.objectId)
      .since(since)
      .some(({ includeFreeEvents }) => !includeFreeEvents);
    const left = states.some((state) => hasLeft(state, ref, source.calendar_id, free));
    if (!left && !forced && !isBeyond(before, errand.person))
      violate(`the copy of "${ref.event.fields.subject}" was deleted, which belongs into Lupax`);
    return { tightens: forced, overdue, counts: !forced };
  }

  /** How closed the copy had to be at a moment. */
  function readAsked({ source }: Appointment, at: number): number {
    const ref = source && history.find(source.event_id);
    if (!ref) return 0;
    const role = rankOfRole(history.role(source.calendar_id).since(at)[0] ?? null) ?? 0;
    const state = history.event(ref.event).since(at)[0]!;
    return state.deleted ? 0 : Math.max(role, rankOfSensitivity(fieldsIn(state, ref.day).sensitivity));
  }

  /** What nobody has edited on either side stays in Lupax as it is. */
  function checkEcho(before: Appointment, after: Appointment): void {
    const [was, is] = [showAppointment(before), showAppointment(after)];
    const changed = FIELDS.filter((field) => was[field] !== is[field]);
    if (before.notes !== after.notes && !changed.includes('notes')) changed.push('notes');
    if (changed.length === 0) return;
    const edited = editsOf(before);
    for (const field of changed) {
      // A hidden place goes, and comes back.
      if (field === 'place' && after.source) continue;
      if (!edited.has(field)) violate(`${field} of "${before.title}" was written to Lupax, and nobody had edited it`);
    }
  }

  /** Fields that people ever edited, in Lupax, there also in earlier copies (an undo takes their edits back), or in the entry's event. */
  function editsOf(appointment: Appointment): Set<Field> {
    const marker = `${organizationId}/appointment/${appointment.id}`;
    const source = appointment.source && history.find(appointment.source.event_id);
    const event = source?.event ?? history.marked(markerId, marker);
    const day = source?.day ?? null;
    const edits = new Set<Field>();
    const note = (states: readonly { person: boolean; showing: Showing }[]): void => {
      for (const [index, { person, showing }] of states.entries()) {
        const before = states[index - 1]?.showing;
        if (person && before) for (const field of FIELDS) if (before[field] !== showing[field]) edits.add(field);
      }
    };
    const states = event ? history.event(event).entries : [];
    note(states.map(({ value }) => ({ person: value.actor === 'person', showing: showEvent(fieldsIn(value, day)) })));
    for (const { id } of copiesOf(appointment)) {
      const own = history.appointment(id).entries;
      note(
        own.map(({ value }) => ({ person: value.actor !== 'connector', showing: showAppointment(value.appointment) })),
      );
    }
    return edits;
  }

  /** All that ever were of its event; of one of Lupax' own, itself. */
  function copiesOf(appointment: Appointment): Appointment[] {
    const { source } = appointment;
    if (!source) return [appointment];
    const all = appointments.listAll().map((one) => one.appointment);
    return all.filter((one) => one.source?.event_id === source.event_id);
  }

  /** By sharing or by the user's own category; neither waits for anybody. */
  function isForced({ source }: Appointment, { since }: Write['errand']): boolean {
    if (!source) return false;
    const roles = history.role(source.calendar_id).since(since);
    if (roles.some((role) => rankOfRole(role) === null)) return true;
    if (history.role(source.calendar_id).entries.length > 1) return true;
    const ref = history.find(source.event_id);
    const states = ref ? history.event(ref.event).since(since) : [];
    const homes = states.flatMap((state) => history.role(state.calendarId).since(since));
    if (homes.some((role) => rankOfRole(role) === null)) return true;
    return states.some((state) => fieldsIn(state, ref!.day).categories.includes(EXCLUDED_CATEGORY));
  }

  function hasLeft(state: EventState, { day }: EventRef, calendarId: string, freeLeave: boolean): boolean {
    if (state.deleted || state.calendarId !== calendarId) return true;
    if (day !== null && (state.cancelled.has(day) || state.fields.recurrence === null)) return true;
    if (day === null && state.fields.recurrence !== null) return true;
    const { isCancelled, responseStatus, categories, showAs } = fieldsIn(state, day);
    const free = showAs === 'free' || showAs === 'workingElsewhere';
    const declined = responseStatus.response === 'declined';
    return isCancelled || declined || categories.includes(EXCLUDED_CATEGORY) || (free && freeLeave);
  }

  /** Whether a person deleted the event that stood for the appointment, or took it out of where copies are. */
  /** Lupax' own is made again for its event, whose marker names the one that is gone until it is renewed. */
  function noteRemade(made: Appointment, person: Person): void {
    for (const event of history.eventsOf(person.objectId)) {
      const marker = readMarker(event.extended.get(markerId));
      if (marker?.type !== 'appointment' || appointments.find(marker.id)?.appointment.deleted !== 1) continue;
      if (event.fields.subject.trim() === made.title) history.restoredAppointments.set(made.id, marker.id);
    }
  }

  function wasEventDeleted(person: Person, id: number): boolean {
    const origin = history.restoredAppointments.get(id);
    if (origin !== undefined && wasEventDeleted(person, origin)) return true;
    const marker = `${organizationId}/appointment/${id}`;
    return history.eventsOf(person.objectId).some((event) => {
      if (event.extended.get(markerId) !== marker) return false;
      const { last } = history.event(event);
      return last !== undefined && (last.deleted ? last.actor === 'person' : last.fields.isCancelled);
    });
  }

  /** Never more open than the calendar's sharing and the event's sensitivity, or what they were since it was looked at. */
  function checkShown(after: Appointment, { person, since }: Write['errand'], before?: Appointment): void {
    const { source, visibility, location, participants, online_meeting } = after;
    if (!source) return;
    const rank = rankOf(visibility);
    if (rank === 2 && location !== '' && location !== before?.location && !isTyped(after)) {
      violate('a hidden place was written to Lupax');
    }
    if (rank >= 1 && (participants.length > 0 || online_meeting.join_url !== null)) {
      violate('hidden participants or a join link were written to Lupax');
    }
    const ref = history.find(source.event_id);
    if (!ref || isBeyond(after, person)) return;
    const roles = history.role(source.calendar_id).since(since).map(rankOfRole);
    const events = history.event(ref.event);
    const { last } = events;
    const isGone = last?.deleted || (ref.day !== null && last?.cancelled.has(ref.day));
    // What was known of an event that is gone.
    const known = isGone ? events.since(0) : events.since(since);
    const sensitivities = known.map((state) => rankOfSensitivity(fieldsIn(state, ref.day).sensitivity));
    const asked = Math.max(Math.min(...roles.map((role) => role ?? 2)), Math.min(...sensitivities));
    if (rank < asked) violate(`"${after.title}" is shown as ${visibility} in Lupax`);
    if (ref.event.extended.has(markerId) && readMarker(ref.event.extended.get(markerId))?.type === 'project') {
      violate('the event of a project went to Lupax');
    }
  }

  /** Whether a person has typed the place into the copy, or into an earlier one, which an undo makes again. */
  function isTyped(copy: Appointment): boolean {
    return copiesOf(copy).some(({ id }) => {
      const states = history.appointment(id).entries.map(({ value }) => value);
      return states.some(
        ({ actor, appointment: { location } }, at) =>
          actor !== 'connector' && location === copy.location && states[at - 1]?.appointment.location !== location,
      );
    });
  }

  function isBeyond({ date_start, date_end }: Appointment, { objectId }: Person): boolean {
    const time = { startMs: Date.parse(date_start), endMs: Date.parse(date_end) };
    return isBeyondWindow(time, history.settings(objectId).last!, now());
  }

  return {
    checkShown,
    before({ method, url }: Call): (write: Write) => Verdict {
      const id = /\/appointments\/(\d+)$/.exec(url)?.[1];
      if (id === undefined) return lookAtCreate;
      const before = appointments.find(Number(id))?.appointment;
      return (write) => {
        if (!before || before.deleted === 1) return { tightens: false, counts: false };
        return method === 'DELETE' ? lookAtDeletion(write, before) : lookAtChange(write, before);
      };
    },
  };
}
