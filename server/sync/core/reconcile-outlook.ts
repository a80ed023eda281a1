import { parseMarker } from './marker.ts';
import type { OutlookEvent } from './outlook-event.ts';
import { fingerprintEvent } from './fingerprint.ts';
import { FRESH_TRIES, makeAnsweredSide, makeEmptySide, type Pair } from './pair.ts';
import type { PairIndex } from './pair-index.ts';
import { isInWindow, type Window } from './window.ts';

/** What one calendar showed; the same shape as the mailbox's answer. */
export interface OutlookReading {
  calendarId: string;
  changes: { complete: boolean; events: OutlookEvent[]; removedIds: string[]; completeSeriesIds: string[] };
}

/** An entry whose event was not shown where it was expected: to be looked up before it counts as gone. */
export interface MissingEvent {
  pairId: string;
  eventId: string;
  calendarId: string;
}

/**
 * Takes the events of known entries into them.
 * @returns events that no entry knows: their marker has to be read before they count as the user's own
 */
export function reconcileKnownEvents(index: PairIndex, reading: OutlookReading): OutlookEvent[] {
  const unknown: OutlookEvent[] = [];
  for (const event of reading.changes.events) {
    const pair = index.findByEvent(event);
    if (!pair) unknown.push(event);
    else showEvent(index, pair, event);
  }
  return unknown;
}

/**
 * The calendar of an event that was asked for by its id. A copy goes with the calendar it was moved to, because what it may
 * show goes by that; where a person's own event is now is for the calendars' changes to tell.
 * @param event with its calendar, '' where unknown
 */
export function chooseCalendar(
  { origin, calendarId }: Pick<Pair, 'origin' | 'calendarId'>,
  event: OutlookEvent,
): string {
  const follows = origin !== 'outlook' && event.calendarId !== '';
  return follows ? event.calendarId : (calendarId ?? event.calendarId);
}

/** Notes that the entry's event looks like this now. An etag that is known is kept while the content is the same. */
export function showEvent(index: PairIndex, pair: Pair, event: OutlookEvent): void {
  const before = pair.outlook.seen;
  const same = before !== null && showsTheSame(before, event);
  if (same && (event.etag === null || event.etag === before.etag)) return;
  const fresh = pair.outlook.seen === null && !pair.outlook.base;
  // Where a create went unanswered, this is what it made.
  const answered = fresh && pair.pending?.side === 'outlook' ? pair.pending : null;
  index.put({
    ...pair,
    ...(same ? {} : FRESH_TRIES),
    calendarId: event.calendarId,
    outlook: answered
      ? makeAnsweredSide(event, fingerprintEvent(event), event.notes, answered)
      : { ...pair.outlook, seen: event, gone: false },
    pending: answered ? null : pair.pending,
  });
}

/** All but the etag. */
function showsTheSame(before: OutlookEvent, event: OutlookEvent): boolean {
  const fields = Object.keys(event) as (keyof OutlookEvent)[];
  if (fields.length !== Object.keys(before).length) return false;
  return fields.every((field) => field === 'etag' || isSame(before[field], event[field]));
}

function isSame(before: unknown, now: unknown): boolean {
  return before === now || (typeof now === 'object' && JSON.stringify(before) === JSON.stringify(now));
}

/**
 * Finds the place of an event that no entry knows.
 * @param marker text of our marker on the event, or on its series; null when there is none
 */
export function placeUnknownEvent(
  index: PairIndex,
  event: OutlookEvent,
  marker: string | null,
  organizationId: number,
): void {
  if (marker === null) {
    index.add({ origin: 'outlook', calendarId: event.calendarId, outlook: { ...makeEmptySide(), seen: event } });
    return;
  }
  const parsed = parseMarker(marker);
  // A copy that another organisation's link left behind, or a copy that was made into a series, is nobody's new entry.
  if (!parsed || parsed.organizationId !== organizationId || event.kind !== 'single') return;
  const ref = { type: parsed.type, id: parsed.id };
  const known = index.findByLupax(ref);
  if (!known) {
    index.add({
      origin: parsed.type,
      calendarId: event.calendarId,
      lupaxRef: ref,
      outlook: { ...makeEmptySide(), seen: event },
    });
  } else if (known.outlook.seen === null) {
    const pending = known.pending?.side === 'outlook' ? known.pending : null;
    index.put({
      ...known,
      calendarId: event.calendarId,
      outlook: makeAnsweredSide(event, fingerprintEvent(event), event.notes, pending),
      pending: pending ? null : known.pending,
    });
  }
}

/** Entries whose event a reading did not show although it should have, or named under `@removed`. */
export function findMissingEvents(index: PairIndex, reading: OutlookReading, window: Window): MissingEvent[] {
  const { complete, events, removedIds, completeSeriesIds } = reading.changes;
  const shown = new Set(events.map((event) => event.id));
  const removed = new Set(removedIds);
  const series = new Set(completeSeriesIds);
  const missing: MissingEvent[] = [];
  // Nothing has changed: no need to look through the whole mailbox.
  if (!complete && shown.size + removed.size + series.size === 0) return missing;
  for (const pair of index.all()) {
    if (pair.calendarId !== reading.calendarId) continue;
    const { seen } = pair.outlook;
    if (seen === null) {
      const source = pair.lupax.seen?.type === 'appointment' ? pair.lupax.seen.item.source : null;
      const awaited = complete && pair.origin === 'outlook' && source !== null && !pair.outlook.gone;
      if (awaited) missing.push({ pairId: pair.id, eventId: source.eventId, calendarId: reading.calendarId });
      continue;
    }
    if (shown.has(seen.id)) continue;
    const expected =
      removed.has(seen.id) ||
      // A single event can have become a series, and a whole series can have left.
      series.has(seen.id) ||
      (seen.seriesMasterId !== null && (series.has(seen.seriesMasterId) || removed.has(seen.seriesMasterId))) ||
      // A series can have become a single event.
      (seen.seriesMasterId !== null && shown.has(seen.seriesMasterId)) ||
      // Also at the window's edges, where it need not be shown: it may have become private since, and is about to be copied.
      (complete && isInWindow(seen.time, window)) ||
      // Moved in Lupax, which Outlook refused: its event is where the window has left it, and may be deleted.
      (complete && pair.lupax.seen !== null && isInWindow(pair.lupax.seen.item.time, window));
    if (expected) missing.push({ pairId: pair.id, eventId: seen.id, calendarId: reading.calendarId });
  }
  return missing;
}

export function markEventGone(index: PairIndex, pairId: string): void {
  const pair = index.get(pairId);
  if (pair) index.put({ ...pair, ...FRESH_TRIES, outlook: { ...pair.outlook, seen: null, gone: true } });
}

/** Drops entries that only one side has and that the window has left: nothing is synchronised about them. */
export function forgetOutside(index: PairIndex, window: Window): void {
  for (const pair of [...index.all()]) {
    const alone =
      pair.lupax.seen === null ? pair.outlook.seen : pair.outlook.seen === null ? pair.lupax.seen?.item : null;
    const paired = pair.outlook.base !== null && pair.lupax.base !== null;
    if (!alone || paired || pair.pending) continue;
    if (pair.origin === 'outlook' && pair.lupax.seen !== null) continue;
    const past = Date.parse(alone.time.end) < Date.parse(window.start);
    if (past || (pair.origin === 'outlook' && !isInWindow(alone.time, window))) index.remove(pair.id);
  }
}
