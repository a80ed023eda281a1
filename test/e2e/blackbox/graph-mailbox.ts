import { createHash } from 'node:crypto';
import { DateTime } from 'luxon';

export interface GraphEvent {
  id: string;
  calendarId: string;
  type: 'singleInstance' | 'seriesMaster' | 'exception';
  /** Of an exception. */
  masterId: string | null;
  /** Wall time in `zone`; all-day events at midnight. */
  start: string;
  end: string;
  zone: string;
  subject: string;
  body: string;
  location: string;
  sensitivity: string;
  showAs: string;
  isAllDay: boolean;
  isCancelled: boolean;
  isOrganizer: boolean;
  response: string;
  isReminderOn: boolean;
  reminderMinutesBeforeStart: number;
  categories: string[];
  attendees: unknown[];
  isOnlineMeeting: boolean;
  transactionId: string | null;
  properties: { id: string; value: string }[];
  /** A weekly series: how many times. */
  times: number;
  /** Days of a series that are cancelled or stand alone. */
  withoutDays: string[];
  sequence: number;
  gone: boolean;
}

export interface GraphCalendar {
  id: string;
  name: string;
  isDefaultCalendar: boolean;
  canEdit: boolean;
  /** `null`: the entry of the organisation is missing. */
  role: string | null;
}

export interface Occurrence {
  id: string;
  master: GraphEvent;
  start: string;
  end: string;
}

export interface Mailbox {
  oid: string;
  upn: string;
  calendars: GraphCalendar[];
  events: Map<string, GraphEvent>;
  categories: { id: string; displayName: string; color: string }[];
  inFlight: number;
}

export const WINDOWS: Record<string, string> = {
  'W. Europe Standard Time': 'Europe/Berlin',
  'Eastern Standard Time': 'America/New_York',
};

let sequence = 0;
let counter = 0;

export const nextSequence = (): number => ++sequence;
export const currentSequence = (): number => sequence;
export const toIana = (zone: string): string => WINDOWS[zone] ?? zone;

/** Ids as Exchange's may be: with everything that must be percent-encoded. */
export function makeId(kind: string): string {
  counter += 1;
  return `AAk/${kind}+${counter}_${createHash('md5').update(`${kind}${counter}`).digest('base64')}`;
}

export function createMailbox(oid: string, upn: string, calendars: Partial<GraphCalendar>[]): Mailbox {
  const made = calendars.map((calendar, index) => ({
    id: makeId('Cal'),
    name: `Kalender ${index}`,
    isDefaultCalendar: index === 0,
    canEdit: true,
    role: 'read' as string | null,
    ...calendar,
  }));
  return { oid, upn, calendars: made, events: new Map(), categories: [], inFlight: 0 };
}

/** Puts an event into the mailbox as its user would. */
export function addEvent(mailbox: Mailbox, calendarId: string, fields: Partial<GraphEvent>): GraphEvent {
  const event: GraphEvent = {
    id: makeId('Ev'),
    calendarId,
    type: 'singleInstance',
    masterId: null,
    start: '2026-01-01T10:00:00',
    end: '2026-01-01T11:00:00',
    zone: 'Europe/Berlin',
    subject: '',
    body: '',
    location: '',
    sensitivity: 'normal',
    showAs: 'busy',
    isAllDay: false,
    isCancelled: false,
    isOrganizer: true,
    response: 'organizer',
    isReminderOn: false,
    reminderMinutesBeforeStart: 15,
    categories: [],
    attendees: [],
    isOnlineMeeting: false,
    transactionId: null,
    properties: [],
    times: 0,
    withoutDays: [],
    gone: false,
    ...fields,
    sequence: nextSequence(),
  };
  mailbox.events.set(event.id, event);
  return event;
}

export function editEvent(mailbox: Mailbox, id: string, fields: Partial<GraphEvent>): GraphEvent {
  const event = mailbox.events.get(id);
  if (!event) throw new Error('no such event');
  Object.assign(event, fields, { sequence: nextSequence() });
  return event;
}

/** An occurrence that is changed gets an id of its own; the old one leads nowhere, and no `@removed` tells it. */
export function changeOccurrence(mailbox: Mailbox, occurrence: Occurrence, fields: Partial<GraphEvent>): GraphEvent {
  const { master } = occurrence;
  master.withoutDays.push(occurrence.start.slice(0, 10));
  master.sequence = nextSequence();
  const { id: _id, sequence: _sequence, ...rest } = structuredClone(master);
  return addEvent(mailbox, master.calendarId, {
    ...rest,
    type: 'exception',
    masterId: master.id,
    times: 0,
    start: occurrence.start,
    end: occurrence.end,
    properties: [],
    transactionId: null,
    ...fields,
  });
}

export function cancelOccurrence(occurrence: Occurrence): void {
  occurrence.master.withoutDays.push(occurrence.start.slice(0, 10));
  occurrence.master.sequence = nextSequence();
}

export function removeEvent(mailbox: Mailbox, id: string): void {
  const event = editEvent(mailbox, id, { gone: true });
  for (const one of mailbox.events.values())
    if (one.masterId === event.id) Object.assign(one, { gone: true, sequence: nextSequence() });
}

/** The undisturbed instances of a weekly series. */
export function expand(master: GraphEvent): Occurrence[] {
  if (master.gone) return [];
  return Array.from({ length: master.times }, (_, week) => {
    const shift = (wall: string): string =>
      DateTime.fromISO(wall, { zone: 'utc' }).plus({ weeks: week }).toFormat("yyyy-MM-dd'T'HH:mm:ss");
    const start = shift(master.start);
    return { id: `${master.id}.occ/${start.slice(0, 10)}=`, master, start, end: shift(master.end) };
  }).filter((one) => !master.withoutDays.includes(one.start.slice(0, 10)));
}

export function findOccurrence(mailbox: Mailbox, id: string): Occurrence | undefined {
  for (const event of mailbox.events.values()) {
    const found = event.type === 'seriesMaster' ? expand(event).find((one) => one.id === id) : undefined;
    if (found) return found;
  }
  return undefined;
}

export const toInstant = (wall: string, zone: string): DateTime => DateTime.fromISO(wall, { zone: toIana(zone) });
