import type { OutlookCalendar } from '../sync/core/outlook-event.ts';
import { GraphError } from './errors.ts';
import { readList } from './pages.ts';
import { graphPath, withQuery } from './path.ts';
import { isRecord } from './raw-event.ts';
import type { Reach } from './reach.ts';
import { toIanaZone } from './zones.ts';

const PAGE_SIZE = '100';

/** @throws GraphError `unavailable` when an entry has no id */
function readCalendar(item: Record<string, unknown>): OutlookCalendar {
  const { id, name, hexColor, color, isDefaultCalendar, canEdit } = item;
  if (typeof id !== 'string' || id === '') throw new GraphError('unavailable', 'a calendar has no id');
  return {
    id,
    name: typeof name === 'string' ? name : '',
    color: String(hexColor || color || 'auto'),
    isDefault: isDefaultCalendar === true,
    canEdit: canEdit === true,
  };
}

/** The calendars of the mailbox. `color` is the hexadecimal colour where the calendar has one, else Outlook's name of it. */
export async function listCalendars(reach: Reach): Promise<OutlookCalendar[]> {
  const target = withQuery(graphPath`/users/${reach.userId}/calendars`, { $top: PAGE_SIZE });
  return (await readList(reach.requester, reach.links, target)).map(readCalendar);
}

/** @returns the mailbox's IANA zone; null when the app may not read it, or it is no known zone */
export async function readTimeZone(reach: Reach): Promise<string | null> {
  try {
    const { body } = await reach.requester.call({
      method: 'GET',
      ...graphPath`/users/${reach.userId}/mailboxSettings`,
    });
    const zone = isRecord(body) ? body['timeZone'] : null;
    return typeof zone === 'string' ? toIanaZone(zone) : null;
  } catch (error) {
    if (error instanceof GraphError && error.code === 'forbidden') return null;
    throw error;
  }
}
