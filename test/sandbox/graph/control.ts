import { sendLifecycle } from './change-notifier.ts';
import type { GraphControl, StoredEventView } from './control-types.ts';
import type { DeltaService } from './delta.ts';
import { canonicalPropertyId, displayPropertyId, readEventChanges } from './event-input.ts';
import { refIdOf, renderEvent } from './event-reader.ts';
import { moveEvent, removeProperty, touchEvent } from './event-store.ts';
import type { FaultControl } from './faults.ts';
import { createCalendar, createUser, defaultCalendarOf, findCalendar, findEvent } from './mailbox.ts';
import { addEvent, cancelMeeting, changeEvent, deleteEvent, findCopies, replyToMeeting } from './meetings.ts';
import type { NotificationQueue } from './notifications.ts';
import { hasOccurrence, viewOf } from './occurrences.ts';
import { findOrganisationRole, setOrganisationRole } from './permissions.ts';
import { removeCalendar } from './routes/calendars.ts';
import type { LoggedRequest } from './server.ts';
import type { SubscriptionStore } from './subscriptions.ts';
import type { Throttle } from './throttle.ts';
import type { Calendar, EventRef, Json, Mailbox } from './types.ts';
import type { World } from './world.ts';
import { UTC, formatDay, formatInstant, parseDateTime, parseDay } from './zones.ts';

export interface ControlParts {
  readonly world: World;
  readonly delta: DeltaService;
  readonly faults: FaultControl;
  readonly requests: LoggedRequest[];
  readonly throttle: Throttle;
  readonly clockSkew: { ms: number };
  readonly latency: { ms: number };
  readonly subscriptions: SubscriptionStore;
  readonly notifications: NotificationQueue;
  readonly handshakeTimeoutMs: { value: number };
}

const READ_OPTIONS = { zone: UTC, immutableIds: true };

function renderStored(ref: EventRef): StoredEventView {
  const { event } = ref;
  return {
    ...renderEvent(ref, READ_OPTIONS),
    calendarId: event.calendar.immutableId,
    extendedProperties: [...event.extended].map(([id, value]) => ({ id: displayPropertyId(id), value })),
    cancelledDates: [...event.cancelled].sort((a, b) => a - b).map(formatDay),
    exceptionDates: [...event.exceptions.keys()].sort((a, b) => a - b).map(formatDay),
  } as StoredEventView;
}

