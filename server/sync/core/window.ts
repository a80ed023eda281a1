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
  const { start, end } = readBounds(window);
  return overlaps(time, start, end);
}

/**
 * Whether a complete read of the window must have shown the entry: a day's distance to both ends, because Graph decides
 * the membership of all-day events by the zone they were made in (github.com/microsoftgraph/microsoft-graph-docs/issues/16798).
 */
export function isWellInWindow(time: EntryTime, window: Window): boolean {
  const { start, end } = readBounds(window);
  return overlaps(time, start + DAY_MS, end - DAY_MS);
}

/** Whether the entry ends before the instant. */
export function endsBefore(time: EntryTime, instant: string): boolean {
  return Date.parse(time.end) < Date.parse(instant);
}

const boundsOfWindows = new WeakMap<Window, { start: number; end: number }>();

/** In milliseconds; a run asks for the same window with every entry. */
function readBounds(window: Window): { start: number; end: number } {
  const known = boundsOfWindows.get(window);
  if (known) return known;
  const bounds = { start: Date.parse(window.start), end: Date.parse(window.end) };
  boundsOfWindows.set(window, bounds);
  return bounds;
}

function overlaps(time: EntryTime, start: number, end: number): boolean {
  const from = Date.parse(time.start);
  const to = Math.max(Date.parse(time.end), from + 1);
  return from < end && to > start;
}
