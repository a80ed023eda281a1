import type { OutlookEvent } from '../sync/core/outlook-event.ts';
import { readEvent } from './event-reader.ts';
import { GraphError } from './errors.ts';
import { MARKER_ID } from './event-writer.ts';
import { readList } from './pages.ts';
import { graphPath, withQuery } from './path.ts';
import type { GraphPath } from './path.ts';
import { readRawEvents } from './raw-event.ts';
import type { RawEvent } from './raw-event.ts';
import type { Reach } from './reach.ts';

const PAGE_SIZE = '100';

/** The value of our extended property; null where it is absent or was not asked for (`$expand` with `$filter`). */
export function readMarker(event: RawEvent): string | null {
  const property = event.singleValueExtendedProperties?.find(({ id }) => id?.toLowerCase() === MARKER_ID.toLowerCase());
  return property?.value ?? null;
}

/** The calendar that an event's links name (`…/calendars('<id>')`); '' where it has none. */
export function readCalendarId(event: RawEvent): string {
  const link = event['calendar@odata.navigationLink'] ?? event['calendar@odata.associationLink'] ?? '';
  const encoded = /\/calendars(?:\('([^']+)'\)|\/([^/?]+))/i.exec(link)?.slice(1).find(Boolean);
  if (!encoded) return '';
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

/**
 * Events that bear our property with a value for which `condition` holds, with the property expanded.
 * @param others calendars that are asked besides: a user's `/events` may show the default calendar alone
 */
async function listByMarker(
  reach: Reach,
  others: readonly string[],
  condition: string,
  query: Record<string, string> = {},
): Promise<RawEvent[]> {
  const lists = await Promise.all([
    listIn(reach, graphPath`/users/${reach.userId}/events`, condition, query),
    ...others.map((id) => {
      const path = graphPath`/users/${reach.userId}/calendars/${id}/events`;
      return listIn(reach, path, condition, query).catch(forgiveMissing);
    }),
  ]);
  return [...new Map(lists.flat().map((event) => [event.id, event])).values()];
}

async function listIn(
  reach: Reach,
  path: GraphPath,
  condition: string,
  query: Record<string, string>,
): Promise<RawEvent[]> {
  const target = withQuery(path, {
    $filter: `singleValueExtendedProperties/Any(ep: ep/id eq '${MARKER_ID}' and ${condition})`,
    $expand: `singleValueExtendedProperties($filter=id eq '${MARKER_ID}')`,
    $top: PAGE_SIZE,
    ...query,
  });
  return readRawEvents(await readList(reach.requester, reach.links, target));
}

/** A calendar that is gone holds no events. Of a mailbox that is gone, the list of all events tells. */
function forgiveMissing(error: unknown): RawEvent[] {
  if (error instanceof GraphError && error.code === 'not_found') return [];
  throw error;
}

/** All events that this product made from Lupax: event id → marker. Every marker contains a slash. */
export async function listMarkedEvents(reach: Reach, others: readonly string[] = []): Promise<Map<string, string>> {
  const events = await listByMarker(reach, others, "contains(ep/value,'/')", { $select: 'id' });
  const marked = new Map<string, string>();
  for (const event of events) {
    const marker = readMarker(event);
    if (marker !== null) marked.set(event.id, marker);
  }
  return marked;
}

/** Events with exactly this marker; Graph compares values without regard to case. `calendarId` is '' where unknown. */
export async function findEventsByMarker(
  reach: Reach,
  marker: string,
  others: readonly string[] = [],
): Promise<OutlookEvent[]> {
  const found = await listByMarker(reach, others, `ep/value eq '${marker.replaceAll("'", "''")}'`);
  return found
    .filter((event) => (readMarker(event) ?? marker) === marker)
    .map((event) =>
      readEvent(event, { calendarId: readCalendarId(event), defaultZone: reach.defaultZone, trustEtag: true }),
    )
    .filter((event) => event !== null);
}
