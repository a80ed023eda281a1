import { fingerprintEvent, fingerprintLupax } from '../../../server/sync/core/fingerprint.ts';
import type { Appointment, Project } from '../../../server/sync/core/lupax-entry.ts';
import type { OutlookEvent, SharingRole } from '../../../server/sync/core/outlook-event.ts';
import { makeEmptySide, type LupaxItem, type Pair } from '../../../server/sync/core/pair.ts';
import { planPair } from '../../../server/sync/core/plan.ts';
import type { PairPlan, PlanCalendar, PlanContext, PlannedOperation } from '../../../server/sync/core/plan-types.ts';
import type { Direction } from '../../../server/sync/core/entry.ts';

/** Builders of what the planner reads: everything that a test does not name is ordinary. */

export const JANUARY = { start: '2026-01-01T00:00:00Z', end: '2026-02-01T00:00:00Z' };
export const NINE_O_CLOCK = {
  allDay: false,
  start: '2026-01-12T08:00:00Z',
  end: '2026-01-12T09:00:00Z',
  zone: 'Europe/Berlin',
} as const;
export const TEN_O_CLOCK = { ...NINE_O_CLOCK, start: '2026-01-12T09:00:00Z', end: '2026-01-12T10:00:00Z' };
export const COLLEAGUE = { name: 'Tom Wagner', email: 'tom@example.org' };

export function makeEvent(fields: Partial<OutlookEvent> = {}): OutlookEvent {
  const id = fields.id ?? 'event-1';
  return {
    id,
    calendarId: 'calendar-1',
    key: id,
    kind: 'single',
    seriesMasterId: null,
    etag: 'W/"1"',
    title: 'Aufbau Halle 3',
    notes: '<p>Tor 2</p>',
    location: 'Halle 3',
    time: NINE_O_CLOCK,
    showAs: 'busy',
    sensitivity: 'normal',
    reminderMinutes: 15,
    categories: [],
    attendees: [],
    isOrganizer: true,
    isCancelled: false,
    isDeclined: false,
    isOnlineMeeting: false,
    joinUrl: null,
    webLink: 'https://outlook.example/event-1',
    transactionId: null,
    ...fields,
  };
}

export function makeAppointment(fields: Partial<Appointment> = {}): Appointment {
  return {
    id: 7,
    revision: 1,
    kind: 'appointment',
    url: 'https://lupax.example/appointments/7',
    title: 'Aufbau Halle 3',
    notes: '<p>Tor 2</p>',
    location: 'Halle 3',
    time: NINE_O_CLOCK,
    status: 'confirmed',
    visibility: 'public',
    reminderMinutes: 15,
    project: null,
    participants: [],
    onlineMeeting: { requested: false, joinUrl: null },
    source: null,
    readOnly: false,
    ...fields,
  };
}

/** The Lupax copy of `makeEvent()`. */
export function makeCopy(fields: Partial<Appointment> = {}): Appointment {
  return makeAppointment({ source: { calendarId: 'calendar-1', eventId: 'event-1' }, ...fields });
}

export function makeProject(fields: Partial<Project> = {}): Project {
  return { id: 5, title: 'Messe', time: NINE_O_CLOCK, description: '<p>Budget 12</p>', responsible: null, ...fields };
}

export function makePair(fields: Partial<Pair> & Pick<Pair, 'origin'>): Pair {
  return {
    id: 'pair-1',
    calendarId: 'calendar-1',
    lupaxRef: null,
    outlook: makeEmptySide(),
    lupax: makeEmptySide(),
    raisedVisibility: null,
    pending: null,
    discarded: null,
    missingFromLists: 0,
    failures: 0,
    retryAt: null,
    ...fields,
  };
}

export function asItem(appointment: Appointment): LupaxItem {
  return { type: 'appointment', item: appointment };
}

/** An entry that is there on both sides and never agreed on. */
export function makeStrangers(origin: Pair['origin'], event: OutlookEvent | null, item: LupaxItem | null): Pair {
  return makePair({
    origin,
    calendarId: event?.calendarId ?? (origin === 'outlook' ? 'calendar-1' : null),
    lupaxRef: item && { type: item.type, id: item.item.id },
    outlook: { ...makeEmptySide(), seen: event },
    lupax: { ...makeEmptySide(), seen: item },
  });
}

/** An entry on which both sides agreed as they were shown, without a server that rewrites. */
export function makeAgreed(origin: Pair['origin'], event: OutlookEvent, item: LupaxItem): Pair {
  const pair = makeStrangers(origin, event, item);
  const [outlook, lupax] = [fingerprintEvent(event), fingerprintLupax(item)];
  return {
    ...pair,
    outlook: { seen: event, gone: false, base: outlook, sent: outlook },
    lupax: { seen: item, gone: false, base: lupax, sent: lupax },
  };
}

export function editEvent(pair: Pair, fields: Partial<OutlookEvent>): Pair {
  return { ...pair, outlook: { ...pair.outlook, seen: { ...pair.outlook.seen!, ...fields } } };
}

export function editAppointment(pair: Pair, fields: Partial<Appointment>): Pair {
  const seen = pair.lupax.seen;
  if (seen?.type !== 'appointment') throw new Error('the pair has no appointment');
  const item = { ...seen.item, ...fields, revision: seen.item.revision + 1 };
  return { ...pair, lupax: { ...pair.lupax, seen: { type: 'appointment', item } } };
}

export function deleteEvent(pair: Pair): Pair {
  return { ...pair, outlook: { ...pair.outlook, seen: null, gone: true } };
}

export function deleteItem(pair: Pair): Pair {
  return { ...pair, lupax: { ...pair.lupax, seen: null, gone: true } };
}

export function makeCalendar(direction: Direction, sharing: SharingRole = 'read', id = 'calendar-1'): PlanCalendar {
  return {
    id,
    sharing,
    inSync: direction !== 'off',
    toLupax: sharing !== 'none' && (direction === 'to_lupax' || direction === 'both'),
    toOutlook: sharing !== 'none' && (direction === 'to_outlook' || direction === 'both'),
  };
}

export function makeContext(
  calendars: PlanCalendar | PlanCalendar[] = makeCalendar('both'),
  fields: Partial<PlanContext> = {},
): PlanContext {
  const list = [calendars].flat();
  return {
    window: JANUARY,
    calendars: new Map(list.map((calendar) => [calendar.id, calendar])),
    target: list.find((calendar) => calendar.toOutlook) ?? null,
    conflictWinner: 'outlook',
    includeFreeEvents: false,
    includeProjects: true,
    language: 'de',
    ...fields,
  };
}

/** What the plan writes, in short: `lupax update title,notes (changed_in_outlook)`. */
export function describePlan(plan: PairPlan): string[] {
  return plan.operations.map(
    ({ write, reason, fields }) =>
      `${write.side} ${write.action}${write.action === 'update' && fields.length > 0 ? ` ${fields.join(',')}` : ''} (${reason})`,
  );
}

export function planOf(pair: Pair, context: PlanContext = makeContext()): string[] {
  return describePlan(planPair(pair, context));
}

/** The content or patch of the only write to the side. */
export function writeTo(pair: Pair, side: 'outlook' | 'lupax', context: PlanContext = makeContext()) {
  const writes = planPair(pair, context).operations.filter(({ write }) => write.side === side);
  if (writes.length !== 1) throw new Error(`${writes.length} writes to ${side}`);
  const { write } = writes[0] as PlannedOperation;
  if (write.action === 'delete') return null;
  return 'patch' in write ? write.patch : write.content;
}
