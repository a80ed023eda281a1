import type { DeltaService } from './delta.ts';
import { readEventChanges } from './event-input.ts';
import { renderEvent } from './event-reader.ts';
import { moveEvent, touchEvent } from './event-store.ts';
import type { FaultControl } from './faults.ts';
import { createCalendar, createUser, defaultCalendarOf, findCalendar, findEvent } from './mailbox.ts';
import type { NewCalendar, NewUser } from './mailbox.ts';
import { addEvent, cancelMeeting, changeEvent, deleteEvent, findCopies, replyToMeeting } from './meetings.ts';
import { hasOccurrence, viewOf } from './occurrences.ts';
import { findOrganisationRole, setOrganisationRole } from './permissions.ts';
import { removeCalendar } from './routes/calendars.ts';
import type { LoggedRequest } from './server.ts';
import type { Throttle } from './throttle.ts';
import type {
  Calendar,
  CalendarRole,
  Category,
  EventRef,
  Json,
  MailRecord,
  Mailbox,
  MailboxState,
  ResponseType,
} from './types.ts';
import type { World } from './world.ts';
import { UTC, formatDay, parseDateTime, parseDay } from './zones.ts';

/** The JSON of an event as Graph takes it, plus what only people in Outlook and other servers can set. */
export type EventInput = Json & {
  start?: { dateTime: string; timeZone?: string };
  end?: { dateTime: string; timeZone?: string };
};

/** An event as Graph would give it (UTC, immutable id), plus what Graph does not show. */
export interface StoredEventView extends Json {
  id: string;
  calendarId: string;
  subject: string;
  type: string;
  transactionId: string | null;
  extendedProperties: { id: string; value: string }[];
  /** Days of cancelled occurrences, `yyyy-MM-dd`. */
  cancelledDates: string[];
  /** Days of occurrences that were changed by themselves. */
  exceptionDates: string[];
}

export interface LoggedWrite {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly at: number;
}

/** Acts on the sandbox from outside: as its administrator, as people in Outlook, and as the test that looks on. */
export interface GraphControl {
  addTenant(tenantId: string): void;
  addUser(user: NewUser): void;
  setMailboxState(oid: string, state: MailboxState): void;
  setTimeZone(oid: string, timeZone: string): void;
  addCalendar(oid: string, calendar: NewCalendar): string;
  deleteCalendar(oid: string, calendarId: string): void;
  defaultCalendarId(oid: string): string;
  calendars(oid: string): { id: string; name: string; isDefault: boolean; sharing: CalendarRole | null }[];
  setSharing(oid: string, calendarId: string, role: CalendarRole | null): void;
  addEvent(oid: string, calendarId: string, input: EventInput): string;
  addMeeting(organizerOid: string, calendarId: string, input: EventInput, attendeeOids: readonly string[]): string;
  /** The id of an attendee's copy of a meeting; null when it has none. */
  copyOf(attendeeOid: string, organizerOid: string, eventId: string): string | null;
  patchEvent(oid: string, eventId: string, patch: EventInput): void;
  deleteEvent(oid: string, eventId: string): void;
  moveEvent(oid: string, eventId: string, calendarId: string): void;
  /** Moves the etag without any change a person could see. */
  touchEvent(oid: string, eventId: string): void;
  patchOccurrence(oid: string, masterId: string, date: string, patch: EventInput): string;
  deleteOccurrence(oid: string, masterId: string, date: string): void;
  /** Replies as an attendee. A declined meeting leaves the calendar unless `keep` is set. */
  respond(oid: string, eventId: string, response: ResponseType, options?: { keep?: boolean }): void;
  cancelMeeting(organizerOid: string, eventId: string): void;
  setExtendedProperty(oid: string, eventId: string, propertyId: string, value: string | null): void;
  events(oid: string, calendarId?: string): StoredEventView[];
  view(oid: string, calendarId: string, startIso: string, endIso: string): Json[];
  masterCategories(oid: string): Category[];
  setMeetingPolicy(tenantId: string, granted: boolean): void;
  /** Changes appear in delta rounds this much later than they happen. */
  setDeltaLag(ms: number): void;
  /** Makes every delta link given so far answer 410. */
  expireDeltaLinks(): void;
  /** Added to the `Date` header of every answer. */
  setClockSkew(ms: number): void;
  readonly mails: MailRecord[];
  readonly requests: LoggedRequest[];
  /** POST, PATCH, PUT and DELETE that were carried out or refused, parts of batches included; reads in disguise are not. */
  writes(): LoggedWrite[];
  clearLog(): void;
  /** The most requests one mailbox ever had in flight at once. */
  peakConcurrency(): number;
  readonly faults: FaultControl;
}

export interface ControlParts {
  readonly world: World;
  readonly delta: DeltaService;
  readonly faults: FaultControl;
  readonly requests: LoggedRequest[];
  readonly throttle: Throttle;
  readonly clockSkew: { ms: number };
}

const READ_OPTIONS = { zone: UTC, immutableIds: true };

function renderStored(ref: EventRef): StoredEventView {
  const { event } = ref;
  return {
    ...renderEvent(ref, READ_OPTIONS),
    calendarId: event.calendar.immutableId,
    extendedProperties: [...event.extended].map(([id, value]) => ({ id, value })),
    cancelledDates: [...event.cancelled].sort((a, b) => a - b).map(formatDay),
    exceptionDates: [...event.exceptions.keys()].sort((a, b) => a - b).map(formatDay),
  } as StoredEventView;
}

/** Creates the control of a sandbox. Its methods throw on unknown users, calendars and events. */
export function createGraphControl(parts: ControlParts): GraphControl {
  const { world, delta, faults, requests, throttle, clockSkew } = parts;

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
      const properties = [{ id: propertyId, value: value ?? '' }];
      changeEvent(world, ref, readEventChanges({ singleValueExtendedProperties: properties }), 'person');
      if (value === null) {
        const changes = readEventChanges({ singleValueExtendedProperties: properties });
        for (const key of changes.extended.keys()) ref.event.extended.delete(key);
      }
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
    setMeetingPolicy: (tenantId, granted) => {
      if (granted) world.tenantsWithoutMeetingPolicy.delete(tenantId);
      else world.tenantsWithoutMeetingPolicy.add(tenantId);
    },
    setDeltaLag: (ms) => {
      world.deltaLagMs = ms;
    },
    expireDeltaLinks: () => delta.forget(),
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
  };
}
