import { isInWindow } from '../sandbox/graph/occurrences.ts';
import type { EventFields, StoredEvent } from '../sandbox/graph/types.ts';
import type { Appointment, Project } from '../sandbox/lupax/types.ts';
import type { Settings } from '../../server/store/types.ts';
import { EXCLUDED_CATEGORY } from './outlook-actions.ts';
import { rankOf, rankOfRole, rankOfSensitivity, showsNotes } from './rules.ts';
import { FIELDS, showAppointment, showEvent, showTime, showTitle, type Field, type Showing } from './showing.ts';
import { look, type View } from './view.ts';
import { readMarker } from './watch-graph.ts';
import type { World } from './world.ts';

/** What must hold when the storm is over, looked at from outside. @returns what does not, in words */
export function findDifferences(world: World): string[] {
  return world.people.flatMap((person) => {
    const view = look(world, person);
    return [...checkOutlook(view), ...checkLupax(view), ...checkProjects(view)].map(
      (what) => `${person.name}: ${what}`,
    );
  });
}

/** The user's own events and their copies in Lupax. */
function checkOutlook({ world, person, settings, inside, instances, appointments, pairs }: View): string[] {
  const faults: string[] = [];
  const bySource = new Map<string, Appointment>();
  for (const appointment of appointments) {
    if (!appointment.source) continue;
    const { event_id: id } = appointment.source;
    if (bySource.has(id)) faults.push(`event ${id} has two appointments`);
    bySource.set(id, appointment);
  }
  for (const instance of instances) {
    const { id, fields, calendarId } = instance;
    if (instance.marker !== undefined) continue;
    const copy = bySource.get(id);
    const name = `event "${fields.subject}"`;
    const direction = world.history.direction(calendarId).last;
    if (direction === 'off' || direction === 'to_outlook') continue;
    const role = rankOfRole(world.history.role(calendarId).last ?? null);
    const listed = pairs.some((pair) => pair.outlook.seen?.id === id && (pair.failures > 0 || pair.discarded !== null));
    if (listed) continue;
    if (role === null) {
      // A move is not noticed beyond the window.
      const stayed = world.history
        .event(instance.ref.event)
        .entries.every(({ value }) => value.calendarId === calendarId);
      if (copy && (stayed || isInWindow(fields, inside))) {
        faults.push(`${name} is in Lupax although its calendar is not shared`);
      }
    } else if (!belongsIntoLupax(fields, settings)) {
      if (copy && isInWindow(fields, inside)) faults.push(`${name} is in Lupax and does not belong there`);
    } else if (!copy) {
      if (isInWindow(fields, inside)) faults.push(`${name} is missing in Lupax`);
    } else if (isInWindow(fields, inside)) {
      const raised = readRaised(world, copy) || world.history.unlinked.has(person.objectId);
      faults.push(...compareCopy(name, fields, copy, Math.max(role, rankOfSensitivity(fields.sensitivity)), raised));
    }
  }
  for (const [id, copy] of bySource) {
    const direction = world.history.direction(copy.source!.calendar_id).last;
    if (direction === 'off' || direction === 'to_outlook' || instances.some((instance) => instance.id === id)) continue;
    if (pairs.some((pair) => pair.lupaxRef?.id === copy.id && pair.discarded !== null)) continue;
    if (!isAppointmentInside(copy, inside)) continue;
    faults.push(`"${copy.title}" is in Lupax, and its event is gone`);
  }
  return faults;
}

function belongsIntoLupax(fields: EventFields, { includeFreeEvents }: Settings): boolean {
  const { showAs, isCancelled, responseStatus, categories } = fields;
  if (isCancelled || responseStatus.response === 'declined' || categories.includes(EXCLUDED_CATEGORY)) return false;
  return includeFreeEvents || (showAs !== 'free' && showAs !== 'workingElsewhere');
}

/** Whether people ever set the visibility of the event's copy in Lupax, or of an earlier copy. */
function readRaised(world: World, { source }: Appointment): boolean {
  const all = world.lupax.world.appointments.listAll().map(({ appointment }) => appointment);
  const copies = all.filter((copy) => copy.source?.event_id === source?.event_id);
  return copies.some(({ id }) => isVisibilitySet(world, id));
}

