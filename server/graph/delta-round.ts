import type { BatchRead, PartResult } from './batch.ts';
import { GraphError } from './errors.ts';
import { guardAgainstCircles, readPage } from './pages.ts';
import type { Page } from './pages.ts';
import { graphPath, withQuery } from './path.ts';
import { isRawEvent } from './raw-event.ts';
import type { RawEvent } from './raw-event.ts';
import type { Reach } from './reach.ts';
import { IMMUTABLE_IDS } from './transport.ts';
import type { CalendarQuery } from './types.ts';

/** An upper bound; the pages that come may be smaller. Preferences are not kept in links and are sent with each page. */
const DELTA_PAGE_SIZE = 500;
const DELTA_PREFER = `odata.maxpagesize=${DELTA_PAGE_SIZE}`;
/** A round that is reset more often is given up. */
const MAX_RESTARTS = 3;

/** What one round of calendarView/delta showed, each id with its last state. */
export interface Round {
  complete: boolean;
  items: Map<string, RawEvent>;
  removedIds: Set<string>;
  deltaLink: string;
}

export interface RoundStart {
  complete: boolean;
  read: BatchRead;
}

/** How a round over the whole window begins. Times without `Prefer: outlook.timezone` are answered in UTC. */
function startFullRound(reach: Reach, { calendarId, window }: CalendarQuery): RoundStart {
  const path = graphPath`/users/${reach.userId}/calendars/${calendarId}/calendarView/delta`;
  const query = { startDateTime: window.start, endDateTime: window.end };
  return { complete: true, read: { ...withQuery(path, query), prefer: DELTA_PREFER } };
}

/**
 * How the round of a query begins: with its delta link, or over the whole window. A stored link that names another host
 * than Graph's (because the base URL was changed) is not followed; the round starts anew instead.
 */
export function startRound(reach: Reach, query: CalendarQuery): RoundStart {
  if (query.deltaLink === null) return startFullRound(reach, query);
  try {
    return { complete: false, read: { ...reach.links(query.deltaLink), prefer: DELTA_PREFER } };
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    reach.requester.parts.log?.warn('a stored delta link names another host; the calendar is read in full');
    return startFullRound(reach, query);
  }
}

const emptyRound = (complete: boolean): Round => ({ complete, items: new Map(), removedIds: new Set(), deltaLink: '' });

/** The last state of an id wins, also between an item and its removal. */
function addPage(round: Round, page: Page): void {
  for (const item of page.items) {
    if (!isRawEvent(item)) throw new GraphError('unavailable', 'a delta page has an item without id');
    round.items.delete(item.id);
    round.removedIds.delete(item.id);
    if (item['@removed']) round.removedIds.add(item.id);
    else round.items.set(item.id, item);
  }
}

/**
 * Reads a round to its delta link. Empty pages with a next link are normal. A reset of the sync state, also in the
 * middle of a first round, starts a full round
 * (https://learn.microsoft.com/graph/delta-query-overview, https://github.com/microsoftgraph/microsoft-graph-docs/issues/2839).
 * @param first what the first request of the round answered
 */
export async function readRound(
  reach: Reach,
  query: CalendarQuery,
  start: RoundStart,
  first: PartResult,
): Promise<Round> {
  let round = emptyRound(start.complete);
  let guard = guardAgainstCircles();
  let restarts = 0;
  let answered = first;
  for (;;) {
    if (answered instanceof GraphError) {
      if (!answered.facts.syncReset || restarts === MAX_RESTARTS) throw answered;
      restarts += 1;
      round = emptyRound(true);
      guard = guardAgainstCircles();
      answered = await readDelta(reach, startFullRound(reach, query).read);
      continue;
    }
    const page = readPage(answered);
    addPage(round, page);
    if (page.nextLink !== null) {
      guard(page.nextLink);
      answered = await readDelta(reach, reach.links(page.nextLink));
    } else if (page.deltaLink !== null) {
      reach.links(page.deltaLink); // refused now rather than stored
      return { ...round, deltaLink: page.deltaLink };
    } else {
      throw new GraphError('unavailable', 'a delta page has neither a next link nor a delta link');
    }
  }
}

async function readDelta(reach: Reach, read: BatchRead): Promise<PartResult> {
  const headers = { Prefer: `${IMMUTABLE_IDS}, ${DELTA_PREFER}` };
  try {
    return await reach.requester.call({ method: 'GET', path: read.path, template: read.template, headers });
  } catch (error) {
    if (error instanceof GraphError) return error;
    throw error;
  }
}
