import { DateTime } from 'luxon';
import type { Slot } from './draft.ts';

/** Proposals begin at full and half hours. */
const STEP_MINUTES = 30;

export interface WorkingTime {
  /** ISO weekdays. */
  days: readonly number[];
  /** Wall times `HH:mm`. */
  from: string;
  to: string;
}

export interface FreeTimesQuery {
  busy: readonly Slot[];
  /** Half-open stretch of instants in which the meeting has to lie. */
  from: string;
  to: string;
  durationMinutes: number;
  working: WorkingTime;
  /** Of each day only this part is wanted; left out: the working time. */
  daily?: { from: string; to: string };
  timeZone: string;
  /** Nothing before it. */
  now: number;
  limit: number;
}

/** The first times at which everybody is free, within the working time of the zone. */
export function findFreeTimes(query: FreeTimesQuery): Slot[] {
  const { timeZone: zone, working, limit, durationMinutes } = query;
  const busy = query.busy.map(({ start, end }) => [Date.parse(start), Date.parse(end)] as const);
  const earliest = Math.max(Date.parse(query.from), query.now);
  const latest = Date.parse(query.to);
  const found: Slot[] = [];
  let day = DateTime.fromMillis(earliest, { zone }).startOf('day');
  for (; day.toMillis() < latest && found.length < limit; day = day.plus({ days: 1 })) {
    if (!working.days.includes(day.weekday)) continue;
    const [opens, closes] = narrow(working, query.daily);
    const dayEnd = setTime(day, closes).toMillis();
    let at = setTime(day, opens);
    for (; at.toMillis() < dayEnd && found.length < limit; at = at.plus({ minutes: STEP_MINUTES })) {
      const start = at.toMillis();
      const end = at.plus({ minutes: durationMinutes }).toMillis();
      if (start < earliest || end > Math.min(dayEnd, latest)) continue;
      if (busy.some(([from, to]) => from < end && to > start)) continue;
      found.push({ start: toIso(start), end: toIso(end) });
      // Three times in a row at half-hour steps would be one proposal three times.
      at = at.plus({ minutes: Math.max(0, Math.ceil(durationMinutes / STEP_MINUTES) * STEP_MINUTES - STEP_MINUTES) });
    }
  }
  return found;
}

export function isBusy(busy: readonly Slot[], slot: Slot): boolean {
  return busy.some(
    ({ start, end }) => Date.parse(start) < Date.parse(slot.end) && Date.parse(end) > Date.parse(slot.start),
  );
}

function narrow(working: WorkingTime, daily: { from: string; to: string } | undefined): [string, string] {
  if (!daily) return [working.from, working.to];
  const from = daily.from > working.from ? daily.from : working.from;
  const to = daily.to < working.to ? daily.to : working.to;
  // Wanted outside the working time ("abends"): then the wish counts.
  return from < to ? [from, to] : [daily.from, daily.to];
}

function setTime(day: DateTime, wall: string): DateTime {
  const [hour = 0, minute = 0] = wall.split(':').map(Number);
  return day.set({ hour, minute, second: 0, millisecond: 0 });
}

const toIso = (ms: number): string => new Date(ms).toISOString();
