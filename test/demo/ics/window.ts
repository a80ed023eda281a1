import { DAY_MS } from '../../sandbox/graph/zones.ts';
import { toMs } from './times.ts';
import type { EntryTime } from './times.ts';

/** Days around today that are synchronised. */
export interface DayWindow {
  pastDays: number;
  futureDays: number;
}

export interface Span {
  startMs: number;
  endMs: number;
}

/** A calendarView of Graph takes no more: https://learn.microsoft.com/graph/api/calendar-list-calendarview */
const MAX_WINDOW_DAYS = 1825;
/** What the settings take. */
const MAX_PAST_DAYS = 365;
const MAX_FUTURE_DAYS = 1095;
/** Zones move a day by less than one; one more keeps the first and last entry away from the edge. */
const MARGIN_DAYS = 2;

/** The window that covers the spans, no smaller than `base`. What is too long loses the distant past first. */
export function chooseWindow(spans: Span[], nowMs: number, base: DayWindow): DayWindow {
  const today = startOfToday(nowMs);
  const first = Math.min(today, ...spans.map((span) => span.startMs));
  const last = Math.max(today, ...spans.map((span) => span.endMs));
  const wanted = {
    pastDays: Math.max(base.pastDays, Math.ceil((today - first) / DAY_MS) + MARGIN_DAYS),
    futureDays: Math.max(base.futureDays, Math.ceil((last - today) / DAY_MS) + MARGIN_DAYS),
  };
  // Today itself is the remaining day.
  const most = MAX_WINDOW_DAYS - 1;
  const pastDays = Math.min(
    wanted.pastDays,
    Math.max(base.pastDays, most - Math.min(wanted.futureDays, MAX_FUTURE_DAYS)),
  );
  return { pastDays, futureDays: Math.min(wanted.futureDays, most - pastDays) };
}

/** The part of a window that a user's settings take. */
export function toSettings(window: DayWindow): DayWindow {
  return {
    pastDays: Math.min(window.pastDays, MAX_PAST_DAYS),
    futureDays: Math.min(window.futureDays, MAX_FUTURE_DAYS),
  };
}

/** The window in instants: whole UTC days, today included. */
export function toSpan(window: DayWindow, nowMs: number): Span {
  const today = startOfToday(nowMs);
  return { startMs: today - window.pastDays * DAY_MS, endMs: today + (window.futureDays + 1) * DAY_MS };
}

/** Whether an entry touches the window; all-day entries with their days as UTC days. */
export function isInSpan({ start, end }: EntryTime, span: Span): boolean {
  const startMs = toMs(start);
  return startMs < span.endMs && Math.max(toMs(end), startMs + 1) > span.startMs;
}

function startOfToday(nowMs: number): number {
  return Math.floor(nowMs / DAY_MS) * DAY_MS;
}
