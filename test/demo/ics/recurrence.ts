import type ICAL from 'ical.js';

const DAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const GRAPH_DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const INDEXES: Record<string, string> = { '1': 'first', '2': 'second', '3': 'third', '4': 'fourth', '-1': 'last' };
/** The most a numbered range of Outlook takes. */
const MAX_COUNT = 999;

export interface GraphPattern {
  type: string;
  interval: number;
  firstDayOfWeek?: string;
  daysOfWeek?: string[];
  dayOfMonth?: number;
  month?: number;
  index?: string;
}

/**
 * The pattern of Graph that comes closest to a rule of RFC 5545; whether both give the same days is for the caller to
 * check. https://learn.microsoft.com/graph/api/resources/recurrencepattern
 * @param start date the rule begins on, for what the rule leaves to it
 * @returns null for rules that no pattern can express
 */
export function toGraphPattern(rule: ICAL.Recur, start: ICAL.Time): GraphPattern | null {
  const parts = rule.parts as Record<string, (string | number)[] | undefined>;
  const given = Object.keys(parts).filter((name) => parts[name] !== undefined);
  const allowed: Record<string, string[]> = {
    DAILY: ['BYDAY'],
    WEEKLY: ['BYDAY'],
    MONTHLY: ['BYDAY', 'BYMONTHDAY', 'BYSETPOS'],
    YEARLY: ['BYDAY', 'BYMONTHDAY', 'BYSETPOS', 'BYMONTH'],
  };
  if (!given.every((name) => allowed[rule.freq]?.includes(name))) return null;
  const { interval } = rule;
  const weekdays = (parts['BYDAY'] ?? []).map(String);
  const firstDayOfWeek = GRAPH_DAYS[rule.wkst - 1] ?? 'monday';
  if (rule.freq === 'DAILY' && weekdays.length === 0) return { type: 'daily', interval };
  if (rule.freq === 'WEEKLY' || rule.freq === 'DAILY') {
    if (rule.freq === 'DAILY' && interval > 1) return null;
    const daysOfWeek = readWeekdays(weekdays.length > 0 ? weekdays : [DAYS[start.dayOfWeek() - 1]!]);
    return daysOfWeek && { type: 'weekly', interval, firstDayOfWeek, daysOfWeek };
  }
  const yearly = rule.freq === 'YEARLY';
  const months = parts['BYMONTH'] ?? [start.month];
  if (months.length > 1) return null;
  const month = yearly ? { month: Number(months[0]) } : {};
  const kind = (name: 'absolute' | 'relative') => `${name}${yearly ? 'Yearly' : 'Monthly'}`;
  if (weekdays.length > 0) {
    const relative = readRelativeDay(weekdays, parts);
    // Without a month the n-th weekday is the year's.
    if (!relative || (yearly && !parts['BYMONTH'])) return null;
    return { type: kind('relative'), interval, ...month, ...relative };
  }
  const monthDays = parts['BYMONTHDAY'] ?? [start.day];
  if (monthDays.length > 1 || parts['BYSETPOS']) return null;
  const dayOfMonth = Number(monthDays[0]);
  // The last "day" of a month: https://learn.microsoft.com/graph/outlook-schedule-recurring-events
  if (dayOfMonth === -1) return { type: kind('relative'), interval, ...month, index: 'last', daysOfWeek: GRAPH_DAYS };
  return dayOfMonth < 1 ? null : { type: kind('absolute'), interval, ...month, dayOfMonth };
}

function readWeekdays(names: string[]): string[] | null {
  const days = names.map((name) => GRAPH_DAYS[DAYS.indexOf(name)]);
  return days.every((day) => day !== undefined) ? days : null;
}

/** `2TU`, or `TU` with BYSETPOS=2; with BYSETPOS several weekdays stand for any of them, as in Graph. */
function readRelativeDay(
  weekdays: string[],
  parts: Record<string, (string | number)[] | undefined>,
): { index: string; daysOfWeek: string[] } | null {
  if (parts['BYMONTHDAY']) return null;
  const positions = parts['BYSETPOS'];
  const match = /^([+-]?\d+)([A-Z]{2})$/.exec(weekdays[0]!);
  if (match && (weekdays.length > 1 || positions)) return null;
  if (!match && positions?.length !== 1) return null;
  const index = INDEXES[String(Number(match ? match[1] : positions![0]))];
  const daysOfWeek = readWeekdays(match ? [match[2]!] : weekdays);
  return index !== undefined && daysOfWeek ? { index, daysOfWeek } : null;
}

/** The range of a recurrence. @param lastDate of the last occurrence, `yyyy-MM-dd`; null when there is none */
export function toGraphRange(rule: ICAL.Recur, startDate: string, lastDate: string | null): Record<string, unknown> {
  if (lastDate === null) return { type: 'noEnd', startDate };
  if (rule.count !== null && rule.count <= MAX_COUNT) {
    return { type: 'numbered', startDate, numberOfOccurrences: rule.count };
  }
  return { type: 'endDate', startDate, endDate: lastDate };
}
