import { DAY_MS } from './zones.ts';

export const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
export const WEEK_INDEXES = ['first', 'second', 'third', 'fourth', 'last'] as const;
export const PATTERN_TYPES = [
  'daily',
  'weekly',
  'absoluteMonthly',
  'relativeMonthly',
  'absoluteYearly',
  'relativeYearly',
] as const;

/** A recurrence as https://learn.microsoft.com/graph/api/resources/recurrencepattern describes it; days count from 1970. */
export interface Recurrence {
  readonly type: (typeof PATTERN_TYPES)[number];
  readonly interval: number;
  readonly month: number;
  readonly dayOfMonth: number;
  /** 0 = Sunday. */
  readonly daysOfWeek: readonly number[];
  readonly firstDayOfWeek: number;
  readonly index: (typeof WEEK_INDEXES)[number];
  readonly startDay: number;
  /** The last day, included; null for numbered and endless series. */
  readonly endDay: number | null;
  /** How many occurrences; 0 when the end is a day or open. */
  readonly count: number;
}

/** A guard against rules that never match, such as an endless series far in the future. */
const LAST_DAY = Math.floor(Date.UTC(4500, 0, 1) / DAY_MS);

function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

function dayFrom(year: number, month: number, dayOfMonth: number): number {
  return Math.floor(Date.UTC(year, month, dayOfMonth) / DAY_MS);
}

function lengthOfMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
}

/** Exchange clamps a day the month does not have to the month's last one. */
function absoluteDay(year: number, month: number, dayOfMonth: number): number {
  return dayFrom(year, month, Math.min(dayOfMonth, lengthOfMonth(year, month)));
}

/** With several weekdays the event falls on one day only: the n-th day of the month that is any of them. */
function relativeDay(year: number, month: number, rule: Recurrence): number | null {
  const matching: number[] = [];
  const first = dayFrom(year, month, 1);
  for (let day = first; day < first + lengthOfMonth(year, month); day++) {
    if (rule.daysOfWeek.includes(weekdayOf(day))) matching.push(day);
  }
  return (rule.index === 'last' ? matching.at(-1) : matching[WEEK_INDEXES.indexOf(rule.index)]) ?? null;
}

function* candidateDays(rule: Recurrence): Generator<number> {
  if (rule.type === 'daily') {
    for (let day = rule.startDay; ; day += rule.interval) yield day;
  }
  if (rule.type === 'weekly') {
    const weekStart = rule.startDay - ((weekdayOf(rule.startDay) - rule.firstDayOfWeek + 7) % 7);
    const offsets = rule.daysOfWeek.map((weekday) => (weekday - rule.firstDayOfWeek + 7) % 7).sort((a, b) => a - b);
    for (let week = weekStart; ; week += 7 * rule.interval) for (const offset of offsets) yield week + offset;
  }
  const start = new Date(rule.startDay * DAY_MS);
  const yearly = rule.type === 'absoluteYearly' || rule.type === 'relativeYearly';
  const relative = rule.type === 'relativeMonthly' || rule.type === 'relativeYearly';
  const step = yearly ? 12 * rule.interval : rule.interval;
  const first = start.getUTCFullYear() * 12 + (yearly ? rule.month - 1 : start.getUTCMonth());
  for (let months = first; ; months += step) {
    const [year, month] = [Math.floor(months / 12), months % 12];
    const day = relative ? relativeDay(year, month, rule) : absoluteDay(year, month, rule.dayOfMonth);
    if (day !== null) yield day;
    else if (year > 4500) yield LAST_DAY + 1;
  }
}

function* expand(rule: Recurrence): Generator<number> {
  let given = 0;
  for (const day of candidateDays(rule)) {
    if (day > (rule.endDay ?? LAST_DAY)) return;
    if (day < rule.startDay) continue;
    if (rule.count > 0 && given >= rule.count) return;
    given++;
    yield day;
  }
}

interface Expansion {
  readonly days: number[];
  readonly source: Generator<number>;
  done: boolean;
}

const expansions = new WeakMap<Recurrence, Expansion>();

/** All days of the series up to and including `lastDay`, in order. Expansions are kept per rule and only ever grow. */
export function expandUntil(rule: Recurrence, lastDay: number): readonly number[] {
  let expansion = expansions.get(rule);
  if (!expansion) {
    expansion = { days: [], source: expand(rule), done: false };
    expansions.set(rule, expansion);
  }
  const { days, source } = expansion;
  while (!expansion.done && (days.length === 0 || days[days.length - 1]! <= lastDay)) {
    const step = source.next();
    if (step.done) expansion.done = true;
    else days.push(step.value);
  }
  return days;
}

/** The days of the series within [firstDay, lastDay]. */
export function expandBetween(rule: Recurrence, firstDay: number, lastDay: number): number[] {
  const days = expandUntil(rule, lastDay);
  const result: number[] = [];
  for (let at = findFirstAtLeast(days, firstDay); at < days.length && days[at]! <= lastDay; at++)
    result.push(days[at]!);
  return result;
}

/** The first day of the series; null when the range ends before the rule matches. */
export function firstDayOf(rule: Recurrence): number | null {
  return expandUntil(rule, rule.startDay)[0] ?? null;
}

/** The days next to `day` in the series, and whether `day` belongs to it. */
export function neighboursOf(rule: Recurrence, day: number): { before: number[]; after: number[]; included: boolean } {
  let horizon = day;
  let days = expandUntil(rule, horizon);
  for (let more = 0; more < 8; more++) {
    horizon = days.at(-1)! + 1;
    days = expandUntil(rule, horizon);
  }
  const at = findFirstAtLeast(days, day);
  const included = days[at] === day;
  return { before: days.slice(0, at), after: days.slice(included ? at + 1 : at), included };
}

function findFirstAtLeast(days: readonly number[], wanted: number): number {
  let [low, high] = [0, days.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (days[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
