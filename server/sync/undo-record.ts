import type { RunContext } from './context.ts';
import { agreeOn, readPrints } from './core/agreement.ts';
import type { Appointment } from './core/lupax-entry.ts';
import type { OutlookEvent } from './core/outlook-event.ts';
import { makeEmptySide, type Pair, type Side } from './core/pair.ts';
import type { EntryIdentity, JournalEntry } from './journal.ts';

/** The entry that was written. One that was forgotten and adopted again since has another id. */
export function pairOf({ index }: RunContext, { pairId, side, after }: JournalEntry): Pair | undefined {
  const known = index.get(pairId);
  if (known || !after) return known;
  return side === 'outlook'
    ? index.findByEventId(after.id)
    : index.findByLupax({ type: 'appointment', id: Number(after.id) });
}

/**
 * Whether the write made an appointment in the place of one that people had deleted. Taking it back leaves that deletion
 * and the edit of the event that was stronger, for the next synchronisation to judge once more.
 */
export function isOfDeletedItem({ side, action, identity }: JournalEntry): boolean {
  return side === 'lupax' && action === 'create' && identity?.origin === 'appointment' && identity.gone.lupax;
}

/** Whether the write made the entry Lupax' own and its new event is still there: then it cannot be of the old one again. */
export function hasNewEvent(pair: Pair | undefined, { pairId, identity }: JournalEntry): boolean {
  if (!pair || pair.id !== pairId || !identity) return false;
  return pair.origin !== identity.origin && pair.outlook.seen !== null;
}

/**
 * Puts the entry's own record back to before the write.
 * @param side what the written side shows now; null when it is not there
 * @param closed fields that could not be put back: what they show is agreed on, and nobody's edit
 */
export function restore(
  context: RunContext,
  entry: JournalEntry,
  side: { outlook: OutlookEvent | null } | { lupax: Appointment | null },
  closed: string[] = [],
): void {
  const pair = pairOf(context, entry);
  if (!pair) {
    // The run had ended the entry; the next observation finds what was restored.
    return;
  }
  const known = pair.id === entry.pairId;
  // What a create was agreed on with is over; but an item that people had deleted is deleted again.
  const isUsable = entry.action !== 'create' || isOfDeletedItem(entry);
  const agreement = known && isUsable ? entry.agreement : null;
  const next: Pair = { ...pair, intent: pair.intent ? { ...pair.intent, update: null } : null };
  if ('outlook' in side) {
    next.outlook = side.outlook
      ? { ...pair.outlook, ...agreement?.outlook, seen: side.outlook, gone: false }
      : makeEmptySide();
    next.lupax = agreement ? { ...pair.lupax, ...agreement.lupax } : { ...pair.lupax, base: null, sent: null };
    if (!side.outlook && pair.origin !== 'outlook') next.calendarId = null;
  } else {
    const seen = side.lupax && ({ type: 'appointment', item: side.lupax } as const);
    next.lupax = seen ? { ...pair.lupax, ...agreement?.lupax, seen, gone: false } : makeEmptySide();
    next.lupaxRef = side.lupax ? { type: 'appointment', id: side.lupax.id } : null;
    next.outlook = agreement ? { ...pair.outlook, ...agreement.outlook } : { ...pair.outlook, base: null, sent: null };
    if (!side.lupax && known && isOfDeletedItem(entry)) {
      next.lupax = { ...next.lupax, ...agreement?.lupax, gone: true };
      next.lupaxRef = entry.identity!.lupaxRef;
    }
  }
  const prints = readPrints(next);
  const written = 'outlook' in side ? { ...prints, lupax: null } : { ...prints, outlook: null };
  const closing = closed.length > 0 ? ['visibility', 'sensitivity'] : [];
  const agreed = agreeOn(agreeOn(next, closed, written), closing, prints);
  context.index.put(known && entry.identity ? giveBack(agreed, entry.identity) : agreed);
}

/** An entry that the write made another side's is again of the one it was of, with what was gone there then. */
function giveBack(pair: Pair, { origin, calendarId, raisedVisibility, gone }: EntryIdentity): Pair {
  if (origin === pair.origin) return pair;
  const goneAs = <Seen>(side: Side<Seen>, wasGone: boolean): Side<Seen> => ({
    ...side,
    gone: side.gone || (side.seen === null && wasGone),
  });
  return {
    ...pair,
    origin,
    calendarId: pair.calendarId ?? calendarId,
    raisedVisibility,
    outlook: goneAs(pair.outlook, gone.outlook),
    lupax: goneAs(pair.lupax, gone.lupax),
  };
}
