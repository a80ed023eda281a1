import { invalidRequest, notOrganizer } from './errors.ts';
import { NEVER } from './event-input.ts';
import type { EventChanges } from './event-input.ts';
import { createEvent, removeEvent, touchEvent, updateEvent } from './event-store.ts';
import { refIdOf } from './event-reader.ts';
import { defaultCalendarOf } from './mailbox.ts';
import { fieldsOf } from './occurrences.ts';
import type { Attendee, Calendar, EventFields, EventRef, MailRecord, ResponseType, StoredEvent } from './types.ts';
import { findUser } from './world.ts';
import type { World } from './world.ts';
import { formatInstant } from './zones.ts';

/** Through the API, Graph mails attendees; what a person does in Outlook is that person's own mail. */
export type Actor = 'api' | 'person';

const SHARED_FIELDS = [
  'subject bodyHtml bodyPreview start end isAllDay recurrence attendees sensitivity importance location locations',
  'isOnlineMeeting onlineMeetingProvider joinUrl',
].flatMap((line) => line.split(' ')) as (keyof EventFields)[];

function pickShared(fields: Partial<EventFields>): Partial<EventFields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([name]) => SHARED_FIELDS.includes(name as keyof EventFields)),
  );
}

function addressesOf(attendees: readonly Attendee[]): string[] {
  return attendees.map((attendee) => attendee.emailAddress.address);
}

function recordMail(world: World, ref: EventRef, kind: MailRecord['kind'], to: string[]): void {
  if (to.length === 0) return;
  const { objectId } = ref.event.calendar.mailbox.user;
  world.mails.push({ oid: objectId, eventId: refIdOf(ref, true), kind, to });
}

/** The copies of a meeting in its attendees' mailboxes. */
export function findCopies(world: World, event: StoredEvent): StoredEvent[] {
  return addressesOf(event.fields.attendees).flatMap((address) => {
    const found = findUser(world, address)?.mailbox.eventsByUid.get(event.uid) ?? [];
    return [...found].filter((copy) => copy !== event && !copy.fields.isOrganizer);
  });
}

/** An attendee's copy lists the organizer among the attendees too, with the response `none`. */
function attendeesOfCopy(fields: EventFields): Attendee[] {
  const organizer: Attendee = {
    type: 'required',
    status: { response: 'none', time: NEVER },
    emailAddress: fields.organizer,
  };
  return [
    organizer,
    ...fields.attendees.filter((attendee) => attendee.emailAddress.address !== fields.organizer.address),
  ];
}

function deliverCopies(world: World, event: StoredEvent): void {
  const { fields } = event;
  for (const address of addressesOf(fields.attendees)) {
    const user = findUser(world, address);
    if (!user || user.state !== 'ok' || user === event.calendar.mailbox.user) continue;
    if (user.mailbox.eventsByUid.has(event.uid)) continue;
    const copied: Partial<EventFields> = {
      ...pickShared(fields),
      attendees: attendeesOfCopy(fields),
      organizer: fields.organizer,
      isOrganizer: false,
      responseStatus: { response: 'notResponded', time: NEVER },
      showAs: fields.showAs === 'free' ? 'free' : 'tentative',
    };
    const changes: EventChanges = {
      fields: { start: fields.start, end: fields.end },
      extended: new Map(),
      transactionId: null,
      extensions: [],
    };
    createEvent(world, defaultCalendarOf(user.mailbox), changes, { uid: event.uid, fields: copied });
  }
}

function updateCopies(world: World, { event, day }: EventRef): void {
  for (const copy of findCopies(world, event)) {
    if (day === null) {
      const moved =
        copy.fields.start.utcMs !== event.fields.start.utcMs || copy.fields.end.utcMs !== event.fields.end.utcMs;
      const responseStatus = moved ? { response: 'notResponded' as const, time: NEVER } : copy.fields.responseStatus;
      copy.fields = {
        ...copy.fields,
        ...pickShared(event.fields),
        attendees: attendeesOfCopy(event.fields),
        responseStatus,
      };
      if (event.exceptions.size === 0) copy.exceptions.clear();
      if (event.cancelled.size === 0) copy.cancelled.clear();
    } else {
      const nowMs = world.clock.now();
      const record = copy.exceptions.get(day) ?? {
        overlay: {},
        createdMs: nowMs,
        modifiedMs: nowMs,
        extended: new Map(),
      };
      record.overlay = { ...record.overlay, ...pickShared(event.exceptions.get(day)?.overlay ?? {}) };
      copy.exceptions.set(day, record);
    }
    touchEvent(world, copy, 'updated', day);
  }
}

