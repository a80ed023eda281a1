import { createChangeLog } from './change-log.ts';
import { GraphError, itemNotFound, malformedId } from './errors.ts';
import { createChangeKey, createIds, deriveMailboxBytes, parseId } from './ids.ts';
import { createDefaultPermission } from './permissions.ts';
import { formatDay, parseDay } from './zones.ts';
import type { Calendar, CalendarRole, EventRef, Mailbox, StoredEvent, User } from './types.ts';
import { hasOccurrence } from './occurrences.ts';

const HEX_COLORS: Record<string, string> = {
  auto: '',
  lightBlue: '#0078d4',
  lightGreen: '#0f893e',
  lightOrange: '#f7630c',
  lightGray: '#7a7574',
  lightYellow: '#fce100',
  lightTeal: '#00b7c3',
  lightPink: '#e3008c',
  lightBrown: '#986f0b',
  lightRed: '#e81123',
  maxColor: '',
};

export const CALENDAR_COLORS = Object.keys(HEX_COLORS);

export function findHexColor(color: string): string {
  return HEX_COLORS[color] ?? '';
}

export interface NewUser {
  tenantId: string;
  objectId: string;
  upn: string;
  name: string;
  mailbox: 'ok' | 'none' | 'blocked';
  timeZone?: string;
  /** German when left out. */
  locale?: string;
}

/** Creates a user with an empty mailbox and its default calendar, shared as a tenant shares it by default. */
export function createUser(input: NewUser): User {
  const mailbox: Mailbox = {
    user: undefined as unknown as User,
    idBytes: deriveMailboxBytes(input.objectId),
    calendars: new Map(),
    eventsById: new Map(),
    calendarsById: new Map(),
    eventsByTransaction: new Map(),
    eventsByUid: new Map(),
    eventsByProperty: new Map(),
    categories: new Map(),
    settings: createSettings(input.timeZone ?? 'W. Europe Standard Time', input.locale ?? 'de-DE'),
    lastSerial: 0,
    lastChange: 0,
  };
  const user: User = {
    tenantId: input.tenantId,
    objectId: input.objectId,
    upn: input.upn,
    name: input.name,
    state: input.mailbox,
    mailbox,
  };
  Object.assign(mailbox, { user });
  createCalendar(mailbox, { name: 'Kalender', isDefault: true, sharing: 'freeBusyRead' });
  return user;
}

function createSettings(timeZone: string, locale: string): Mailbox['settings'] {
  return {
    archiveFolder: 'AAMkADArchive',
    timeZone,
    delegateMeetingMessageDeliveryOptions: 'sendToDelegateOnly',
    dateFormat: 'dd.MM.yyyy',
    timeFormat: 'HH:mm',
    userPurpose: 'user',
    automaticRepliesSetting: {
      status: 'disabled',
      externalAudience: 'none',
      internalReplyMessage: '',
      externalReplyMessage: '',
      scheduledStartDateTime: { dateTime: '2020-01-01T00:00:00.0000000', timeZone: 'UTC' },
      scheduledEndDateTime: { dateTime: '2020-01-02T00:00:00.0000000', timeZone: 'UTC' },
    },
    language: { locale, displayName: locale.startsWith('de') ? 'Deutsch (Deutschland)' : 'English (United States)' },
    workingHours: {
      daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
      startTime: '08:00:00.0000000',
      endTime: '17:00:00.0000000',
      timeZone: { name: timeZone },
    },
  };
}

export interface NewCalendar {
  name: string;
  color?: string;
  canEdit?: boolean;
  isDefault?: boolean;
  /** What the organisation may see; null: no such entry at all. */
  sharing?: CalendarRole | null;
  /** Somebody else's calendar that was shared with this user. */
  owner?: { name: string; address: string };
  onlineMeetingProviders?: string[];
}

/** Creates a calendar in a mailbox. */
export function createCalendar(mailbox: Mailbox, input: NewCalendar): Calendar {
  const serial = ++mailbox.lastSerial;
  const color = input.color ?? 'auto';
  const { user } = mailbox;
  const sharing = input.sharing === undefined ? 'freeBusyRead' : input.sharing;
  const calendar: Calendar = {
    serial,
    ...createIds(mailbox.idBytes, 0, serial),
    mailbox,
    name: input.name,
    color,
    hexColor: findHexColor(color),
    changeKey: createChangeKey(mailbox.idBytes, ++mailbox.lastChange),
    canEdit: input.canEdit ?? true,
    isDefault: input.isDefault ?? false,
    owner: input.owner ?? { name: user.name, address: user.upn },
    isOwned: !input.owner || input.owner.address.toLowerCase() === user.upn.toLowerCase(),
    onlineMeetingProviders: input.onlineMeetingProviders ?? ['teamsForBusiness'],
    permissions: sharing === null ? [] : [createDefaultPermission(sharing)],
    events: new Set(),
    log: createChangeLog(),
    deleted: false,
  };
  mailbox.calendars.set(serial, calendar);
  mailbox.calendarsById.set(calendar.immutableId, calendar);
  mailbox.calendarsById.set(calendar.mutableId, calendar);
  return calendar;
}

/** The user's own calendar that cannot be removed. */
export function defaultCalendarOf(mailbox: Mailbox): Calendar {
  return mailbox.calendars.get(1)!;
}

/** Finds a calendar by either id. 404 when there is none, 400 when it is no id at all. */
export function findCalendar(mailbox: Mailbox, id: string): Calendar {
  const calendar = mailbox.calendarsById.get(id);
  if (calendar) return calendar;
  throw parseId(id).kind === 'malformed' ? malformedId() : itemNotFound();
}

const OID = /^OID\.(.+)\.(\d{4}-\d{2}-\d{2})$/;

function resolve(mailbox: Mailbox, id: string): EventRef | GraphError {
  const direct = mailbox.eventsById.get(id);
  if (direct) return { event: direct, day: null };
  const byDate = OID.exec(id);
  const parsed = byDate ? null : parseId(id);
  if (parsed?.kind === 'malformed') return malformedId();
  const [masterId, day] = byDate
    ? [byDate[1]!, parseDay(byDate[2])]
    : parsed?.kind === 'occurrence'
      ? [parsed.masterId, parsed.day]
      : ['', null];
  const master = mailbox.eventsById.get(masterId);
  return master && day !== null && hasOccurrence(master, day) ? { event: master, day } : itemNotFound();
}

/**
 * Finds an event, master or instance by any of its ids, also `OID.{master}.{date}`.
 * With a calendar: 404 when it lies in another one.
 */
export function findEvent(mailbox: Mailbox, id: string, calendar?: Calendar): EventRef {
  const found = resolve(mailbox, id);
  if (found instanceof GraphError) throw found;
  if (calendar && found.event.calendar !== calendar) throw itemNotFound();
  return found;
}

/** The id under which v1.0 lists a cancelled or changed occurrence. */
export function toOccurrenceDateId(masterId: string, day: number): string {
  return `OID.${masterId}.${formatDay(day)}`;
}

/** Adds an event to, or removes it from, a set that an index keeps under a key. */
export function indexEvent(
  index: Map<string, Set<StoredEvent>>,
  key: string,
  event: StoredEvent,
  present: boolean,
): void {
  const events = index.get(key);
  if (present) {
    if (events) events.add(event);
    else index.set(key, new Set([event]));
  } else if (events?.delete(event) && events.size === 0) index.delete(key);
}
