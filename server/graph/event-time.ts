import { DateTime } from 'luxon';
import type { EntryTime, Instant, PlainDate } from '../sync/core/entry.ts';
import { GraphError } from './errors.ts';
import type { RawDateTime, RawEvent } from './raw-event.ts';
import { steadyZone } from '../steady-zone.ts';
import { readWallTime } from '../wall-time.ts';
import { toIanaZone } from './zones.ts';

const WALL_TIME = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})/;
const INSTANT_LENGTH = 'yyyy-mm-ddThh:mm:ss'.length;

const unreadable = (): GraphError => new GraphError('unavailable', 'an event has no readable start or end');

/** The instant of a wall time with a zone; an unknown or custom zone counts as `defaultZone`. */
export function readInstant(value: RawDateTime | undefined, defaultZone: string): Instant {
  const parts = WALL_TIME.exec(value?.dateTime ?? '');
  if (!value || !parts) throw unreadable();
  const zone = value.dateTime.endsWith('Z') ? 'UTC' : (toIanaZone(value.timeZone) ?? defaultZone);
  if (zone === 'UTC') return `${parts[1]}T${parts[2]}Z`;
  const wall = DateTime.fromISO(`${parts[1]}T${parts[2]}`, { zone: steadyZone(zone) });
  if (!wall.isValid) throw unreadable();
  return `${new Date(wall.toMillis()).toISOString().slice(0, INSTANT_LENGTH)}Z`;
}

/** The date that an instant has on the wall of `zone`. */
export function readDateInZone(instant: string, zone: string): PlainDate {
  const date = DateTime.fromISO(instant, { zone: 'UTC' }).setZone(zone);
  if (!date.isValid) throw unreadable();
  return date.toFormat('yyyy-MM-dd');
}

/**
 * All-day events are midnight to midnight whatever the zone of the answer is, so their date is taken as it stands
 * (https://github.com/microsoftgraph/microsoft-graph-docs/issues/1802). Anything but midnight was converted on its way
 * and is put back into the zone it was authored in.
 */
function readDate(value: RawDateTime | undefined, authoringZone: string, defaultZone: string): PlainDate {
  const parts = WALL_TIME.exec(value?.dateTime ?? '');
  if (!parts?.[1]) throw unreadable();
  return parts[2] === '00:00:00' ? parts[1] : readDateInZone(readInstant(value, defaultZone), authoringZone);
}

/**
 * When an event takes place; its zone is the one it was authored in (`originalStartTimeZone`). The fields are in the order of
 * their names, in which they are fingerprinted.
 */
export function readTime(event: RawEvent, defaultZone: string): EntryTime {
  const zone = toIanaZone(event.originalStartTimeZone) ?? defaultZone;
  if (event.isAllDay !== true) {
    const start = readInstant(event.start, defaultZone);
    return { allDay: false, end: readInstant(event.end, defaultZone), start, zone };
  }
  const start = readDate(event.start, zone, defaultZone);
  const end = readDate(event.end, zone, defaultZone);
  return { allDay: true, end: end > start ? end : addDays(start, 1), start };
}

export function addDays(date: PlainDate, days: number): PlainDate {
  return DateTime.fromISO(date, { zone: 'UTC' }).plus({ days }).toFormat('yyyy-MM-dd');
}

/** Whether the wall time in `zone` leads back to this instant only: not so in the hour that a change of clocks repeats. */
const isUnambiguous = (wall: DateTime): boolean => wall.isValid && wall.getPossibleOffsets().length === 1;

/**
 * Start and end as Graph takes them, always together. Timed: wall time and IANA zone, or UTC where the wall time would
 * not lead back to the instant. All-day: midnight to midnight in `allDayZone`, the zone of the mailbox.
 */
export function writeTime(time: EntryTime, allDayZone: string): Record<'start' | 'end' | 'isAllDay', unknown> {
  if (time.allDay) {
    const [start, end] = [time.start, time.end].map((date) => ({ dateTime: `${date}T00:00:00`, timeZone: allDayZone }));
    return { isAllDay: true, start, end };
  }
  const zone = toIanaZone(time.zone) ?? 'UTC';
  const [from, to] = [readWallTime(time.start, steadyZone(zone)), readWallTime(time.end, steadyZone(zone))];
  if (from?.isPlain && to?.isPlain) {
    const [start, end] = [from, to].map(({ wall }) => ({ dateTime: wall, timeZone: zone }));
    return { isAllDay: false, start, end };
  }
  const walls = [time.start, time.end].map((instant) => DateTime.fromISO(instant, { zone: steadyZone(zone) }));
  const usedZone = walls.every(isUnambiguous) ? zone : 'UTC';
  const [start, end] = walls.map((wall) => ({
    // `toFormat` takes thrice as long.
    dateTime: wall.setZone(steadyZone(usedZone)).toISO({ includeOffset: false, suppressMilliseconds: true }),
    timeZone: usedZone,
  }));
  return { isAllDay: false, start, end };
}
