import { DateTime } from 'luxon';
import { TIME_ZONE } from './people.ts';

export type Weekday = 'Mo' | 'Di' | 'Mi' | 'Do' | 'Fr' | 'Sa' | 'So';
const WEEKDAYS: Weekday[] = ['Mo', 'Di', 'Mi', 'Do', 'Fr', 'Sa', 'So'];

/** Dates relative to the current week, so that the demo looks the same on every day it is started. */
export interface Days {
  /** `yyyy-MM-dd`. @param week 0: the current one */
  date(week: number, weekday: Weekday): string;
  /** Wall time in Berlin, `yyyy-MM-ddTHH:mm:00`. */
  at(week: number, weekday: Weekday, time: string): string;
}

export function createDays(nowMs: number): Days {
  const monday = DateTime.fromMillis(nowMs, { zone: TIME_ZONE }).startOf('week');
  const date: Days['date'] = (week, weekday) =>
    monday.plus({ weeks: week, days: WEEKDAYS.indexOf(weekday) }).toFormat('yyyy-MM-dd');
  return { date, at: (week, weekday, time) => `${date(week, weekday)}T${time}:00` };
}
