import { addJoinBlock, hasJoinBlock, previewOf, wrapBody } from './body.ts';
import { accessDenied, crossingBoundary, duplicateTransaction, invalidRequest, validationFailure } from './errors.ts';
import { NEVER, completeLocation } from './event-input.ts';
import type { EventChanges } from './event-input.ts';
import { checkTimes, resetsSeries, settleTimes } from './event-times.ts';
import { createChangeKey, createIds, createUid } from './ids.ts';
import { indexEvent } from './mailbox.ts';
import { crossesNeighbour, fieldsOf, hasOccurrence } from './occurrences.ts';
import type { Calendar, ChangeKind, EventFields, EventRef, StoredEvent } from './types.ts';
import type { World } from './world.ts';

const EMPTY_BODY = wrapBody('text', '');

/** Where an event comes from when it is not its owner's own. */
export interface EventOrigin {
  readonly uid?: string;
  readonly fields?: Partial<EventFields>;
}

/** Gives an item its next change key and tells delta rounds and subscriptions. */
export function touchEvent(world: World, event: StoredEvent, kind: ChangeKind, day: number | null = null): void {
  const { mailbox } = event.calendar;
  event.changeKey = createChangeKey(mailbox.idBytes, ++mailbox.lastChange);
  event.modifiedMs = world.clock.now();
  event.calendar.log.add(event, event.modifiedMs);
  for (const listener of world.changeListeners) listener({ event, day }, kind, event.mutableId);
}

function createFields(calendar: Calendar, changes: EventChanges, given: Partial<EventFields>): EventFields {
  const { start, end } = changes.fields;
  if (!start || !end) throw validationFailure('An event needs a start and an end.');
  const { user } = calendar.mailbox;
  return {
    subject: '',
    bodyHtml: EMPTY_BODY,
    bodyPreview: '',
    isAllDay: false,
    recurrence: null,
    attendees: [],
    sensitivity: 'normal',
    showAs: 'busy',
    importance: 'normal',
    categories: [],
    location: completeLocation(null),
    locations: [],
    reminderMinutesBeforeStart: 15,
    isReminderOn: true,
    responseRequested: true,
    allowNewTimeProposals: true,
    hideAttendees: false,
    isOnlineMeeting: false,
    joinUrl: null,
    organizer: { name: user.name, address: user.upn },
    isOrganizer: true,
    responseStatus: { response: 'organizer', time: NEVER },
    isCancelled: false,
    hasAttachments: false,
    ...changes.fields,
    onlineMeetingProvider: 'unknown',
    ...given,
    start,
    end,
  };
}

/**
 * Settles the Teams meeting of an event: it can be set and never unset, and replacing the body loses its link
 * (https://github.com/microsoftgraph/microsoft-graph-docs/issues/9743, /microsoft-graph-docs-contrib/issues/2054).
 */
function settleOnlineMeeting(
  world: World,
  calendar: Calendar,
  fields: EventFields,
  changes: EventChanges,
): EventFields {
  if (fields.isOnlineMeeting) {
    const lost =
      changes.fields.bodyHtml !== undefined &&
      fields.joinUrl !== null &&
      !hasJoinBlock(fields.bodyHtml, fields.joinUrl);
    return lost ? { ...fields, joinUrl: null } : fields;
  }
  const wanted = changes.fields.onlineMeetingProvider ?? calendar.onlineMeetingProviders[0] ?? 'unknown';
  const provider = wanted === 'unknown' ? (calendar.onlineMeetingProviders[0] ?? 'unknown') : wanted;
  if (!changes.wantsOnlineMeeting || provider === 'unknown' || !calendar.onlineMeetingProviders.includes(provider)) {
    return { ...fields, onlineMeetingProvider: 'unknown' };
  }
  const joinUrl = `https://teams.microsoft.com/l/meetup-join/19%3ameeting_${world.random.guid()}%40thread.v2/0`;
  const bodyHtml = addJoinBlock(fields.bodyHtml, joinUrl);
  return {
    ...fields,
    isOnlineMeeting: true,
    onlineMeetingProvider: provider,
    joinUrl,
    bodyHtml,
    bodyPreview: previewOf(bodyHtml),
  };
}

/** Creates a single event or a series. 400 on a used `transactionId`, 403 in a calendar that cannot be edited. */
export function createEvent(
  world: World,
  calendar: Calendar,
  changes: EventChanges,
  origin: EventOrigin = {},
): StoredEvent {
  const { mailbox } = calendar;
  const existing = changes.transactionId === null ? undefined : mailbox.eventsByTransaction.get(changes.transactionId);
  if (existing) throw duplicateTransaction(existing.immutableId);
  const settled = settleTimes(createFields(calendar, changes, origin.fields ?? {}), changes);
  const serial = ++mailbox.lastSerial;
  const event: StoredEvent = {
    serial,
    ...createIds(mailbox.idBytes, calendar.serial, serial),
    calendar,
    deleted: false,
    createdMs: world.clock.now(),
    modifiedMs: world.clock.now(),
    changeKey: '',
    transactionId: changes.transactionId,
    uid: origin.uid ?? createUid(`${mailbox.user.objectId}/${serial}`),
    fields: origin.fields?.joinUrl ? settled : settleOnlineMeeting(world, calendar, settled, changes),
    exceptions: new Map(),
    cancelled: new Set(),
    extended: new Map(changes.extended),
    extensions: new Map(changes.extensions.map((entry) => [String(entry['extensionName']), entry])),
  };
  addToCalendar(event, calendar);
  mailbox.eventsById.set(event.immutableId, event);
  if (event.transactionId !== null) mailbox.eventsByTransaction.set(event.transactionId, event);
  indexEvent(mailbox.eventsByUid, event.uid, event, true);
  for (const id of event.extended.keys()) indexEvent(mailbox.eventsByProperty, id, event, true);
  touchEvent(world, event, 'created');
  return event;
}

