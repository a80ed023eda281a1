import { instancesIn } from '../sandbox/graph/occurrences.ts';
import type { Json, StoredEvent } from '../sandbox/graph/types.ts';
import { formatDay } from '../sandbox/graph/zones.ts';
import { listAppointments, toLupax } from './lupax-actions.ts';
import type { Person } from './people.ts';
import type { EventFields, Happening, When } from './story.ts';
import type { World } from './world.ts';

const DAY_MS = 86_400_000;
export const EXCLUDED_CATEGORY = 'Lupax: nicht synchronisieren';
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

type OutlookHappening = Extract<
  Happening,
  {
    do:
      | 'addEvent'
      | 'addSeries'
      | 'addMeeting'
      | 'editEvent'
      | 'editOccurrence'
      | 'deleteOccurrence'
      | 'deleteEvent'
      | 'deleteEvents'
      | 'hideEvents'
      | 'moveEvent'
      | 'touchEvent'
      | 'respond'
      | 'cancelMeeting'
      | 'share';
  }
>;

/** What a person does in Outlook. @throws what Outlook refuses; then nothing has happened */
export function actInOutlook(world: World, person: Person, what: OutlookHappening): void {
  const { control } = world.graph;
  const { objectId, calendarIds } = person;
  const calendarId = 'calendar' in what ? calendarIds[what.calendar % calendarIds.length]! : calendarIds[0]!;
  const events = listEvents(world, person);
  const chosen = 'pick' in what ? choose(events, what.pick) : undefined;
  switch (what.do) {
    case 'addEvent':
      return void control.addEvent(objectId, calendarId, toGraph(world, person, what.fields));
    case 'addSeries': {
      const fields = toGraph(world, person, what.fields);
      const recurrence = recur(fields, what.count, what.weekly);
      return void control.addEvent(objectId, calendarId, { ...fields, recurrence });
    }
    case 'addMeeting': {
      const guest = world.people[what.guest]!;
      const input = { ...toGraph(world, person, what.fields), isOnlineMeeting: what.online };
      return void control.addMeeting(objectId, calendarIds[0]!, input, guest === person ? [] : [guest.objectId]);
    }
    case 'share':
      control.setSharing(objectId, calendarId, what.role);
      return world.history.role(calendarId).add(world.scheduler.now(), what.role);
    case 'deleteEvents':
      for (const event of takeMany(events, what.count, (one) => isCopy(world, one) === what.copies)) {
        control.deleteEvent(objectId, event.immutableId);
      }
      return;
    case 'hideEvents':
      for (const event of takeMany(events, what.count, () => true)) {
        control.patchEvent(objectId, event.immutableId, { sensitivity: what.sensitivity });
      }
      return;
  }
  if (!chosen) return;
  const id = chosen.immutableId;
  switch (what.do) {
    case 'editEvent':
      world.lastEdited.set(person.number, { event: chosen });
      // A series keeps its times: changing them makes other occurrences of it.
      return control.patchEvent(objectId, id, withoutTimes(toGraph(world, person, what.fields), chosen));
    case 'editOccurrence': {
      const day = chooseDay(world, chosen, what.nth);
      if (day !== null) control.patchOccurrence(objectId, id, day, toGraph(world, person, what.fields));
      return;
    }
    case 'deleteOccurrence': {
      const day = chooseDay(world, chosen, what.nth);
      if (day !== null) control.deleteOccurrence(objectId, id, day);
      return;
    }
    case 'deleteEvent':
      return control.deleteEvent(objectId, id);
    case 'moveEvent':
      return control.moveEvent(objectId, id, calendarId);
    case 'touchEvent':
      return control.touchEvent(objectId, id);
    case 'respond': {
      const invitation = choose(
        events.filter((event) => !event.fields.isOrganizer),
        what.pick,
      );
      if (invitation) control.respond(objectId, invitation.immutableId, what.response, { keep: what.keep });
      return;
    }
    case 'cancelMeeting': {
      const meetings = events.filter(({ fields }) => fields.isOrganizer && fields.attendees.length > 0);
      const meeting = choose(meetings, what.pick);
      if (meeting) control.cancelMeeting(objectId, meeting.immutableId);
    }
  }
}