/** Creates the control of a sandbox. Its methods throw on unknown users, calendars and events. */
export function createGraphControl(parts: ControlParts): GraphControl {
  const { world, delta, faults, requests, throttle, clockSkew, subscriptions, notifications } = parts;

  const mailboxOf = (oid: string): Mailbox => {
    const user = world.users.get(oid.toLowerCase());
    if (!user) throw new Error(`The sandbox has no user ${oid}.`);
    return user.mailbox;
  };
  const eventOf = (oid: string, id: string): EventRef => findEvent(mailboxOf(oid), id);
  const calendarOf = (oid: string, id: string): Calendar => findCalendar(mailboxOf(oid), id);
  const occurrenceOf = (oid: string, masterId: string, date: string): EventRef => {
    const { event } = eventOf(oid, masterId);
    const day = parseDay(date);
    if (day === null || !hasOccurrence(event, day)) throw new Error(`The series has no occurrence on ${date}.`);
    return { event, day };
  };

  return {
    mails: world.mails,
    requests,
    faults,
    addTenant: (tenantId) => void world.tenants.add(tenantId),
    addUser: (input) => {
      const user = createUser(input);
      world.tenants.add(input.tenantId);
      world.users.set(input.objectId.toLowerCase(), user);
      world.usersByUpn.set(input.upn.toLowerCase(), user);
    },
    setMailboxState: (oid, state) => {
      mailboxOf(oid).user.state = state;
    },
    setTimeZone: (oid, timeZone) => {
      const mailbox = mailboxOf(oid);
      mailbox.settings = { ...mailbox.settings, timeZone };
    },
    addCalendar: (oid, input) => createCalendar(mailboxOf(oid), input).immutableId,
    deleteCalendar: (oid, id) => removeCalendar(world, calendarOf(oid, id)),
    defaultCalendarId: (oid) => defaultCalendarOf(mailboxOf(oid)).immutableId,
    calendars: (oid) =>
      [...mailboxOf(oid).calendars.values()].map((calendar) => ({
        id: calendar.immutableId,
        name: calendar.name,
        isDefault: calendar.isDefault,
        sharing: findOrganisationRole(calendar),
      })),
    setSharing: (oid, id, role) => setOrganisationRole(calendarOf(oid, id), role),
    addEvent: (oid, id, input) => {
      const changes = readEventChanges(input, true);
      return addEvent(world, calendarOf(oid, id), changes, 'person').immutableId;
    },
    addMeeting: (oid, id, input, attendeeOids) => {
      const invited = attendeeOids.map((attendeeOid) => {
        const { user } = mailboxOf(attendeeOid);
        return { type: 'required', emailAddress: { name: user.name, address: user.upn } };
      });
      const attendees = [...invited, ...((input['attendees'] as Json[] | undefined) ?? [])];
      const changes = readEventChanges({ ...input, attendees }, true);
      return addEvent(world, calendarOf(oid, id), changes, 'person').immutableId;
    },
    copyOf: (attendeeOid, organizerOid, id) => {
      const copies = findCopies(world, eventOf(organizerOid, id).event);
      return copies.find((copy) => copy.calendar.mailbox === mailboxOf(attendeeOid))?.immutableId ?? null;
    },
    clientIdOf: (oid, id) => refIdOf(eventOf(oid, id), false),
    patchEvent: (oid, id, patch) => changeEvent(world, eventOf(oid, id), readEventChanges(patch, true), 'person'),
    deleteEvent: (oid, id) => deleteEvent(world, eventOf(oid, id), 'person'),
    moveEvent: (oid, id, calendarId) => moveEvent(world, eventOf(oid, id).event, calendarOf(oid, calendarId)),
    touchEvent: (oid, id) => touchEvent(world, eventOf(oid, id).event, 'updated'),
    patchOccurrence: (oid, masterId, date, patch) => {
      const ref = occurrenceOf(oid, masterId, date);
      changeEvent(world, ref, readEventChanges(patch, true), 'person');
      return String(renderEvent(ref, READ_OPTIONS)['id']);
    },
    deleteOccurrence: (oid, masterId, date) => deleteEvent(world, occurrenceOf(oid, masterId, date), 'person'),
    respond: (oid, id, response, options = {}) => {
      const reply = { actor: 'person' as const, sendResponse: true, keepDeclined: options.keep ?? false };
      replyToMeeting(world, eventOf(oid, id), response, reply);
    },
    cancelMeeting: (oid, id) => cancelMeeting(world, eventOf(oid, id), 'person'),
    setExtendedProperty: (oid, id, propertyId, value) => {
      const ref = eventOf(oid, id);
      if (value === null) {
        removeProperty(world, ref.event, canonicalPropertyId(propertyId));
        return;
      }
      const properties = [{ id: propertyId, value }];
      changeEvent(world, ref, readEventChanges({ singleValueExtendedProperties: properties }), 'person');
    },
    events: (oid, calendarId) => {
      const calendars =
        calendarId === undefined ? [...mailboxOf(oid).calendars.values()] : [calendarOf(oid, calendarId)];
      return calendars.flatMap((calendar) => [...calendar.events].map((event) => renderStored({ event, day: null })));
    },
    view: (oid, calendarId, startIso, endIso) => {
      const [start, end] = [parseDateTime(startIso), parseDateTime(endIso)];
      if (!start || !end) throw new Error('The window is not valid.');
      const window = { startMs: start.ms, endMs: end.ms };
      const refs = [...calendarOf(oid, calendarId).events].flatMap((event) => viewOf(event, window));
      return refs.map((ref) => renderEvent(ref, READ_OPTIONS));
    },
    masterCategories: (oid) => [...mailboxOf(oid).categories.values()],
    setOnlineMeetingProviders: (oid, providers) => {
      defaultCalendarOf(mailboxOf(oid)).onlineMeetingProviders = providers;
    },
    setMeetingPolicy: (tenantId, granted) => {
      if (granted) world.tenantsWithoutMeetingPolicy.delete(tenantId);
      else world.tenantsWithoutMeetingPolicy.add(tenantId);
    },
    setDeltaLag: (ms) => {
      world.deltaLagMs = ms;
    },
    expireDeltaLinks: () => delta.forget(),
    setLatency: (ms) => {
      parts.latency.ms = ms;
    },
    setClockSkew: (ms) => {
      clockSkew.ms = ms;
    },
    writes: () =>
      requests.flatMap((request) => {
        const parts = request.parts ?? [{ method: request.method, url: request.path, status: request.status }];
        const isWrite = (method: string, url: string) => method !== 'GET' && !/\/(getSchedule|\$batch)$/i.test(url);
        return parts.filter((part) => isWrite(part.method, part.url)).map((part) => ({ ...part, at: request.at }));
      }),
    clearLog: () => {
      requests.length = 0;
    },
    peakConcurrency: () => throttle.peak.value,
    notifications,
    subscriptions: () =>
      subscriptions.list().map((one) => ({
        id: one.id,
        oid: one.user.objectId,
        resource: one.resource,
        expirationDateTime: formatInstant(one.expiresMs),
      })),
    sendLifecycle: (id, event) => sendLifecycle(subscriptions, notifications, id, event),
    setHandshakeTimeout: (ms) => {
      parts.handshakeTimeoutMs.value = ms;
    },
  };
}
