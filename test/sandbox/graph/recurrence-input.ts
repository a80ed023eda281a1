import { invalidRequest, validationFailure } from './errors.ts';
import { PATTERN_TYPES, WEEKDAYS, WEEK_INDEXES, firstDayOf } from './recurrence.ts';
import type { Recurrence } from './recurrence.ts';
import type { Json } from './types.ts';
import { dayOf, formatDay, parseDay } from './zones.ts';
import type { Moment } from './zones.ts';

const NEEDS_WEEKDAYS = ['weekly', 'relativeMonthly', 'relativeYearly'];
const NEEDS_DAY_OF_MONTH = ['absoluteMonthly', 'absoluteYearly'];
const NEEDS_MONTH = ['absoluteYearly', 'relativeYearly'];
/** How a range without an end day spells it. */
const NO_END_DATE = '0001-01-01';

function readWeekday(value: unknown): number {
  const weekday = WEEKDAYS.findIndex((name) => name === String(value).toLowerCase());
  if (weekday < 0) throw validationFailure(`'${String(value)}' is not a day of the week.`);
  return weekday;
}

function readCount(value: unknown, name: string, low: number, high: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < low || value > high) {
    throw validationFailure(`The recurrence pattern's or range's ${name} is not valid.`);
  }
  return value;
}

/** Reads a `patternedRecurrence`; its range must begin on the day of `start`. 400 when a required field is missing. */
export function readRecurrence(json: Json, start: Moment): Recurrence {
  const pattern = (json['pattern'] ?? {}) as Json;
  const range = (json['range'] ?? {}) as Json;
  const type = PATTERN_TYPES.find((known) => known === pattern['type']);
  if (!type) throw validationFailure('The recurrence pattern type is missing or not supported.');
  const daysOfWeek = ((pattern['daysOfWeek'] as unknown[] | undefined) ?? []).map(readWeekday);
  if (NEEDS_WEEKDAYS.includes(type) && daysOfWeek.length === 0) {
    throw validationFailure(`A ${type} recurrence pattern needs daysOfWeek.`);
  }
  const index = WEEK_INDEXES.find((known) => known === (pattern['index'] ?? 'first'));
  if (!index) throw validationFailure('The recurrence pattern index is not valid.');
  const rule = {
    type,
    interval: readCount(pattern['interval'], 'interval', 1, 999),
    month: NEEDS_MONTH.includes(type) ? readCount(pattern['month'], 'month', 1, 12) : 0,
    dayOfMonth: NEEDS_DAY_OF_MONTH.includes(type) ? readCount(pattern['dayOfMonth'], 'dayOfMonth', 1, 31) : 0,
    daysOfWeek: NEEDS_WEEKDAYS.includes(type) ? [...new Set(daysOfWeek)] : [],
    firstDayOfWeek: readWeekday(pattern['firstDayOfWeek'] ?? 'sunday'),
    index,
    ...readRange(range, start),
  };
  if (firstDayOf(rule) === null) throw invalidRequest('The recurrence pattern has no occurrences in its range.');
  return rule;
}

function readRange(range: Json, start: Moment): Pick<Recurrence, 'startDay' | 'endDay' | 'count'> {
  const startDay = parseDay(range['startDate']);
  if (startDay === null) throw validationFailure('The recurrence range needs a startDate.');
  if (startDay !== dayOf(start.wallMs)) {
    throw invalidRequest('The startDate of the recurrence range must be the date of the start of the event.');
  }
  if (range['type'] === 'noEnd') return { startDay, endDay: null, count: 0 };
  if (range['type'] === 'numbered') {
    return { startDay, endDay: null, count: readCount(range['numberOfOccurrences'], 'numberOfOccurrences', 1, 999) };
  }
  const endDay = parseDay(range['endDate']);
  if (range['type'] !== 'endDate' || endDay === null) throw validationFailure('The recurrence range is not valid.');
  if (endDay < startDay) throw invalidRequest('The endDate of the recurrence range is before its startDate.');
  return { startDay, endDay, count: 0 };
}

/** Writes a recurrence as Graph does: every field present, neutral values where it has no meaning. */
export function renderRecurrence(rule: Recurrence, zoneName: string): Json {
  return {
    pattern: {
      type: rule.type,
      interval: rule.interval,
      month: rule.month,
      dayOfMonth: rule.dayOfMonth,
      ...(rule.daysOfWeek.length > 0 && { daysOfWeek: rule.daysOfWeek.map((weekday) => WEEKDAYS[weekday]) }),
      firstDayOfWeek: WEEKDAYS[rule.firstDayOfWeek],
      index: rule.index,
    },
    range: {
      type: rule.count > 0 ? 'numbered' : rule.endDay === null ? 'noEnd' : 'endDate',
      startDate: formatDay(rule.startDay),
      endDate: rule.endDay === null ? NO_END_DATE : formatDay(rule.endDay),
      recurrenceTimeZone: zoneName,
      numberOfOccurrences: rule.count,
    },
  };
}
