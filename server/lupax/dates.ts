import { DateTime, IANAZone, type Zone } from 'luxon';
import { findIana } from 'windows-iana';
import { steadyZone } from '../steady-zone.ts';
import type { EntryTime } from '../sync/core/entry.ts';
import { readWallTime } from '../wall-time.ts';

/** Zone of an organisation that does not tell its own (Lupax' documentation). */
export const DEFAULT_ZONE = 'Europe/Berlin';

const DATE = 'yyyy-MM-dd';
const QUERY_DATE = 'yyyy-MM-dd HH:mm:ss';
/** Luxon reads much more than dates with times (`2026`, `12:00` as today); only these forms are meant. */
const DATE_FORM = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;
const PLAIN_FORM = /^(\d{4})-(\d{2})-(\d{2})T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d[+-]\d{2}:\d{2}$/;
const SHORTEST_MONTH_DAYS = 28;
const DATE_ONLY_LENGTH = 'yyyy-mm-dd'.length;
const INSTANT_LENGTH = 'yyyy-mm-ddThh:mm:ss'.length;

/** A date of Lupax: `at` keeps the offset it was written with. */
export interface LupaxDate {
  at: DateTime;
  dateOnly: boolean;
}

/** An appointment's times as they stand in a body. */
export interface BodyTimes {
  date_start: string;
  date_end: string;
  time_zone: string;
  all_day: 0 | 1;
}

/** @returns the IANA zone the name stands for (IANA or Windows), or null when it is unknown */
export function readZone(name: string): string | null {
  // `create` remembers zones; `isValidZone` asks Intl anew each time.
  if (IANAZone.create(name).isValid) return name;
  return findIana(name)[0] ?? null;
}

/**
 * Reads `YYYY-MM-DDThh:mm:ss±hh:mm`, and leniently: `Z`, fractions, a space for the `T`, no offset or no time (both in
 * `zone`).
 * @returns null for anything else, such as `0000-00-00 00:00:00`
 */
export function readDate(text: string, zone: string): LupaxDate | null {
  if (!DATE_FORM.test(text)) return null;
  const at = DateTime.fromISO(text.replace(' ', 'T'), { zone: steadyZone(zone), setZone: true });
  return at.isValid ? { at, dateOnly: text.length === DATE_ONLY_LENGTH } : null;
}

/**
 * Reads when an appointment takes place. An unknown `time_zone` changes no instant: the offset tells it.
 * @param fallbackZone stands in for an unknown zone
 * @returns null when a date is unreadable
 */
export function readTimes(
  times: Omit<BodyTimes, 'all_day'> & { all_day: boolean },
  fallbackZone: string,
): EntryTime | null {
  const known = readZone(times.time_zone);
  const zone = known ?? fallbackZone;
  if (!times.all_day) {
    const [start, end] = [readPlainInstant(times.date_start), readPlainInstant(times.date_end)];
    if (start !== null && end !== null) return { allDay: false, end, start, zone };
  }
  const start = readDate(times.date_start, zone);
  const end = readDate(times.date_end, zone);
  if (!start || !end) return null;
  if (!times.all_day) return { allDay: false, end: toInstant(end.at), start: toInstant(start.at), zone };
  const first = toPlainDay(start.at, known, 'floor');
  const last = toPlainDay(end.at, known, 'ceil');
  const exclusive = last > first ? last : first.plus({ days: 1 });
  return { allDay: true, end: exclusive.toFormat(DATE), start: first.toFormat(DATE) };
}

/** What Lupax writes by itself is read without luxon, seven times as fast. @returns null for what may not be what it seems */
function readPlainInstant(text: string): string | null {
  const [, year, month, day] = PLAIN_FORM.exec(text) ?? [];
  if (day === undefined || !isDay(Number(year), Number(month), Number(day))) return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : writeInstant(ms);
}

/** `Date` takes the 30th of February for the 2nd of March. */
function isDay(year: number, month: number, day: number): boolean {
  if (day <= SHORTEST_MONTH_DAYS) return day >= 1;
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** @param allDayZone whose midnights an all-day entry is written with */
export function writeTimes(time: EntryTime, allDayZone: string): BodyTimes {
  const zone = time.allDay ? allDayZone : (readZone(time.zone) ?? allDayZone);
  const steady = steadyZone(zone);
  // `toFormat` takes thrice as long. An offset of nothing is written out: Lupax is shown to take numbers.
  const write = (text: string): string =>
    writePlainInstant(text, steady) ??
    (DateTime.fromISO(text, { zone: steady }).toISO({ suppressMilliseconds: true }) ?? '').replace('Z', '+00:00');
  return { date_start: write(time.start), date_end: write(time.end), time_zone: zone, all_day: time.allDay ? 1 : 0 };
}

/** `2026-08-03T07:00:00Z` → `2026-08-03T09:00:00+02:00` in Berlin, without luxon. @returns null for what is no plain instant */
function writePlainInstant(text: string, zone: Zone | string): string | null {
  const shown = readWallTime(text, zone);
  if (shown === null) return null;
  const { wall, offsetMinutes: minutes } = shown;
  const [hour, minute] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${wall}${minutes < 0 ? '-' : '+'}${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

/** `2026-08-03T07:00:00Z` → `2026-08-03 09:00:00` in Berlin. */
export function writeQueryDate(instant: string, zone: string): string {
  return DateTime.fromISO(instant, { zone: readZone(zone) ?? DEFAULT_ZONE }).toFormat(QUERY_DATE);
}

/** UTC with whole seconds. */
export function toInstant(at: DateTime): string {
  return writeInstant(at.toMillis());
}

function writeInstant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, INSTANT_LENGTH)}Z`;
}

export function isMidnight(at: DateTime): boolean {
  // Not "00:00": where summer time begins at midnight, the day begins at 01:00.
  return at.toMillis() === at.startOf('day').toMillis();
}

/**
 * The date an all-day boundary means, as midnight UTC. Midnight in the appointment's zone is the rule; else midnight as
 * it is written (a wrong offset, or an unknown zone); else the day it lies in is counted whole.
 */
function toPlainDay(at: DateTime, zone: string | null, rounding: 'floor' | 'ceil'): DateTime {
  const inZone = zone === null ? at : at.setZone(zone);
  const day = isMidnight(inZone)
    ? inZone
    : isMidnight(at)
      ? at
      : rounding === 'floor'
        ? inZone
        : inZone.plus({ days: 1 });
  return DateTime.utc(day.year, day.month, day.day);
}
