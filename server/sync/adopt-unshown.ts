import { readLink, type RunContext } from './context.ts';
import { parseMarker } from './core/marker.ts';
import { showEvent } from './core/reconcile-outlook.ts';

/** Whether a full round has to ask for marked events: something in it, or in Lupax, has no other side yet. */
export function needsMarkers(context: RunContext, unknown: readonly unknown[]): boolean {
  if (unknown.length > 0) return true;
  return [...context.index.all()].some((pair) => pair.origin !== 'outlook' && pair.outlook.seen === null);
}

/**
 * Takes copies that no calendar in sync shows (outside the window, or in a calendar that is off by now) into the entries
 * they bear the marker of: linking again doubles nothing.
 * @param marked markers by event id, of a full round
 */
export async function adoptUnshown(context: RunContext, marked: ReadonlyMap<string, string>): Promise<void> {
  const { index, session, document } = context;
  const { id: organizationId } = readLink(document).organization;
  const candidates = [...marked].flatMap(([eventId, text]) => {
    const marker = parseMarker(text);
    if (marker?.organizationId !== organizationId || index.findByEventId(eventId)) return [];
    const pair = index.findByLupax({ type: marker.type, id: marker.id });
    return pair && pair.origin !== 'outlook' && pair.outlook.seen === null ? [{ pairId: pair.id, eventId }] : [];
  });
  if (candidates.length === 0) return;
  const lookups = await session.mailbox.lookUpEvents(candidates.map(({ eventId }) => eventId));
  for (const { pairId, eventId } of candidates) {
    const pair = index.get(pairId);
    const lookup = lookups.get(eventId);
    if (pair?.outlook.seen === null && lookup?.found && !lookup.isSeriesMaster) showEvent(index, pair, lookup.event);
  }
}
