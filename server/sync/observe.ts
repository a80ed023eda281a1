import type { CalendarReading } from '../graph/types.ts';
import type { ProjectList } from '../lupax/types.ts';
import type { CalendarRecord, Change } from '../store/types.ts';
import { isInSync } from './choices.ts';
import { commitPairs } from './commit-pairs.ts';
import { readFeed, readLink, type RunContext } from './context.ts';
import { isResting } from './calendar-failures.ts';
import { adoptUnshown, needsMarkers } from './adopt-unshown.ts';
import { confirmAppointments, confirmEvents } from './confirm.ts';
import { LUPAX_CATEGORY } from './core/marker.ts';
import type { OutlookEvent } from './core/outlook-event.ts';
import { findVanishingProjects, reconcileAppointments, reconcileProjects } from './core/reconcile-lupax.ts';
import {
  findMissingEvents,
  forgetOutside,
  placeUnknownEvent,
  reconcileKnownEvents,
  type MissingEvent,
} from './core/reconcile-outlook.ts';
import { listOthers, listTargets } from './marked-calendars.ts';
import { settleAnnounced } from './settle-announced.ts';

/** Where a project that is missing from the window's list is looked for. */
const ANY_TIME = { start: '2000-01-01T00:00:00Z', end: '2100-01-01T00:00:00Z' };

export interface Sides {
  outlook: boolean;
  lupax: boolean;
  projects: boolean;
}

/** A calendar that could not be read while the others could. */
export interface CalendarFailure {
  calendarId: string;
  error: Error;
}

export interface Observation {
  /** Calendars in sync that could not be read. */
  failures: CalendarFailure[];
  /** Calendars whose events and sharing are known now. */
  readIds: ReadonlySet<string>;
}

/**
 * Reads what changed on the named sides and takes it into the entries, with one commit at the end: a run that is cut off
 * before it has observed nothing. Nothing counts as gone here that was not asked for by name.
 * @throws GraphError, LupaxError when a side could not be read at all
 */
export async function observe(context: RunContext, sides: Sides): Promise<Observation> {
  const [readings, feed, projects] = await Promise.all([
    sides.outlook ? readOutlook(context) : { readings: [], failures: [] },
    sides.lupax ? readAppointments(context) : null,
    sides.projects ? readProjects(context) : null,
  ]);
  const { index } = context;
  let strayIds: string[] = [];
  if (feed) {
    const reconciled = reconcileAppointments(index, feed, context.window.start);
    await confirmAppointments(context, reconciled.missing);
    strayIds = reconciled.strayIds;
  }
  const unknown = readings.readings.flatMap((reading) =>
    reconcileKnownEvents(index, reading).map((event) => ({ event, complete: reading.changes.complete })),
  );
  const fullRound = readings.readings.some((reading) => reading.changes.complete);
  const marked = fullRound && needsMarkers(context, unknown) ? await listMarked(context) : new Map<string, string>();
  await placeUnknown(context, unknown, marked);
  await adoptUnshown(context, marked);
  // Once the events of projects have their entries: a project that is gone is missed from the first list on.
  if (projects) reconcileProjects(index, projects, context.window, projects.undatedIds ?? []);
  const missing = [...findMissing(context, readings.readings), ...findStrays(context, strayIds, readings.readings)];
  await confirmEvents(context, missing);
  await settleAnnounced(context);
  if (fullRound) forgetOutside(index, context.window);
  const records = (): Change[] => [
    ...(feed ? [recordFeed(context, feed)] : []),
    ...readings.readings.map((reading) => recordReading(context, reading)),
  ];
  await commitPairs(context, records, { mayBeLost: true });
  return {
    failures: readings.failures,
    readIds: new Set(readings.readings.map(({ calendarId }) => calendarId)),
  };
}

async function readOutlook(context: RunContext): Promise<{ readings: CalendarReading[]; failures: CalendarFailure[] }> {
  const inSync = [...context.document.list('calendars').values()].filter(({ id }) => isInSync(context.choices, id));
  const resting = inSync.filter((calendar) => context.background && isResting(calendar, context.now()));
  const failures = resting.map(({ id }): CalendarFailure => ({ calendarId: id, error: new Error('not tried') }));
  const queries = inSync
    .filter((calendar) => !resting.includes(calendar))
    .map((calendar) => ({
      calendarId: calendar.id,
      deltaLink: isCurrent(calendar, context) ? calendar.deltaLink : null,
      window: context.window,
    }));
  if (queries.length === 0) return { readings: [], failures };
  const answers = await context.session.mailbox.readCalendars(queries);
  const readings: CalendarReading[] = [];
  for (const [calendarId, answer] of answers) {
    if (answer instanceof Error) failures.push({ calendarId, error: answer });
    else readings.push(answer);
  }
  const [error] = [...answers.values()].filter((answer) => answer instanceof Error);
  if (readings.length === 0 && error) throw error;
  return { readings, failures };
}

