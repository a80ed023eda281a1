import { GraphError } from '../graph/errors.ts';
import type { EventLookup, Mailbox } from '../graph/types.ts';
import { LUPAX_CATEGORY, parseMarker } from '../sync/core/marker.ts';
import type { OutlookCalendar, OutlookEvent } from '../sync/core/outlook-event.ts';

const DELETIONS_AT_ONCE = 4;

/** Why a copy stays where it is. */
export type Kept =
  | 'attendees' // deleting it would mail them
  | 'not_organizer'
  | 'series'; // a person made it into one

export interface CalendarCount {
  name: string;
  appointments: number;
  projects: number;
  kept: Partial<Record<Kept, number>>;
}

export interface Findings {
  calendars: CalendarCount[];
  /** What may be deleted. */
  copies: { id: string; etag: string }[];
}

export interface Removal {
  deleted: number;
  /** Could not be deleted now; another try finds them again. */
  failed: number;
  category: 'removed' | 'used' | 'denied' | 'not_asked';
}

type CleanupMailbox = Pick<
  Mailbox,
  'listCalendars' | 'listMarkedEvents' | 'lookUpEvents' | 'deleteEvent' | 'isCategoryUsed' | 'removeCategory'
>;

/**
 * Looks for copies of Lupax entries in all calendars of the mailbox, by the marker that this product puts on what it
 * creates and on nothing else. Writes nothing. Titles are not kept.
 * @param includeSeries also what a person made a series of
 * @throws GraphError when a calendar could not be read to its end
 */
export async function findCopies(mailbox: CleanupMailbox, includeSeries: boolean): Promise<Findings> {
  const calendars = await mailbox.listCalendars();
  const marked = await mailbox.listMarkedEvents(listOthers(calendars));
  const lookups = await mailbox.lookUpEvents([...marked.keys()]);
  const counts = new Map<string, CalendarCount>();
  const copies: Findings['copies'] = [];
  for (const lookup of lookups.values()) {
    // Read again, by its id: a filter of the service is no proof.
    const marker = lookup.found && lookup.marker !== null ? parseMarker(lookup.marker) : null;
    if (!lookup.found || marker === null) continue;
    const { event } = lookup;
    const count = countIn(counts, calendars, event.calendarId);
    const kept = findReasonToKeep(lookup, includeSeries);
    if (kept) count.kept[kept] = (count.kept[kept] ?? 0) + 1;
    else {
      count[marker.type === 'project' ? 'projects' : 'appointments'] += 1;
      copies.push({ id: event.id, etag: event.etag ?? '*' });
    }
  }
  return { calendars: [...counts.values()], copies };
}

/**
 * Deletes what was found, and the master category when no event bears it any more. What was changed since it was found
 * stays. Can be repeated, however it ended.
 * @throws GraphError when the mailbox does not let it go on
 */
export async function removeCopies(mailbox: CleanupMailbox, { copies }: Findings): Promise<Removal> {
  const removal: Removal = { deleted: 0, failed: 0, category: 'not_asked' };
  let fatal: unknown = null;
  const queue = copies.values();
  const work = async (): Promise<void> => {
    for (const copy of queue) {
      if (fatal !== null) return;
      try {
        await mailbox.deleteEvent(copy);
        removal.deleted += 1;
      } catch (error) {
        const concernsOne =
          error instanceof GraphError && (error.code === 'changed_meanwhile' || error.code === 'refused');
        if (!concernsOne) fatal ??= error;
        removal.failed += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: DELETIONS_AT_ONCE }, work));
  if (fatal !== null) throw fatal;
  removal.category = await removeCategoryIfUnused(mailbox);
  return removal;
}

async function removeCategoryIfUnused(mailbox: CleanupMailbox): Promise<Removal['category']> {
  const others = listOthers(await mailbox.listCalendars());
  if (await mailbox.isCategoryUsed(LUPAX_CATEGORY, others)) return 'used';
  try {
    await mailbox.removeCategory(LUPAX_CATEGORY);
    return 'removed';
  } catch (error) {
    if (error instanceof GraphError && error.code === 'forbidden') return 'denied';
    throw error;
  }
}

/** Copies are only ever written into calendars that can be edited, and only those can be cleaned. */
function listOthers(calendars: OutlookCalendar[]): string[] {
  return calendars.filter(({ isDefault, canEdit }) => !isDefault && canEdit).map(({ id }) => id);
}

function findReasonToKeep(lookup: EventLookup & { found: true }, includeSeries: boolean): Kept | null {
  const { event } = lookup;
  if (hasAttendees(event)) return 'attendees';
  if (!event.isOrganizer) return 'not_organizer';
  return lookup.isSeriesMaster && !includeSeries ? 'series' : null;
}

function hasAttendees({ attendees }: OutlookEvent): boolean {
  return attendees.length > 0;
}

function countIn(counts: Map<string, CalendarCount>, calendars: OutlookCalendar[], calendarId: string): CalendarCount {
  const calendar = calendars.find(({ id }) => id === calendarId);
  const key = calendar?.id ?? '';
  const count = counts.get(key) ?? { name: calendar?.name ?? '?', appointments: 0, projects: 0, kept: {} };
  counts.set(key, count);
  return count;
}
