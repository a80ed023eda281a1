import { readFileSync } from 'node:fs';
import iconv from 'iconv-lite';
import ICAL from 'ical.js';
import { DateTime } from 'luxon';

const DAY_MS = 86_400_000;

export interface Span {
  startMs: number;
  endMs: number;
}

/**
 * Counts what a calendar file holds with ical.js' own reading of events, sharing no code with the demo's import: when
 * each entry within the window begins and ends, sorted. `2026-12-02T08:00:00.000Z/…` for times, `2026-12-02/…` for dates.
 * @param encoding of the file
 * @param zone of the person, for times without one
 */
export function expandFile(path: string, window: Span, zone: string, encoding = 'utf-8'): string[] {
  const parsed = ICAL.parse(iconv.decode(readFileSync(path), encoding)) as unknown[];
  const roots = (parsed[0] === 'vcalendar' ? [parsed] : parsed) as unknown[][];
  const components = roots.flatMap((root) => new ICAL.Component(root).getAllSubcomponents('vevent'));
  return components
    .flatMap((component) => expandEvent(component, components, window))
    .map(([start, end]) => describeTime(start, end, zone))
    .filter(({ from, to }) => from < window.endMs && Math.max(to, from + 1) > window.startMs)
    .map(({ text }) => text)
    .sort();
}

type Times = [ICAL.Time, ICAL.Time];

function expandEvent(component: ICAL.Component, all: ICAL.Component[], window: Span): Times[] {
  const uid = component.getFirstPropertyValue('uid');
  const family = all.filter((other) => other.getFirstPropertyValue('uid') === uid);
  const exceptions = family.filter((other) => other.hasProperty('recurrence-id'));
  if (component.hasProperty('recurrence-id')) {
    // An occurrence whose series is not in the file stands for itself.
    const alone = new ICAL.Event(component);
    return exceptions.length === family.length ? [[alone.startDate, alone.endDate]] : [];
  }
  const event = new ICAL.Event(component, { exceptions });
  if (!event.isRecurring()) return [[event.startDate, event.endDate]];
  const times: Times[] = [];
  const iterator = event.iterator();
  for (let next = iterator.next(); next && next.toUnixTime() * 1000 < window.endMs + DAY_MS; next = iterator.next()) {
    const { startDate, endDate } = event.getOccurrenceDetails(next);
    times.push([startDate, endDate]);
  }
  return times;
}

function describeTime(start: ICAL.Time, end: ICAL.Time, zone: string): { from: number; to: number; text: string } {
  if (start.isDate) {
    const from = Date.UTC(start.year, start.month - 1, start.day);
    const to = Math.max(Date.UTC(end.year, end.month - 1, end.day), from + DAY_MS);
    return { from, to, text: `${formatDate(from)}/${formatDate(to)}` };
  }
  const [from, to] = [toInstant(start, zone), toInstant(end, zone)];
  return { from, to, text: `${new Date(from).toISOString()}/${new Date(to).toISOString()}` };
}

function formatDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function toInstant(time: ICAL.Time, zone: string): number {
  if (time.zone !== ICAL.Timezone.localTimezone) return time.toUnixTime() * 1000;
  const { year, month, day, hour, minute, second } = time;
  return DateTime.fromObject({ year, month, day, hour, minute, second }, { zone }).toMillis();
}
