import { DateTime } from 'luxon';

/** A date without a year that is over by up to two months was a slip; earlier ones are meant for next year. */
const SLIP_DAYS = 60;

/** Without a year, the next such day, or the one just past. @returns null when there is none: 31 February */
export function calendarDay(today: DateTime, date: number, month: number, year: number | null): DateTime | null {
  const inYear = (y: number) => {
    const day = DateTime.fromObject({ year: y, month, day: date, hour: 12 }, { zone: today.zone });
    return day.isValid ? day : null;
  };
  if (year !== null) return inYear(year);
  const here = inYear(today.year);
  // "29. Februar": the next one there is.
  if (!here) return [1, 2, 3, 4].map((years) => inYear(today.year + years)).find((day) => day !== null) ?? null;
  return here < today.minus({ days: SLIP_DAYS }) ? inYear(today.year + 1) : here;
}

/** The first of the month: this year's, or next year's when it is over. */
export function monthAhead(today: DateTime, month: number): DateTime {
  const first = today.set({ month, day: 1 });
  return month < today.month ? first.plus({ years: 1 }) : first;
}

/** Monday of an ISO week of this year, or of the next when it is over. */
export function mondayOfWeek(today: DateTime, week: number): DateTime | null {
  if (week < 1 || week > 53) return null;
  const inYear = (weekYear: number) =>
    DateTime.fromObject({ weekYear, weekNumber: week, weekday: 1, hour: 12 }, { zone: today.zone });
  const here = inYear(today.weekYear);
  const monday = here.isValid && here.plus({ days: 6 }) >= today.startOf('day') ? here : inYear(today.weekYear + 1);
  return monday.isValid ? monday : null;
}