/** Edits the other side's copy of what the person edited last. */
export function editTwin(world: World, person: Person, fields: EventFields): void {
  const last = world.lastEdited.get(person.number);
  const { control } = world.graph;
  if (last && 'appointmentId' in last) {
    const appointment = world.lupax.world.appointments.find(last.appointmentId)?.appointment;
    const marker = `${world.organizationId}/appointment/${last.appointmentId}`;
    const id = appointment?.source?.event_id ?? world.history.marked(world.markerId, marker)?.immutableId;
    if (id !== undefined) control.patchEvent(person.objectId, id, toGraph(world, person, fields));
  } else if (last) {
    const { event } = last;
    const twin = listAppointments(world, person).find(
      ({ id, source }) =>
        source?.event_id === event.immutableId ||
        event.extended.get(world.markerId) === `${world.organizationId}/appointment/${id}`,
    );
    if (twin) world.lupax.control.editAppointment(twin.id, toLupax(world, person, fields) as never);
  }
}

/** Single events and series of the whole mailbox, oldest first. */
export function listEvents(world: World, person: Person): StoredEvent[] {
  const { mailbox } = world.graph.world.users.get(person.objectId)!;
  const events = [...mailbox.calendars.values()].flatMap((calendar) => [...calendar.events]);
  return events.sort((a, b) => a.serial - b.serial);
}

export function isCopy(world: World, event: StoredEvent): boolean {
  return event.extended.has(world.markerId);
}

function choose<T>(all: readonly T[], pick: number): T | undefined {
  return all.length === 0 ? undefined : all[pick % all.length];
}

function takeMany<T>(all: readonly T[], count: number, isMeant: (one: T) => boolean): T[] {
  return all.filter(isMeant).slice(-count);
}

function chooseDay(world: World, event: StoredEvent, nth: number): string | null {
  const now = world.scheduler.now();
  const instances = instancesIn(event, { startMs: now - 10 * DAY_MS, endMs: now + 400 * DAY_MS });
  const day = choose(instances, nth)?.day;
  return day == null ? null : formatDay(day);
}

function withoutTimes(json: Json, { fields }: StoredEvent): Json {
  if (!fields.recurrence) return json;
  const { start: _start, end: _end, isAllDay: _isAllDay, ...rest } = json;
  return rest;
}

function recur(fields: Json, count: number, weekly: boolean): Json {
  const startDate = (fields['start'] as { dateTime: string }).dateTime.slice(0, 10);
  const weekday = WEEKDAYS[new Date(`${startDate}T00:00:00Z`).getUTCDay()]!;
  const pattern = weekly
    ? { type: 'weekly', interval: 1, daysOfWeek: [weekday], firstDayOfWeek: 'monday' }
    : { type: 'daily', interval: 1 };
  return { pattern, range: { type: 'numbered', startDate, numberOfOccurrences: count } };
}

function toGraph(world: World, { zone }: Person, fields: EventFields): Json & { start?: never; end?: never } {
  const { title, notes, place, when, reminder, tentative, showAs, sensitivity, excluded } = fields;
  const json: Json = {};
  if (title !== undefined) json['subject'] = title;
  if (notes !== undefined) json['body'] = { contentType: 'html', content: notes };
  if (place !== undefined) json['location'] = { displayName: place };
  if (when) Object.assign(json, writeWhen(world, when, zone));
  if (reminder !== undefined) {
    json['isReminderOn'] = reminder !== null;
    if (reminder !== null) json['reminderMinutesBeforeStart'] = reminder;
  }
  if (tentative !== undefined) json['showAs'] = tentative ? 'tentative' : 'busy';
  if (showAs !== undefined) json['showAs'] = showAs;
  if (sensitivity !== undefined) json['sensitivity'] = sensitivity;
  if (excluded !== undefined) json['categories'] = excluded ? [EXCLUDED_CATEGORY] : [];
  return json as never;
}

function writeWhen(world: World, { day, hour, minutes, allDay }: When, zone: string): Json {
  const midnight = (Math.floor(world.scheduler.now() / DAY_MS) + day) * DAY_MS;
  const write = (ms: number) => ({ dateTime: new Date(ms).toISOString().slice(0, 19), timeZone: zone });
  if (allDay) return { isAllDay: true, start: write(midnight), end: write(midnight + DAY_MS) };
  const start = midnight + hour * 3_600_000;
  return { isAllDay: false, start: write(start), end: write(start + minutes * 60_000) };
}
