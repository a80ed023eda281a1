import ICAL from 'ical.js';
import { UTC, findZone, formatWall, momentAtUtc, momentAtWall } from '../../sandbox/graph/zones.ts';
import type { Moment } from '../../sandbox/graph/zones.ts';
import type { ZoneFinder } from './zones.ts';

/** When an entry takes place; both are dates (end exclusive) or both are times with a zone. */
export interface EntryTime {
  start: ICAL.Time;
  end: ICAL.Time;
}

/** The values of a date property, in their zones. What cannot be read is left out. */
export function readTimes(component: ICAL.Component, name: string, zones: ZoneFinder): ICAL.Time[] {
  return component.getAllProperties(name).flatMap((property) => {
    const tzid = property.getParameter('tzid');
    const zone = zones.find(typeof tzid === 'string' ? tzid : null);
    try {
      return property.getValues().flatMap((value) => placeTime(value, zone));
    } catch {
      return [];
    }
  });
}

function placeTime(value: unknown, zone: ICAL.Timezone): ICAL.Time[] {
  const time = value instanceof ICAL.Period ? value.start : value;
  if (!(time instanceof ICAL.Time) || Number.isNaN(time.year + time.month + time.day + time.hour)) return [];
  const copy = time.clone();
  if (!copy.isDate && time.zone !== ICAL.Timezone.utcTimezone) copy.zone = zone;
  return [copy];
}

/**
 * When a VEVENT takes place. Without an end a date lasts its day and a time no time at all (RFC 5545 §3.6.1); an end
 * that is not after the start of a date counts as missing, because many holiday calendars write the day itself.
 * @returns null when there is no start or the end is before it
 */
export function readEntryTime(component: ICAL.Component, zones: ZoneFinder): EntryTime | null {
  const [start] = readTimes(component, 'dtstart', zones);
  if (!start) return null;
  const end = readEnd(component, start, zones);
  if (start.isDate) {
    const lastDay = end.clone();
    lastDay.isDate = true;
    return { start, end: toMs(lastDay) > toMs(start) ? lastDay : addDays(start, 1) };
  }
  if (toMs(end) < toMs(start)) return null;
  return isWholeDays(component, start, end) ? { start: toDate(start), end: toDate(end) } : { start, end };
}

function readEnd(component: ICAL.Component, start: ICAL.Time, zones: ZoneFinder): ICAL.Time {
  const [end] = readTimes(component, 'dtend', zones);
  if (end) return end;
  const duration = component.getFirstPropertyValue('duration');
  const computed = start.clone();
  if (duration instanceof ICAL.Duration) computed.addDuration(duration);
  return computed;
}

/** Exchange writes some all-day events as times from midnight to midnight and says so in a property of its own. */
function isWholeDays(component: ICAL.Component, start: ICAL.Time, end: ICAL.Time): boolean {
  if (String(component.getFirstPropertyValue('x-microsoft-cdo-alldayevent')).toUpperCase() !== 'TRUE') return false;
  const isMidnight = (time: ICAL.Time) => time.hour + time.minute + time.second === 0;
  return isMidnight(start) && isMidnight(end) && toMs(end) > toMs(start);
}

function toDate(time: ICAL.Time): ICAL.Time {
  return ICAL.Time.fromData({ year: time.year, month: time.month, day: time.day, isDate: true });
}

function addDays(time: ICAL.Time, days: number): ICAL.Time {
  const later = time.clone();
  later.day += days;
  return later;
}

/** The instant, in ms; of a date its midnight as if in UTC. */
export function toMs(time: ICAL.Time): number {
  return time.isDate ? toWallMs(time) : time.toUnixTime() * 1000;
}

/** The wall clock as if it were UTC, in ms. */
export function toWallMs(time: ICAL.Time): number {
  return time.isDate
    ? Date.UTC(time.year, time.month - 1, time.day)
    : Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second);
}

/** The time as Graph keeps it under a zone's name; null when that zone puts the wall time on another instant. */
export function toMoment(time: ICAL.Time, zoneName: string): Moment | null {
  const zone = findZone(zoneName);
  if (!zone) return null;
  const moment = momentAtWall(toWallMs(time), zone);
  return time.isDate || moment.utcMs === toMs(time) ? moment : null;
}

/** The time under the first name that fits, else as UTC. */
export function toBestMoment(time: ICAL.Time, names: readonly string[]): Moment {
  for (const name of names) {
    const moment = toMoment(time, name);
    if (moment) return moment;
  }
  return momentAtUtc(toMs(time), UTC);
}

/** `dateTimeTimeZone` of Graph. */
export function writeMoment(moment: Moment): { dateTime: string; timeZone: string } {
  return { dateTime: formatWall(moment.wallMs).slice(0, 19), timeZone: moment.zone.name };
}
