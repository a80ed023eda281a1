import type { Visibility } from '../../server/sync/core/entry.ts';
import type { Settings } from '../../server/store/types.ts';
import type { CalendarRole } from '../sandbox/graph/types.ts';

/*
 * The contract's tables once more, written out, so that the code under test is not asked about itself.
 */

export const RANKS: readonly Visibility[] = ['public', 'notes_private', 'title_and_notes_private'];

/** How closed an entry of a calendar shared like this is in Lupax; null: it is not in Lupax. */
export function rankOfRole(role: CalendarRole | null | 'unknown'): number | null {
  switch (role) {
    case null:
    case 'none':
      return null;
    case 'read':
    case 'write':
    case 'delegateWithoutPrivateEventAccess':
    case 'delegateWithPrivateEventAccess':
      return 0;
    case 'limitedRead':
      return 1;
    default:
      return 2;
  }
}

export function rankOfSensitivity(sensitivity: string): number {
  return ['normal', 'personal', 'private', 'confidential'].indexOf(sensitivity) === 0
    ? 0
    : sensitivity === 'personal'
      ? 1
      : 2;
}

export function rankOf(visibility: Visibility): number {
  return RANKS.indexOf(visibility);
}

/** Roles that show the notes of an event that is not private. */
export function showsNotes(role: CalendarRole | null): boolean {
  return ['read', 'write', 'delegateWithoutPrivateEventAccess', 'delegateWithPrivateEventAccess'].includes(role ?? '');
}

/** Deletions and loosenings on a side that pass in one run without being approved. */
export function freeOperations(entries: number): number {
  return Math.max(10, 0.2 * entries);
}

const DAY_MS = 86_400_000;

/** Whether what takes place then is not followed, so that nobody can know what happens to it. */
export function isBeyondWindow(
  { startMs, endMs }: { startMs: number; endMs: number },
  { pastDays, futureDays }: Settings,
  now: number,
): boolean {
  return now - endMs > (pastDays - 1) * DAY_MS || startMs - now > futureDays * DAY_MS;
}
