import type { EventInput } from '../../sandbox/graph/index.ts';
import { DAY_MS } from '../../sandbox/graph/zones.ts';
import type { Moment } from '../../sandbox/graph/zones.ts';
import type { IcsCalendar, Note } from './calendar.ts';
import { isRecurring } from './entries.ts';
import type { Entry, Item } from './entries.ts';
import { readEventFields } from './event-fields.ts';
import { expandSeries, listOccurrences, listStrays } from './expand.ts';
import type { Expansion, Occurrence } from './expand.ts';
import { toGraphSeries } from './series.ts';
import type { GraphSeries } from './series.ts';
import { toBestMoment, toMs, writeMoment } from './times.ts';
import type { EntryTime } from './times.ts';
import { isInSpan } from './window.ts';
import type { Span } from './window.ts';
import type { ZoneFinder } from './zones.ts';

/** An event to be put into a mailbox, with what happens to single occurrences. Dates are `yyyy-MM-dd`. */
export interface PlannedEvent {
  input: EventInput;
  cancelled: string[];
  changed: { date: string; input: EventInput }[];
}

export interface CalendarPlan {
  events: PlannedEvent[];
  /** Entries that touch the window: single events and occurrences. */
  entries: number;
  notes: Note[];
}

/** Plans the events that make up a calendar file in Outlook. @param window where series that have to be written singly are cut */
export function planCalendar({ entries, zones, notes }: IcsCalendar, window: Span): CalendarPlan {
  const plan: CalendarPlan = { events: [], entries: 0, notes: [...notes] };
  let outside = 0;
  const count = (time: EntryTime): void => {
    if (isInSpan(time, window)) plan.entries += 1;
    else outside += 1;
  };
  for (const entry of entries) {
    if (!isRecurring(entry.component)) {
      plan.events.push(planSingle(entry, zones));
      count(entry.time);
      continue;
    }
    const expansion = expandSeries(entry, zones, window.endMs + DAY_MS);
    const occurrences = listOccurrences(entry, expansion, zones);
    const strays = listStrays(entry, expansion, zones);
    const series = toGraphSeries(entry, expansion, zones);
    if (series) {
      plan.events.push(planSeries(entry, series, expansion, occurrences, zones));
    } else {
      const shown = occurrences.filter(({ time }) => isInSpan(time, window));
      plan.events.push(...shown.map((occurrence) => planSingle(occurrence, zones)));
      plan.notes.push({ code: 'expanded', title: entry.title, count: shown.length });
    }
    if (expansion.capped) plan.notes.push({ code: 'capped', title: entry.title, count: expansion.times.length });
    plan.events.push(...strays.map((item) => planSingle(item, zones)));
    // What a series without an end has beyond the window is not counted: there is no end to it.
    for (const { time } of [...occurrences, ...strays]) if (!expansion.endless || isInSpan(time, window)) count(time);
  }
  if (outside > 0) plan.notes.push({ code: 'outside', count: outside });
  return plan;
}

function planSingle(item: Item, zones: ZoneFinder): PlannedEvent {
  return { input: { ...readEventFields(item), ...writeTime(item.time, zones) }, cancelled: [], changed: [] };
}

function planSeries(
  entry: Entry,
  series: GraphSeries,
  expansion: Expansion,
  occurrences: Occurrence[],
  zones: ZoneFinder,
): PlannedEvent {
  const present = new Set(occurrences.map(({ original }) => toMs(original!.start)));
  return {
    input: {
      ...readEventFields(entry),
      ...writeMoments(series.start, series.end, entry.time.start.isDate),
      recurrence: series.recurrence,
    },
    cancelled: expansion.times
      .filter(({ start }) => !present.has(toMs(start)))
      .map(({ start }) => series.dateOf(start)),
    changed: occurrences
      .filter(({ override }) => override !== null)
      .map((occurrence) => ({
        date: series.dateOf(occurrence.original!.start),
        input: { ...readEventFields(occurrence), ...writeTime(occurrence.time, zones) },
      })),
  };
}

function writeTime({ start, end }: EntryTime, zones: ZoneFinder): EventInput {
  const [from, to] = [toBestMoment(start, zones.namesOf(start)), toBestMoment(end, zones.namesOf(end))];
  return writeMoments(from, to, start.isDate);
}

function writeMoments(start: Moment, end: Moment, isAllDay: boolean): EventInput {
  return { isAllDay, start: writeMoment(start), end: writeMoment(end) };
}
