import type { Entry } from '../../api/types.ts';

export interface Day {
  /** Midnight in the device's zone. */
  date: Date;
  entries: DayEntry[];
}

export interface DayEntry {
  entry: Entry;
  /** Where this day lies within an entry of several days. */
  part: 'only' | 'first' | 'middle' | 'last';
}

const DAYS = 7;

/** The Monday of the week that a day is in. */
export function findMonday(date: Date): Date {
  const daysSinceMonday = (date.getDay() + 6) % 7;
  return addDays(new Date(date.getFullYear(), date.getMonth(), date.getDate()), -daysSinceMonday);
}

/** By the calendar, not by hours: a day at the change of the clock has 23 or 25. */
export function addDays(date: Date, days: number): Date {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days);
}

/** The entries of a week by day: whole days first, then by start. An entry of several days stands on each of them. */
export function planWeek(monday: Date, entries: readonly Entry[]): Day[] {
  return Array.from({ length: DAYS }, (_, number) => {
    const date = addDays(monday, number);
    const next = addDays(date, 1);
    const here = entries.filter((entry) => {
      const { start, end } = readSpan(entry);
      return start < next && (end > date || (start >= date && end.getTime() === start.getTime()));
    });
    const byStart = (a: Entry, b: Entry) =>
      Number(b.allDay) - Number(a.allDay) || readSpan(a).start.getTime() - readSpan(b).start.getTime();
    return { date, entries: here.sort(byStart).map((entry) => ({ entry, part: findPart(entry, date, next) })) };
  });
}

function findPart(entry: Entry, date: Date, next: Date): DayEntry['part'] {
  const { start, end } = readSpan(entry);
  const [isFirst, isLast] = [start >= date, end <= next];
  if (isFirst && isLast) return 'only';
  return isFirst ? 'first' : isLast ? 'last' : 'middle';
}

/** All-day is a date without a zone: `2026-12-24` is that day wherever the device is. The end is exclusive. */
function readSpan({ allDay, start, end }: Entry): { start: Date; end: Date } {
  return allDay ? { start: readDate(start), end: readDate(end) } : { start: new Date(start), end: new Date(end) };
}

function readDate(text: string): Date {
  const [year, month, day] = text.slice(0, 10).split('-').map(Number);
  return new Date(year!, month! - 1, day!);
}
