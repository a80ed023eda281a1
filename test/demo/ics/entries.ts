import type ICAL from 'ical.js';
import { readEntryTime, readTimes, toMs } from './times.ts';
import type { EntryTime } from './times.ts';
import type { ZoneFinder } from './zones.ts';

/** One VEVENT that takes place. */
export interface Item {
  component: ICAL.Component;
  title: string;
  time: EntryTime;
}

/** A VEVENT that stands for one occurrence of a series. */
export interface Override {
  recurrenceId: ICAL.Time;
  /** RANGE=THISANDFUTURE: also for all later ones. */
  andFuture: boolean;
  /** Null when this occurrence was cancelled. */
  item: Item | null;
}

export interface Entry extends Item {
  overrides: Override[];
}

export interface Entries {
  entries: Entry[];
  cancelled: number;
  duplicates: number;
  /** Titles of what has no start, or an end before it. */
  broken: string[];
}

/** Puts the VEVENTs that belong together into entries: a single event, or a series with what stands for its occurrences. */
export function groupEntries(components: ICAL.Component[], zones: ZoneFinder): Entries {
  const result: Entries = { entries: [], cancelled: 0, duplicates: 0, broken: [] };
  const families = new Map<string, ICAL.Component[]>();
  for (const [position, component] of components.entries()) {
    const uid = readText(component, 'uid') || `#${position}`;
    families.set(uid, [...(families.get(uid) ?? []), component]);
  }
  for (const family of families.values()) addFamily(result, family, zones);
  return result;
}

function addFamily(result: Entries, family: ICAL.Component[], zones: ZoneFinder): void {
  const masters = chooseRevisions(
    family.filter((component) => !component.hasProperty('recurrence-id')),
    (component) => String(component.getFirstProperty('dtstart')?.toICALString()),
  );
  const overrides = chooseRevisions(
    family.filter((component) => component.hasProperty('recurrence-id')),
    (component) => String(component.getFirstProperty('recurrence-id')?.toICALString()),
  );
  result.duplicates += family.length - masters.length - overrides.length;
  const read = overrides.flatMap((component) => readOverride(component, zones, result));
  // Only a series has occurrences; the series of an invitation to single ones is not in the file.
  const series = masters.find(isRecurring);
  for (const master of masters) {
    if (isCancelled(master)) {
      result.cancelled += 1;
      continue;
    }
    const item = readItem(master, zones);
    if (item) result.entries.push({ ...item, overrides: master === series ? read : [] });
    else result.broken.push(readText(master, 'summary'));
  }
  if (series) return;
  for (const { item } of read) {
    if (item) result.entries.push({ ...item, overrides: [] });
    else result.cancelled += 1;
  }
}

/** Of several VEVENTs for the same thing the latest revision (RFC 5545 §3.8.7.4); same revision at another time: all. */
function chooseRevisions(
  components: ICAL.Component[],
  identify: (component: ICAL.Component) => string,
): ICAL.Component[] {
  const chosen = new Map<string, ICAL.Component>();
  for (const component of components) {
    const key = identify(component);
    const before = chosen.get(key);
    if (!before || readSequence(component) >= readSequence(before)) chosen.set(key, component);
  }
  return [...chosen.values()];
}

function readOverride(component: ICAL.Component, zones: ZoneFinder, result: Entries): Override[] {
  const [recurrenceId] = readTimes(component, 'recurrence-id', zones);
  const item = readItem(component, zones);
  if (!recurrenceId || (!item && !isCancelled(component))) {
    result.broken.push(readText(component, 'summary'));
    return [];
  }
  const range = component.getFirstProperty('recurrence-id')?.getParameter('range');
  const andFuture = String(range).toUpperCase() === 'THISANDFUTURE';
  return [{ recurrenceId, andFuture, item: isCancelled(component) ? null : item }];
}

function readItem(component: ICAL.Component, zones: ZoneFinder): Item | null {
  const time = readEntryTime(component, zones);
  return time && { component, title: readText(component, 'summary'), time };
}

export function isRecurring(component: ICAL.Component): boolean {
  return component.hasProperty('rrule') || component.hasProperty('rdate');
}

function isCancelled(component: ICAL.Component): boolean {
  return readText(component, 'status').toUpperCase() === 'CANCELLED';
}

function readSequence(component: ICAL.Component): number {
  return Number(component.getFirstPropertyValue('sequence')) || 0;
}

/** A property's first value as text; '' when there is none or it cannot be read. */
export function readText(component: ICAL.Component, name: string): string {
  try {
    const value = component.getFirstPropertyValue(name);
    return value === null || value === undefined ? '' : String(value).trim();
  } catch {
    return '';
  }
}

/** Whether the override stands for this occurrence. A date stands for the occurrence of that day. */
export function isFor(override: Override, occurrence: ICAL.Time): boolean {
  const { recurrenceId } = override;
  if (recurrenceId.isDate !== occurrence.isDate) {
    const { year, month, day } = occurrence;
    return recurrenceId.year === year && recurrenceId.month === month && recurrenceId.day === day;
  }
  return toMs(recurrenceId) === toMs(occurrence);
}
