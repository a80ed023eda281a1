import { DateTime } from 'luxon';
import type { ZonedTime } from './reading.ts';

/** A wall time on a day in a zone, and what the clock change made of it. */
export interface Resolved {
  start: DateTime;
  /** The clock jumps over it; `start` is as much later. */
  missing: boolean;
  /** It comes twice; the second. */
  again: DateTime | null;
}

/** @param day any time on the day, in the zone wanted */
export function atWallTime(day: DateTime, hour: number, minute: number): Resolved {
  const { year, month, day: date } = day;
  const start = DateTime.fromObject({ year, month, day: date, hour, minute }, { zone: day.zone });
  const missing = start.hour !== hour || start.minute !== minute;
  const [first, second] = start.getPossibleOffsets().sort((a, b) => a.toMillis() - b.toMillis());
  return { start: first ?? start, missing, again: second ?? null };
}

export const toZonedTime = (time: DateTime): ZonedTime => ({
  dateTime: time.toFormat("yyyy-MM-dd'T'HH:mm:ss"),
  timeZone: time.zoneName ?? 'UTC',
  instant: time.toUTC().toISO({ suppressMilliseconds: true }) ?? '',
});

/** Up to the next full quarter of an hour: nobody meets at 9:31. */
export function ceilToQuarter(time: DateTime): DateTime {
  const over = (time.minute % 15) * 60_000 + time.second * 1000 + time.millisecond;
  return over === 0 ? time : time.plus(15 * 60_000 - over);
}

/** Working hours. */
export interface Hours {
  /** Minutes of the day. */
  from: number;
  to: number;
  days: readonly number[];
}

/** A time of day on the clock of 24 hours. */
export interface Time {
  hour: number;
  minute: number;
  /** The other half of the day, when it is as likely. */
  choice: number | null;
}