function cancelCopies(world: World, { day }: EventRef, copies: readonly StoredEvent[]): void {
  for (const copy of copies) {
    const before = fieldsOf({ event: copy, day });
    const language = copy.calendar.mailbox.settings['language'] as { locale: string };
    const prefix = language.locale.startsWith('de') ? 'Abgesagt: ' : 'Canceled: ';
    const cancelled = { isCancelled: true, subject: `${prefix}${before.subject}`, showAs: 'free' };
    if (day === null) {
      copy.fields = { ...copy.fields, ...cancelled };
    } else {
      const nowMs = world.clock.now();
      const { start, end } = before;
      const overlay = { ...copy.exceptions.get(day)?.overlay, ...cancelled, start, end };
      copy.exceptions.set(day, { overlay, createdMs: nowMs, modifiedMs: nowMs, extended: new Map() });
    }
    touchEvent(world, copy, 'updated', day);
  }
}

/** Creates an event; with attendees it is a meeting that appears in their mailboxes. */
export function addEvent(
  world: World,
  calendar: Calendar,
  changes: EventChanges,
  actor: Actor,
  fields: Partial<EventFields> = {},
): StoredEvent {
  const event = createEvent(world, calendar, changes, { fields });
  if (!event.fields.isOrganizer) return event;
  if (actor === 'api') recordMail(world, { event, day: null }, 'invitation', addressesOf(event.fields.attendees));
  deliverCopies(world, event);
  return event;
}

/** Changes an event. Of a meeting, the organizer's change reaches everyone, an attendee's only the own copy. */
export function changeEvent(world: World, ref: EventRef, changes: EventChanges, actor: Actor): void {
  const before = addressesOf(fieldsOf(ref).attendees);
  updateEvent(world, ref, changes);
  const fields = fieldsOf(ref);
  if (!fields.isOrganizer) return;
  const after = addressesOf(fields.attendees);
  if (actor === 'api') {
    const kept = after.filter((address) => before.includes(address));
    recordMail(
      world,
      ref,
      'invitation',
      after.filter((address) => !before.includes(address)),
    );
    recordMail(
      world,
      ref,
      'cancellation',
      before.filter((address) => !after.includes(address)),
    );
    recordMail(world, ref, 'update', kept);
    // One more for each occurrence that was changed by itself: https://learn.microsoft.com/graph/api/event-update
    if (ref.day === null)
      for (const day of ref.event.exceptions.keys()) recordMail(world, { event: ref.event, day }, 'update', kept);
  }
  if (after.length === 0) return;
  deliverCopies(world, ref.event);
  updateCopies(world, ref);
}

/** Deletes an event or cancels an occurrence. An organizer's meeting is cancelled for everyone. */
export function deleteEvent(world: World, ref: EventRef, actor: Actor): void {
  const fields = fieldsOf(ref);
  const copies = fields.isOrganizer ? findCopies(world, ref.event) : [];
  if (fields.isOrganizer && actor === 'api') recordMail(world, ref, 'cancellation', addressesOf(fields.attendees));
  cancelCopies(world, ref, copies);
  removeEvent(world, ref);
}

/** Cancels a meeting. 400 for anyone but its organizer. */
export function cancelMeeting(world: World, ref: EventRef, actor: Actor): void {
  const fields = fieldsOf(ref);
  if (!fields.isOrganizer) throw notOrganizer();
  if (fields.attendees.length === 0)
    throw invalidRequest("Your request can't be completed. The event has no attendees.");
  deleteEvent(world, ref, actor);
}

export interface ReplyOptions {
  readonly actor: Actor;
  readonly sendResponse: boolean;
  /** Whether a declined meeting stays in the calendar, as Outlook does on request. */
  readonly keepDeclined: boolean;
}

/** Replies to a meeting; declining removes it from the attendee's calendar. 400 for the organizer. */
export function replyToMeeting(world: World, ref: EventRef, response: ResponseType, options: ReplyOptions): void {
  const { event, day } = ref;
  const fields = fieldsOf(ref);
  if (fields.isOrganizer) {
    throw invalidRequest(
      "Your request can't be completed. You can't respond to this meeting because you're the meeting organizer.",
    );
  }
  const { user } = event.calendar.mailbox;
  const status = { response, time: formatInstant(world.clock.now()) };
  if (options.actor === 'api' && options.sendResponse) recordMail(world, ref, 'response', [fields.organizer.address]);
  const originals = findUser(world, fields.organizer.address)?.mailbox.eventsByUid.get(event.uid) ?? [];
  for (const original of originals) {
    const attendees = original.fields.attendees.map((attendee) =>
      attendee.emailAddress.address.toLowerCase() === user.upn.toLowerCase() ? { ...attendee, status } : attendee,
    );
    original.fields = { ...original.fields, attendees };
    touchEvent(world, original, 'updated');
  }
  if (response === 'declined' && !options.keepDeclined) {
    removeEvent(world, ref);
    return;
  }
  const showAs = response === 'accepted' ? 'busy' : response === 'declined' ? 'free' : 'tentative';
  if (day === null) event.fields = { ...event.fields, responseStatus: status, showAs };
  else {
    const nowMs = world.clock.now();
    const { start, end } = fields;
    const overlay = { ...event.exceptions.get(day)?.overlay, responseStatus: status, showAs, start, end };
    event.exceptions.set(day, { overlay, createdMs: nowMs, modifiedMs: nowMs, extended: new Map() });
  }
  touchEvent(world, event, 'updated', day);
}