function isVisibilitySet({ history }: World, id: number): boolean {
  const states = history.appointment(id).entries;
  return states.some(({ value: { actor, appointment } }, index) => {
    const before = states[index - 1]?.value.appointment;
    return actor !== 'connector' && before !== undefined && before.visibility !== appointment.visibility;
  });
}

function compareCopy(name: string, fields: EventFields, copy: Appointment, asked: number, raised: boolean): string[] {
  const faults: string[] = [];
  const rank = rankOf(copy.visibility);
  if (rank < asked) faults.push(`${name} is shown as ${copy.visibility} in Lupax`);
  if (rank > asked && !raised)
    faults.push(`${name} is shown as ${copy.visibility} in Lupax, more closed than it has to be`);
  if (rank === 2 && copy.location !== '') faults.push(`${name} shows its place in Lupax`);
  if (rank > 0 && copy.participants.length > 0) faults.push(`${name} shows its participants in Lupax`);
  const own = fields.attendees.length === 0 && fields.isOrganizer;
  if ((copy.read_only === 0) !== own) faults.push(`${name} has read_only ${copy.read_only}`);
  const left = FIELDS.filter((field) => !(field === 'place' && rank === 2));
  return [...faults, ...compare(name, showEvent(fields), showAppointment(copy), left)];
}

function compare(name: string, outlook: Showing, lupax: Showing, fields: readonly Field[]): string[] {
  return fields
    .filter((field) => outlook[field] !== lupax[field])
    .map((field) => `${field} of ${name} is "${outlook[field]}" in Outlook and "${lupax[field]}" in Lupax`);
}

/** Lupax' own appointments and their copies in Outlook. */
function checkLupax(view: View): string[] {
  const { world, person, inside, copies, appointments, pairs } = view;
  const faults: string[] = [];
  const target = person.calendarIds.find((id) => isTarget(world, id));
  for (const appointment of appointments) {
    const marker = `${world.organizationId}/appointment/${appointment.id}`;
    const name = `appointment "${appointment.title}"`;
    const events = copies.filter((event) => event.extended.get(world.markerId) === marker);
    if (events.length > 1) faults.push(`${name} has ${events.length} events`);
    if (appointment.source) continue;
    const pair = pairs.find(({ lupaxRef }) => lupaxRef?.type === 'appointment' && lupaxRef.id === appointment.id);
    if (pair && (pair.failures > 0 || pair.discarded !== null)) continue;
    const [event] = events;
    if (!event) {
      // Its event was deleted in a calendar that no longer receives, and nobody looks there any more.
      const unseen = pair?.outlook.seen != null;
      if (target && isAppointmentInside(appointment, inside) && !unseen) faults.push(`${name} is missing in Outlook`);
      continue;
    }
    if (event.calendar.immutableId !== target || event.fields.recurrence || event.fields.isCancelled) continue;
    const isEventInside = isInWindow(event.fields, inside);
    if (!isAppointmentInside(appointment, inside) && !isEventInside) continue;
    // Changed and taken out of a calendar that is off, where nobody looks, to beyond the window, where nobody does either.
    const unseen = pair?.outlook.seen != null && pair.calendarId !== target && !isEventInside;
    if (unseen) continue;
    faults.push(...compareEvent(view, name, event, appointment));
  }
  for (const event of copies) {
    const marker = readMarker(event.extended.get(world.markerId));
    const item = marker?.type === 'appointment' ? world.lupax.world.appointments.find(marker.id) : undefined;
    const { fields } = event;
    if (!item || item.appointment.deleted === 0 || event.calendar.immutableId !== target) continue;
    if (fields.attendees.length > 0 || !fields.isOrganizer || fields.recurrence || !isInWindow(fields, inside))
      continue;
    if (pairs.some((pair) => pair.outlook.seen?.id === event.immutableId && pair.discarded !== null)) continue;
    faults.push(`event "${fields.subject}" is in Outlook, and its appointment is gone`);
  }
  return faults;
}

