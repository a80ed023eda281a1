import ICAL from 'ical.js';
import { isFor } from './entries.ts';
import type { Entry, Item, Override } from './entries.ts';
import { readTimes, toMs } from './times.ts';
import type { EntryTime } from './times.ts';
import type { ZoneFinder } from './zones.ts';

/** More entries of one series than anybody plans by hand: rules by the minute, or from the year 1601. */
const MAX_OCCURRENCES = 20_000;

/** The occurrences a series' rules give, before anything was cancelled or changed. */
export interface Expansion {
  times: EntryTime[];
  /** It goes on after the horizon. */
  endless: boolean;
  /** There are more than are expanded here. */
  capped: boolean;
}

/**
 * Expands the rules and additional dates of a series with ical.js; EXDATE and overrides are not looked at.
 * @param untilMs where series without an end are cut
 */
export function expandSeries(entry: Entry, zones: ZoneFinder, untilMs: number): Expansion {
  const { component, time } = entry;
  const result: Expansion = { times: [], endless: false, capped: false };
  const starts = new Map<number, ICAL.Time>();
  for (const property of component.getAllProperties('rrule')) {
    const rule = readRule(property, time.start);
    if (!rule) continue;
    const isEndless = rule.until === null && rule.count === null;
    result.endless ||= isEndless;
    const iterator = rule.iterator(time.start.clone());
    for (let next = step(iterator); next !== null; next = step(iterator)) {
      if (isEndless && toMs(next) > untilMs) break;
      if (starts.size >= MAX_OCCURRENCES) {
        result.capped = true;
        break;
      }
      starts.set(toMs(next), next);
    }
  }
  for (const date of readTimes(component, 'rdate', zones)) {
    const start = date.isDate && !time.start.isDate ? onDay(time.start, date) : date;
    starts.set(toMs(start), start);
  }
  // A rule that never matches, or none that can be read, leaves the event itself.
  if (starts.size === 0 || !component.hasProperty('rrule')) starts.set(toMs(time.start), time.start);
  const duration = time.end.subtractDateTz(time.start);
  result.times = [...starts.values()]
    .sort((a, b) => toMs(a) - toMs(b))
    .map((start) => ({ start, end: addDuration(start, duration) }));
  return result;
}

function readRule(property: ICAL.Property, start: ICAL.Time): ICAL.Recur | null {
  try {
    const rule = (property.getFirstValue() as ICAL.Recur).clone();
    const { until } = rule;
    if (until && !until.isDate && until.zone !== ICAL.Timezone.utcTimezone) {
      const placed = until.clone();
      placed.zone = start.zone;
      rule.until = placed;
    }
    return rule;
  } catch {
    return null;
  }
}

function step(iterator: ICAL.RecurIterator): ICAL.Time | null {
  try {
    return iterator.next()?.clone() ?? null;
  } catch {
    return null;
  }
}

function addDuration(start: ICAL.Time, duration: ICAL.Duration): ICAL.Time {
  const end = start.clone();
  end.addDuration(duration);
  return end;
}

function onDay(time: ICAL.Time, date: ICAL.Time): ICAL.Time {
  const moved = time.clone();
  moved.resetTo(date.year, date.month, date.day, time.hour, time.minute, time.second, time.zone);
  return moved;
}

/** One time at which an entry takes place, and the item that says how. */
export interface Occurrence extends Item {
  /** As the rule gives it; null for what takes place by itself. */
  original: EntryTime | null;
  override: Override | null;
}

/** Every time an entry takes place: its occurrences without those taken out, each as it was changed. */
export function listOccurrences(entry: Entry, expansion: Expansion | null, zones: ZoneFinder): Occurrence[] {
  const { component, title, time } = entry;
  if (!expansion) return [{ component, title, time, original: null, override: null }];
  const excluded = readTimes(component, 'exdate', zones);
  const isExcluded = (start: ICAL.Time) =>
    excluded.some((recurrenceId) => isFor({ recurrenceId, andFuture: false, item: null }, start));
  return expansion.times
    .filter(({ start }) => !isExcluded(start))
    .flatMap((original): Occurrence[] => {
      const override = findOverride(entry, original.start);
      if (!override) return [{ component, title, time: original, original, override: null }];
      const { item } = override;
      if (!item) return [];
      const time = isFor(override, original.start) ? item.time : shift(original, override, item);
      return [{ ...item, time, original, override }];
    });
}

function findOverride(entry: Entry, start: ICAL.Time): Override | null {
  const own = entry.overrides.find((override) => isFor(override, start));
  if (own) return own;
  const earlier = entry.overrides
    .filter((override) => override.andFuture && toMs(override.recurrenceId) < toMs(start))
    .sort((a, b) => toMs(b.recurrenceId) - toMs(a.recurrenceId));
  return earlier[0] ?? null;
}

/** A later occurrence moves by as much as the one that was changed together with all later ones. */
function shift(original: EntryTime, { recurrenceId }: Override, item: Item): EntryTime {
  const before = recurrenceId.clone();
  before.zone = item.time.start.zone;
  const start = original.start.clone();
  start.zone = item.time.start.zone;
  start.addDuration(item.time.start.subtractDate(before));
  return { start, end: addDuration(start, item.time.end.subtractDateTz(item.time.start)) };
}

/** Overrides for which the series has no occurrence: they take place nevertheless. */
export function listStrays(entry: Entry, expansion: Expansion, zones: ZoneFinder): Item[] {
  const excluded = readTimes(entry.component, 'exdate', zones);
  return entry.overrides.flatMap((override) => {
    const given = [...expansion.times.map(({ start }) => start), ...excluded];
    return override.item && !given.some((start) => isFor(override, start)) ? [override.item] : [];
  });
}