function addToCalendar(event: StoredEvent, calendar: Calendar): void {
  event.calendar = calendar;
  event.mutableId = createIds(calendar.mailbox.idBytes, calendar.serial, event.serial).mutableId;
  calendar.events.add(event);
  calendar.mailbox.eventsById.set(event.mutableId, event);
}

/** Writing through the API needs a calendar the user can edit; people reach only calendars they can edit anyway. */
export function requireEditable(calendar: Calendar): void {
  if (!calendar.canEdit) throw accessDenied();
}

/** Changes a single event, a master, or one occurrence, which becomes an exception. */
export function updateEvent(world: World, ref: EventRef, changes: EventChanges): void {
  const { event, day } = ref;
  if (day === null) updateWhole(world, event, changes);
  else updateInstance(world, event, day, changes);
  for (const id of changes.extended.keys()) indexEvent(event.calendar.mailbox.eventsByProperty, id, event, true);
  touchEvent(world, event, 'updated', day);
}

function merge(before: EventFields, changes: Partial<EventFields>): EventFields {
  const provider = before.isOnlineMeeting ? { onlineMeetingProvider: before.onlineMeetingProvider } : {};
  return { ...before, ...changes, ...provider };
}

function updateWhole(world: World, event: StoredEvent, changes: EventChanges): void {
  const before = event.fields;
  const settled = settleTimes(merge(before, changes.fields), changes);
  event.fields = settleOnlineMeeting(world, event.calendar, settled, changes);
  for (const [id, value] of changes.extended) event.extended.set(id, value);
  if (!before.recurrence || resetsSeries(before, event.fields)) {
    event.exceptions.clear();
    event.cancelled.clear();
    return;
  }
  for (const day of event.exceptions.keys()) if (!hasOccurrence(event, day)) event.exceptions.delete(day);
}

function updateInstance(world: World, event: StoredEvent, day: number, changes: EventChanges): void {
  if (changes.recurrence) throw invalidRequest('The recurrence of a single occurrence cannot be set.');
  const before = fieldsOf({ event, day });
  const after = settleOnlineMeeting(world, event.calendar, merge(before, changes.fields), changes);
  checkTimes(after);
  const isMoved = after.start.utcMs !== before.start.utcMs || after.end.utcMs !== before.end.utcMs;
  if (isMoved && crossesNeighbour(event, day, after)) throw crossingBoundary();
  const nowMs = world.clock.now();
  const record = event.exceptions.get(day) ?? {
    overlay: {},
    createdMs: nowMs,
    modifiedMs: nowMs,
    extended: new Map(event.extended),
  };
  const changed = Object.entries(after).filter(([name, value]) => before[name as keyof EventFields] !== value);
  record.overlay = { ...record.overlay, ...Object.fromEntries(changed), start: after.start, end: after.end };
  record.modifiedMs = nowMs;
  for (const [id, value] of changes.extended) record.extended.set(id, value);
  event.exceptions.set(day, record);
}

/** Removes an event or a series for good, or cancels one occurrence. */
export function removeEvent(world: World, { event, day }: EventRef): void {
  if (day !== null) {
    event.cancelled.add(day);
    event.exceptions.delete(day);
    // Removing one instance is an update of its master: https://github.com/microsoftgraph/microsoft-graph-docs/issues/5520
    touchEvent(world, event, 'updated');
    return;
  }
  const { mailbox } = event.calendar;
  event.deleted = true;
  event.calendar.events.delete(event);
  mailbox.eventsById.delete(event.immutableId);
  mailbox.eventsById.delete(event.mutableId);
  indexEvent(mailbox.eventsByUid, event.uid, event, false);
  const records = [event, ...event.exceptions.values()];
  for (const id of records.flatMap((record) => [...record.extended.keys()]))
    indexEvent(mailbox.eventsByProperty, id, event, false);
  touchEvent(world, event, 'deleted');
}

/** Takes an extended property from an event or master. */
export function removeProperty(world: World, event: StoredEvent, canonicalId: string): void {
  event.extended.delete(canonicalId);
  indexEvent(event.calendar.mailbox.eventsByProperty, canonicalId, event, false);
  touchEvent(world, event, 'updated');
}

/** Moves an event to another calendar of the mailbox: its mutable id changes, the immutable one stays. */
export function moveEvent(world: World, event: StoredEvent, target: Calendar): void {
  const source = event.calendar;
  if (source === target) return;
  source.log.add(event, world.clock.now());
  source.events.delete(event);
  source.mailbox.eventsById.delete(event.mutableId);
  for (const listener of world.changeListeners) listener({ event, day: null }, 'deleted', event.mutableId);
  addToCalendar(event, target);
  touchEvent(world, event, 'created');
}