function isTarget({ history }: World, calendarId: string): boolean {
  const direction = history.direction(calendarId).last;
  const shared = rankOfRole(history.role(calendarId).last ?? null) !== null;
  return shared && (direction === 'both' || direction === 'to_outlook');
}

function isAppointmentInside(appointment: Appointment, { startMs, endMs }: View['inside']): boolean {
  const [start = '', end = ''] = showTime(appointment).split('/');
  const at = (text: string): number => Date.parse(text.length === 10 ? `${text}T00:00:00Z` : `${text}Z`);
  return at(start) < endMs && at(end) > startMs;
}

function compareEvent({ world }: View, name: string, event: StoredEvent, appointment: Appointment): string[] {
  const { fields, calendar } = event;
  const role = world.history.role(calendar.immutableId).last ?? null;
  const both = world.history.direction(calendar.immutableId).last === 'both';
  const writable = fields.attendees.length === 0 && fields.isOrganizer;
  if (!writable && !(both && appointment.kind === 'appointment')) return [];
  const faults: string[] = [];
  const rank = rankOf(appointment.visibility);
  const withheld = (rank === 1 && showsNotes(role)) || (rank === 2 && role === 'delegateWithPrivateEventAccess');
  if (writable && rank === 2 && rankOfSensitivity(fields.sensitivity) < 2) faults.push(`${name} is open in Outlook`);
  const [outlook, lupax] = [showEvent(fields), showAppointment(appointment)];
  if (writable && withheld && !fields.isOnlineMeeting && lupax.notes !== '' && outlook.notes === lupax.notes) {
    faults.push(`${name} shows private notes in Outlook`);
  }
  const left = FIELDS.filter(
    (field) =>
      !(field === 'notes' && withheld) &&
      !(field === 'tentative' && appointment.kind === 'vacation') &&
      !(field === 'title' && !writable),
  );
  return [...faults, ...compare(name, outlook, lupax, left)];
}

/** Projects and their events. */
function checkProjects({ world, person, settings, inside, copies, pairs }: View): string[] {
  const faults: string[] = [];
  const target = person.calendarIds.find((id) => isTarget(world, id));
  if (!target) return faults;
  const marked = (id: number): StoredEvent[] =>
    copies.filter((event) => event.extended.get(world.markerId) === `${world.organizationId}/project/${id}`);
  for (const { project } of world.lupax.world.projects.values()) {
    const events = marked(project.id);
    const name = `project "${project.title}"`;
    if (events.length > 1) faults.push(`${name} has ${events.length} events`);
    const [event] = events;
    const wanted = settings.includeProjects && project.responsible.id === person.lupaxUserId;
    const pair = pairs.find(({ lupaxRef }) => lupaxRef?.type === 'project' && lupaxRef.id === project.id);
    // Its event was moved to a calendar that does not receive, and deleted there: nobody looks there (§4, `off`).
    const unseen = pair?.outlook.seen != null && pair.calendarId !== target;
    if (wanted && !event && isProjectInside(project, inside) && !unseen) faults.push(`${name} is missing in Outlook`);
    if (event?.calendar.immutableId !== target) continue;
    const { fields } = event;
    if (fields.attendees.length > 0 || !fields.isOrganizer || fields.isCancelled || fields.recurrence) continue;
    if (!settings.includeProjects && isInWindow(fields, inside))
      faults.push(`${name} is in Outlook although projects are off`);
    else if (wanted && isProjectInside(project, inside)) {
      if (showTitle(fields.subject) !== showTitle(project.title)) {
        faults.push(`${name} has another title in Outlook: ${fields.subject}`);
      }
      if (fields.showAs !== 'free' || fields.sensitivity !== 'normal' || fields.isReminderOn) {
        faults.push(`${name} is shown as ${fields.showAs} and ${fields.sensitivity}`);
      }
    }
  }
  return faults;
}

function isProjectInside({ date_start, date_end }: Project, { startMs, endMs }: View['inside']): boolean {
  return Date.parse(date_start) < endMs && Date.parse(date_end) > startMs;
}
