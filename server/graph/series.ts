import type { OutlookEvent } from '../sync/core/outlook-event.ts';
import { readInBatches } from './batch.ts';
import type { Round } from './delta-round.ts';
import { GraphError } from './errors.ts';
import { completeOccurrence, isSlim, readEvent } from './event-reader.ts';
import type { ReadingContext } from './event-reader.ts';
import { readOn } from './pages.ts';
import { graphPath, withQuery } from './path.ts';
import { readRawEvents } from './raw-event.ts';
import type { RawEvent } from './raw-event.ts';
import type { Reach } from './reach.ts';
import type { CalendarQuery, Window } from './types.ts';

const INSTANCES_PAGE_SIZE = '500';

interface SortedRound {
  masters: Map<string, RawEvent>;
  /** Occurrences and exceptions by the id of their master. */
  instances: Map<string, RawEvent[]>;
  singles: RawEvent[];
}

function sortRound(round: Round): SortedRound {
  const sorted: SortedRound = { masters: new Map(), instances: new Map(), singles: [] };
  for (const item of round.items.values()) {
    if (item.type === 'seriesMaster') sorted.masters.set(item.id, item);
    else if (item.seriesMasterId) {
      const siblings = sorted.instances.get(item.seriesMasterId);
      if (siblings) siblings.push(item);
      else sorted.instances.set(item.seriesMasterId, [item]);
    } else sorted.singles.push(item);
  }
  return sorted;
}

const isCompletable = (instance: RawEvent, master: RawEvent | undefined): boolean =>
  !isSlim(instance) || (master !== undefined && instance.type !== 'exception');

/**
 * Which series have to be read again. A delta says nothing when one occurrence was deleted; it sends the master and the
 * surviving ones again (https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/7345). So in a round of
 * changes every series that shows up is read anew; in a full round only one whose slim occurrences lack their master.
 */
function chooseSeriesToRead(round: Round, { masters, instances }: SortedRound): string[] {
  if (!round.complete) return [...new Set([...masters.keys(), ...instances.keys()])];
  const entries = [...instances.entries()];
  return entries
    .filter(([id, items]) => !items.every((item) => isCompletable(item, masters.get(id))))
    .map(([id]) => id);
}

/** All instances of each series in the window; none for a series that is gone. */
async function readInstances(reach: Reach, masterIds: string[], window: Window): Promise<Map<string, RawEvent[]>> {
  const query = { startDateTime: window.start, endDateTime: window.end, $top: INSTANCES_PAGE_SIZE };
  const results = await readInBatches(
    reach.requester,
    masterIds.map((id) => withQuery(graphPath`/users/${reach.userId}/events/${id}/instances`, query)),
  );
  const instances = new Map<string, RawEvent[]>();
  for (const [index, masterId] of masterIds.entries()) {
    const result = results[index];
    if (!result) throw new GraphError('unavailable', 'a batch lacks an answer');
    if (result instanceof GraphError) {
      if (result.code !== 'not_found') throw result;
      instances.set(masterId, []);
      continue;
    }
    const items = readRawEvents(await readOn(reach.requester, reach.links, result));
    instances.set(
      masterId,
      items.map((item) => ({ ...item, seriesMasterId: masterId })),
    );
  }
  return instances;
}

/** Occurrence and exception entries of a list bear no etag of their own, except one the round itself showed in full. */
function readSeriesItem(item: RawEvent, round: Round, context: ReadingContext): OutlookEvent | null {
  const shown = round.items.get(item.id);
  const own = shown?.type === 'exception' && !isSlim(shown) ? shown['@odata.etag'] : undefined;
  const event = readEvent(item, { ...context, trustEtag: false });
  return event && { ...event, etag: own ?? null };
}

/** Turns a round into events that each take place once, with every slim occurrence completed. */
export async function readRoundEvents(
  reach: Reach,
  query: CalendarQuery,
  round: Round,
): Promise<{ events: OutlookEvent[]; completeSeriesIds: string[] }> {
  const context: ReadingContext = { calendarId: query.calendarId, defaultZone: reach.defaultZone, trustEtag: true };
  const sorted = sortRound(round);
  const completeSeriesIds = chooseSeriesToRead(round, sorted);
  const reread = await readInstances(reach, completeSeriesIds, query.window);
  const events: (OutlookEvent | null)[] = sorted.singles.map((item) => readEvent(item, context));
  for (const [masterId, items] of sorted.instances) {
    if (reread.has(masterId)) continue;
    const master = sorted.masters.get(masterId);
    for (const item of items) {
      const full = isSlim(item) && master ? completeOccurrence(item, master) : item;
      events.push(readSeriesItem(full, round, context));
    }
  }
  for (const items of reread.values()) events.push(...items.map((item) => readSeriesItem(item, round, context)));
  return { events: events.filter((event) => event !== null), completeSeriesIds };
}
