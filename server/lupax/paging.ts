import type { AppointmentChange } from '../sync/core/lupax-entry.ts';
import { LupaxError } from './errors.ts';

export interface FeedPage {
  changes: AppointmentChange[];
  cursor: string;
  hasMore: boolean;
}

/** Thrown by a page reader when Lupax does not know the cursor (any more). */
export class CursorExpired extends Error {
  override readonly name = 'CursorExpired';
}

export interface FeedReading {
  changes: AppointmentChange[];
  cursor: string;
  complete: boolean;
}

/**
 * Reads the change feed to its end. The last item of an id wins. A cursor that expired, even between two pages, starts
 * one walk from the start; what was read before it is thrown away.
 * @throws LupaxError `unavailable` when the feed runs in circles or a walk from the start expires too
 */
export async function walkFeed(
  cursor: string | null,
  readPage: (cursor: string | null) => Promise<FeedPage>,
): Promise<FeedReading> {
  try {
    return await walkOnce(cursor, readPage);
  } catch (error) {
    if (!(error instanceof CursorExpired)) throw error;
  }
  try {
    return await walkOnce(null, readPage);
  } catch (error) {
    if (!(error instanceof CursorExpired)) throw error;
    throw new LupaxError('unavailable', 'change feed: expired while it was read from the start', { status: 410 });
  }
}

async function walkOnce(
  start: string | null,
  readPage: (cursor: string | null) => Promise<FeedPage>,
): Promise<FeedReading> {
  const changes = new Map<number, AppointmentChange>();
  const seenCursors = new Set<string | null>([start]);
  let cursor = start;
  for (;;) {
    const page = await readPage(cursor);
    for (const change of page.changes) changes.set(change.deleted ? change.id : change.appointment.id, change);
    cursor = page.cursor;
    if (!page.hasMore) return { changes: [...changes.values()], cursor, complete: start === null };
    if (seenCursors.has(cursor)) throw new LupaxError('unavailable', 'change feed: its cursor does not advance');
    seenCursors.add(cursor);
  }
}

/** Rows of a full page; a list that long may go on. */
const PAGE_ROWS = 500;

/** Reads a list with `offset` to its end: until a page is not full, or brings nothing new (an offset that is ignored). */
export async function walkOffsets<Row extends { id: number }>(
  readPage: (offset: number) => Promise<Row[]>,
): Promise<Row[]> {
  const rows = new Map<number, Row>();
  for (let offset = 0; ;) {
    const page = await readPage(offset);
    const knownBefore = rows.size;
    for (const row of page) rows.set(row.id, row);
    if (page.length < PAGE_ROWS || rows.size === knownBefore) return [...rows.values()];
    offset += page.length;
  }
}
