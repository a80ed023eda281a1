import type { EntryTime } from './entry.ts';

const DAY_MS = 86_400_000;

/** Half-open span of UTC instants. */
export interface Window {
  start: string;
  end: string;
}

/**
 * The span that is synchronised: whole UTC days around today, so that it moves once a day.
 * @param now milliseconds
 */
export function computeWindow(now: number, pastDays: number, futureDays: number): Window {
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  return { start: toInstant(today - pastDays * DAY_MS), end: toInstant(today + (futureDays + 1) * DAY_MS) };
}

/** UTC instant with second precision. */
export function toInstant(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** Whether the entry overlaps the window. All-day entries count with the days as UTC days. */
export function isInWindow(time: EntryTime, window: Window): boolean {
  return overlaps(time, Date.parse(window.start), Date.parse(window.end));
}

/**
 * Whether a complete read of the window must have shown the entry: a day's distance to both ends, because Graph decides
 * the membership of all-day events by the zone they were made in (github.com/microsoftgraph/microsoft-graph-docs/issues/16798).
 */
export function isWellInWindow(time: EntryTime, window: Window): boolean {
  return overlaps(time, Date.parse(window.start) + DAY_MS, Date.parse(window.end) - DAY_MS);
}

/** Whether the entry ends before the instant. */
export function endsBefore(time: EntryTime, instant: string): boolean {
  return Date.parse(time.end) < Date.parse(instant);
}

function overlaps(time: EntryTime, start: number, end: number): boolean {
  const from = Date.parse(time.start);
  const to = Math.max(Date.parse(time.end), from + 1);
  return from < end && to > start;
}
