import type ICAL from 'ical.js';
import { readRecurrence } from '../../sandbox/graph/recurrence-input.ts';
import { expandUntil } from '../../sandbox/graph/recurrence.ts';
import { DAY_MS, dayOf, formatDay, momentAtWall } from '../../sandbox/graph/zones.ts';
import type { Moment } from '../../sandbox/graph/zones.ts';
import type { Entry } from './entries.ts';
import type { Expansion } from './expand.ts';
import { toGraphPattern, toGraphRange } from './recurrence.ts';
import { toMoment, toMs } from './times.ts';
import type { EntryTime } from './times.ts';
import type { ZoneFinder } from './zones.ts';

/** A series as Graph takes it. */
export interface GraphSeries {
  start: Moment;
  end: Moment;
  recurrence: Record<string, unknown>;
  /** The day that Graph gives an occurrence, `yyyy-MM-dd`. */
  dateOf(start: ICAL.Time): string;
}

/**
 * Expresses a series as one recurrence of Graph.
 * @returns null when Graph has no such rule, or would put one of the occurrences on another instant
 */
export function toGraphSeries(entry: Entry, expansion: Expansion, zones: ZoneFinder): GraphSeries | null {
  const { component } = entry;
  const rules = component.getAllProperties('rrule');
  const [first] = expansion.times;
  if (rules.length !== 1 || !first || component.hasProperty('rdate') || expansion.capped) return null;
  // Overrides of all later ones have no counterpart in Graph.
  if (entry.overrides.some((override) => override.andFuture)) return null;
  const rule = rules[0]!.getFirstValue() as ICAL.Recur;
  const pattern = toGraphPattern(rule, first.start);
  if (!pattern) return null;
  for (const zoneName of zones.namesOf(first.start)) {
    const series = tryZone(first, zoneName, zones);
    if (!series) continue;
    const last = expansion.endless ? null : series.dateOf(expansion.times.at(-1)!.start);
    const recurrence = { pattern, range: toGraphRange(rule, formatDay(dayOf(series.start.wallMs)), last) };
    if (givesSameTimes(recurrence, series, expansion)) return { ...series, recurrence };
  }
  return null;
}

function tryZone(first: EntryTime, zoneName: string, zones: ZoneFinder): Omit<GraphSeries, 'recurrence'> | null {
  const start = toMoment(first.start, zoneName);
  const ends = [zoneName, ...zones.namesOf(first.end)].map((name) => toMoment(first.end, name));
  const end = ends.find((moment) => moment !== null);
  if (!start || !end) return null;
  return { start, end, dateOf: (time) => formatDay(dayOf((toMoment(time, zoneName) ?? start).wallMs)) };
}

/** Expands the recurrence as Graph does and compares instant by instant; of all-day events day by day. */
function givesSameTimes(
  recurrence: Record<string, unknown>,
  { start, end }: Pick<GraphSeries, 'start' | 'end'>,
  expansion: Expansion,
): boolean {
  const wanted = expansion.times;
  const lastDay = dayOf(toMs(wanted.at(-1)!.start)) + (expansion.endless ? 0 : 1);
  const days = expandAsGraph(recurrence, start, lastDay);
  if (!days || days.length < wanted.length || (!expansion.endless && days.length > wanted.length)) return false;
  const isAllDay = wanted[0]!.start.isDate;
  const at = (moment: Moment, day: number): number => {
    const wallMs = moment.wallMs + (day - dayOf(start.wallMs)) * DAY_MS;
    return isAllDay ? wallMs : momentAtWall(wallMs, moment.zone).utcMs;
  };
  return wanted.every(
    (time, position) => at(start, days[position]!) === toMs(time.start) && at(end, days[position]!) === toMs(time.end),
  );
}

function expandAsGraph(recurrence: Record<string, unknown>, start: Moment, lastDay: number): readonly number[] | null {
  try {
    return expandUntil(readRecurrence(recurrence, start), lastDay);
  } catch {
    return null;
  }
}
