import type { CalendarRecord, Change, UserDocument } from '../store/types.ts';
import type { OutlookCalendar, SharingRole } from '../sync/core/outlook-event.ts';
import { commitChanges } from '../sync/update-record.ts';

/**
 * Brings the stored calendars up to date with a complete list: new ones start `off`; one that is gone is forgotten once
 * nothing refers to it, and is not synchronised until then.
 * @param sharings role of each calendar; null when it was not asked
 */
export async function mergeCalendars(
  document: UserDocument,
  calendars: readonly OutlookCalendar[],
  sharings: ReadonlyMap<string, SharingRole> | null,
): Promise<void> {
  await commitChanges(document, () => listChanges(document, calendars, sharings));
}

function listChanges(
  document: UserDocument,
  calendars: readonly OutlookCalendar[],
  sharings: ReadonlyMap<string, SharingRole> | null,
): Change[] {
  const listed = new Set(calendars.map(({ id }) => id));
  const inUse = new Set([...document.list('pairs').values()].map(({ calendarId }) => calendarId));
  const changes: Change[] = [];
  for (const calendar of calendars) {
    const stored = document.get('calendars', calendar.id);
    const sharing = sharings?.get(calendar.id) ?? stored?.sharing ?? 'none';
    const value: CalendarRecord = { ...(stored ?? createCalendar(calendar)), ...calendar, sharing };
    if (!stored || differs(stored, value)) changes.push({ collection: 'calendars', key: calendar.id, value });
  }
  for (const [key, stored] of document.list('calendars')) {
    if (listed.has(key)) continue;
    const value: CalendarRecord | null = inUse.has(key) ? { ...stored, direction: 'off' } : null;
    if (value?.direction !== stored.direction) changes.push({ collection: 'calendars', key, value });
  }
  return changes;
}

function createCalendar(calendar: OutlookCalendar): CalendarRecord {
  return { ...calendar, sharing: 'none', direction: 'off', deltaLink: null, window: null, lastSyncedAt: null };
}

function differs(a: CalendarRecord, b: CalendarRecord): boolean {
  return (['name', 'color', 'isDefault', 'canEdit', 'sharing'] as const).some((field) => a[field] !== b[field]);
}
