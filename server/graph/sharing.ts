import type { SharingRole } from '../sync/core/outlook-event.ts';
import { readInBatches } from './batch.ts';
import type { PartResult } from './batch.ts';
import { GraphError } from './errors.ts';
import { readOn } from './pages.ts';
import { graphPath } from './path.ts';
import type { GraphPath } from './path.ts';
import { isRecord } from './raw-event.ts';
import type { Reach } from './reach.ts';

const KNOWN_ROLES: readonly string[] = [
  'none',
  'freeBusyRead',
  'limitedRead',
  'read',
  'write',
  'delegateWithoutPrivateEventAccess',
  'delegateWithPrivateEventAccess',
  'custom',
];

export const permissionsPath = (userId: string, calendarId: string): GraphPath =>
  graphPath`/users/${userId}/calendars/${calendarId}/calendarPermissions`;

/** The entry that stands for everybody in the organisation. Its name is localised and proves nothing. */
function isOrganizationEntry(entry: Record<string, unknown>): boolean {
  const address = isRecord(entry['emailAddress']) ? entry['emailAddress']['address'] : undefined;
  return entry['isRemovable'] === false && entry['isInsideOrganization'] === true && !address;
}

/**
 * The role that a calendar grants to the organisation
 * (https://learn.microsoft.com/graph/api/resources/calendarpermission).
 * @param first the answered first page of the calendar's permissions
 * @returns 'none' without such an entry, 'unknown' for a role that is not documented
 */
export async function readSharing(reach: Reach, first: PartResult): Promise<SharingRole> {
  if (first instanceof GraphError) throw first;
  const entry = (await readOn(reach.requester, reach.links, first)).find(isOrganizationEntry);
  if (!entry) return 'none';
  const role = entry['role'];
  return typeof role === 'string' && KNOWN_ROLES.includes(role) ? (role as SharingRole) : 'unknown';
}

/** The sharing of each calendar, four per batch; a calendar that is gone is left out. */
export async function readSharings(reach: Reach, calendarIds: string[]): Promise<Map<string, SharingRole>> {
  const results = await readInBatches(
    reach.requester,
    calendarIds.map((id) => permissionsPath(reach.userId, id)),
  );
  const sharings = new Map<string, SharingRole>();
  for (const [index, id] of calendarIds.entries()) {
    const result = results[index];
    if (!result) throw new GraphError('unavailable', 'a batch lacks an answer');
    if (result instanceof GraphError && result.code === 'not_found') continue;
    sharings.set(id, await readSharing(reach, result));
  }
  return sharings;
}
