import { expandBetween, neighboursOf } from './recurrence.ts';
import { DAY_MS, dayOf, momentAtWall } from './zones.ts';
import type { EventFields, EventRef, StoredEvent } from './types.ts';

/** A span of time; events that touch it are in it. */
export interface Window {
  readonly startMs: number;
  readonly endMs: number;
}

export function isInWindow(fields: Pick<EventFields, 'start' | 'end'>, window: Window): boolean {
  const [start, end] = [fields.start.utcMs, fields.end.utcMs];
  return start < window.endMs && (end > window.startMs || (end === start && start >= window.startMs));
}

/** Wall time on the given day in the zone the series was written in, so that it keeps its hour over DST changes. */
export function timesOn(fields: EventFields, day: number): Pick<EventFields, 'start' | 'end'> {
  const shiftMs = (day - dayOf(fields.start.wallMs)) * DAY_MS;
  return {
    start: momentAtWall(fields.start.wallMs + shiftMs, fields.start.zone),
    end: momentAtWall(fields.end.wallMs + shiftMs, fields.end.zone),
  };
}

/** What is seen of a single event, a master or an instance. */
export function fieldsOf({ event, day }: EventRef): EventFields {
  if (day === null) return event.fields;
  return { ...event.fields, recurrence: null, ...timesOn(event.fields, day), ...event.exceptions.get(day)?.overlay };
}

/** Start and end only, without copying all fields. */
export function timesOf({ event, day }: EventRef): Pick<EventFields, 'start' | 'end'> {
  if (day === null) return event.fields;
  const overlay = event.exceptions.get(day)?.overlay;
  return overlay?.start && overlay.end ? { start: overlay.start, end: overlay.end } : timesOn(event.fields, day);
}

/** Whether the series has an occurrence (changed or not) that the pattern puts on this day. */
export function hasOccurrence(event: StoredEvent, day: number): boolean {
  const rule = event.fields.recurrence;
  return rule !== null && !event.cancelled.has(day) && expandBetween(rule, day, day).length === 1;
}

/** The instances of a series that touch the window, in the order of their days; those moved into it included. */
export function instancesIn(event: StoredEvent, window: Window): EventRef[] {
  const rule = event.fields.recurrence;
  if (!rule) return [];
  const durationMs = event.fields.end.wallMs - event.fields.start.wallMs;
  const first = dayOf(window.startMs - durationMs) - 2;
  const last = dayOf(window.endMs) + 2;
  const days = new Set(expandBetween(rule, first, last));
  for (const day of event.exceptions.keys()) days.add(day);
  return [...days]
    .filter((day) => !event.cancelled.has(day))
    .sort((a, b) => a - b)
    .map((day) => ({ event, day }))
    .filter((ref) => isInWindow(timesOf(ref), window));
}

/** Everything an event contributes to a calendar view: itself, or its instances. */
export function viewOf(event: StoredEvent, window: Window): EventRef[] {
  if (event.fields.recurrence) return instancesIn(event, window);
  return isInWindow(event.fields, window) ? [{ event, day: null }] : [];
}

/**
 * Whether an occurrence moved to `times` would reach the day of the one before or after it, or overlap it
 * (https://learn.microsoft.com/graph/api/event-update, ErrorOccurrenceCrossingBoundary).
 */
export function crossesNeighbour(event: StoredEvent, day: number, times: Pick<EventFields, 'start' | 'end'>): boolean {
  const { before, after } = neighboursOf(event.fields.recurrence!, day);
  const present = (other: number) => !event.cancelled.has(other);
  const previousDay = before.findLast(present);
  const nextDay = after.find(present);
  const { start, end } = times;
  if (previousDay !== undefined) {
    const previous = timesOf({ event, day: previousDay });
    if (dayOf(start.wallMs) <= dayOf(previous.start.wallMs) || start.utcMs < previous.end.utcMs) return true;
  }
  if (nextDay === undefined) return false;
  const next = timesOf({ event, day: nextDay });
  return dayOf(start.wallMs) >= dayOf(next.start.wallMs) || end.utcMs > next.start.utcMs;
}
