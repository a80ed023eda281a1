import { GraphError } from './errors.ts';
import { readInstant } from './event-time.ts';
import { graphPath } from './path.ts';
import { isRecord } from './raw-event.ts';
import type { RawDateTime } from './raw-event.ts';
import type { Reach } from './reach.ts';
import { IMMUTABLE_IDS } from './transport.ts';
import { toIanaZone } from './zones.ts';

/** Half-open, instants. */
export interface Span {
  start: string;
  end: string;
}

export interface WorkingHours {
  /** ISO weekdays, 1 = Monday. */
  days: number[];
  /** Wall times `HH:mm` in `zone`. */
  from: string;
  to: string;
  zone: string;
}

export interface Schedule {
  address: string;
  /** null: the times of this person are not known (outside the tenant, no mailbox, not shared). */
  busy: Span[] | null;
  workingHours: WorkingHours | null;
}

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const FREE = new Set(['free', 'workingElsewhere']);
const MAX_SCHEDULES = 20;

/**
 * When people are busy. Of applications there is no `findMeetingTimes`; a person's failure stands inside a 200
 * (https://learn.microsoft.com/graph/api/calendar-getschedule).
 */
export async function readSchedules(reach: Reach, addresses: string[], window: Span): Promise<Schedule[]> {
  const schedules: Schedule[] = [];
  for (let from = 0; from < addresses.length; from += MAX_SCHEDULES) {
    schedules.push(...(await readSome(reach, addresses.slice(from, from + MAX_SCHEDULES), window)));
  }
  return schedules;
}

async function readSome(reach: Reach, addresses: string[], window: Span): Promise<Schedule[]> {
  const moment = (instant: string) => ({ dateTime: instant.replace(/(\.\d+)?Z$/, ''), timeZone: 'UTC' });
  const answer = await reach.requester.call({
    method: 'POST',
    ...graphPath`/users/${reach.userId}/calendar/getSchedule`,
    headers: { Prefer: `${IMMUTABLE_IDS}, outlook.timezone="UTC"` },
    body: {
      schedules: addresses,
      startTime: moment(window.start),
      endTime: moment(window.end),
      availabilityViewInterval: 30,
    },
  });
  const rows = isRecord(answer.body) ? answer.body['value'] : null;
  if (!Array.isArray(rows)) throw new GraphError('unavailable', 'Graph answered no schedules');
  return addresses.map((address) => {
    const row: unknown = rows.find(
      (candidate) => isRecord(candidate) && String(candidate['scheduleId']).toLowerCase() === address.toLowerCase(),
    );
    return readSchedule(address, row, reach.defaultZone);
  });
}

function readSchedule(address: string, row: unknown, defaultZone: string): Schedule {
  if (!isRecord(row) || isRecord(row['error'])) return { address, busy: null, workingHours: null };
  const items = Array.isArray(row['scheduleItems']) ? (row['scheduleItems'] as unknown[]) : [];
  const busy = items.flatMap((item) => {
    if (!isRecord(item) || FREE.has(String(item['status']))) return [];
    const [start, end] = [item['start'], item['end']].map((time) => readInstant(time as RawDateTime, 'UTC'));
    return [{ start: start!, end: end! }];
  });
  return { address, busy, workingHours: readWorkingHours(row['workingHours'], defaultZone) };
}

function readWorkingHours(value: unknown, defaultZone: string): WorkingHours | null {
  if (!isRecord(value) || !Array.isArray(value['daysOfWeek'])) return null;
  const days = value['daysOfWeek']
    .map((day) => WEEKDAYS.indexOf(String(day).toLowerCase()) + 1)
    .filter((day) => day > 0);
  const [from, to] = [value['startTime'], value['endTime']].map((time) => String(time).slice(0, 5));
  if (!/^\d\d:\d\d$/.test(from!) || !/^\d\d:\d\d$/.test(to!) || from! >= to! || days.length === 0) return null;
  const zone = isRecord(value['timeZone']) ? toIanaZone(String(value['timeZone']['name'] ?? '')) : null;
  return { days, from: from!, to: to!, zone: zone ?? defaultZone };
}