/**
 * The window is frozen in a delta link, so another day means another full round; and what happened while a calendar was
 * off was not followed.
 */
function isCurrent(calendar: CalendarRecord, context: RunContext): boolean {
  if (calendar.direction === 'off') return false;
  return calendar.window?.start === context.window.start && calendar.window.end === context.window.end;
}

function readAppointments(context: RunContext) {
  if (!readLink(context.document).interface.connector) return null;
  const { cursor, keptFrom } = readFeed(context.document);
  const reaches = keptFrom !== null && keptFrom <= context.window.start;
  return context.session.lupax.readChanges(reaches ? cursor : null);
}

/** The projects of the window, and those that people moved out of it: leaving the window is no deletion. */
async function readProjects(context: RunContext): Promise<ProjectList | null> {
  const { projectsOf: responsible, window, index, session } = context;
  if (!context.choices.settings.includeProjects || responsible === null) return null;
  const { timeZone } = readLink(context.document);
  const list = await session.lupax.listProjects({ ...window, responsible, timeZone });
  const vanishing = findVanishingProjects(index, list, window, list.undatedIds ?? []);
  if (vanishing.length === 0) return list;
  const ids = new Set(vanishing.map(({ id }) => id));
  const all = await session.lupax.listProjects({ ...ANY_TIME, responsible, timeZone });
  const moved = all.filter(({ id }) => ids.has(id));
  const undatedIds = [...(list.undatedIds ?? []), ...(all.undatedIds ?? []).filter((id) => ids.has(id))];
  return Object.assign([...list, ...moved], { undatedIds });
}

function listMarked(context: RunContext): Promise<Map<string, string>> {
  // Where copies were written to is not known of a feed that starts anew: linked again, or restored from a backup.
  const { document } = context;
  const others = readFeed(document).cursor === null ? listOthers(document) : listTargets(context);
  return context.session.mailbox.listMarkedEvents(others);
}

/**
 * Reads the marker of events that no entry knows. A full round asks for all marked events with one list; the rest are
 * looked up in batches. Occurrences are judged by their series: this product makes none.
 */
async function placeUnknown(
  context: RunContext,
  unknown: { event: OutlookEvent; complete: boolean }[],
  marked: ReadonlyMap<string, string>,
): Promise<void> {
  if (unknown.length === 0) return;
  const { index, session } = context;
  const bearerOf = (event: OutlookEvent): string => event.seriesMasterId ?? event.id;
  const open = new Set(
    unknown
      .filter(({ event, complete }) => !complete || event.categories.includes(LUPAX_CATEGORY))
      .map(({ event }) => bearerOf(event))
      .filter((id) => !marked.has(id)),
  );
  const lookups = open.size > 0 ? await session.mailbox.lookUpEvents([...open]) : new Map();
  const { id: organizationId } = readLink(context.document).organization;
  for (const { event } of unknown) {
    // Two events of one round can turn out to be the same one.
    if (index.findByEvent(event)) continue;
    const bearer = bearerOf(event);
    const lookup = lookups.get(bearer);
    const marker = marked.get(bearer) ?? (lookup?.found ? lookup.marker : null);
    placeUnknownEvent(index, event, marker, organizationId);
  }
  const orphans = [...index.all()].filter(
    (pair) => pair.lupaxRef?.type === 'appointment' && pair.lupax.seen === null && !pair.lupax.gone,
  );
  await confirmAppointments(
    context,
    orphans.map((pair) => pair.lupaxRef!),
  );
}

function findMissing(context: RunContext, readings: CalendarReading[]): MissingEvent[] {
  return readings.flatMap((reading) => findMissingEvents(context.index, reading, context.window));
}

/** The events that new copies name and that no calendar of this round has shown. */
function findStrays({ index }: RunContext, strayIds: string[], readings: CalendarReading[]): MissingEvent[] {
  const incremental = new Set(readings.filter(({ changes }) => !changes.complete).map(({ calendarId }) => calendarId));
  return strayIds.flatMap((id) => {
    const pair = index.get(id);
    const source = pair?.lupax.seen?.type === 'appointment' ? pair.lupax.seen.item.source : null;
    if (!pair || !source || pair.outlook.seen || !incremental.has(source.calendarId)) return [];
    return [{ pairId: id, eventId: source.eventId, calendarId: source.calendarId }];
  });
}

function recordFeed(context: RunContext, feed: { cursor: string; complete: boolean }): Change {
  const before = readFeed(context.document);
  const keptFrom = feed.complete ? context.window.start : before.keptFrom;
  return { collection: 'feed', key: 'self', value: { ...before, cursor: feed.cursor, keptFrom } };
}

function recordReading(context: RunContext, reading: CalendarReading): Change {
  const before = context.document.get('calendars', reading.calendarId)!;
  const value: CalendarRecord = {
    ...before,
    sharing: reading.sharing,
    deltaLink: reading.changes.deltaLink,
    window: context.window,
  };
  return { collection: 'calendars', key: reading.calendarId, value };
}
