import type { RunContext } from './context.ts';
import { changeIntent } from './core/intent.ts';
import { endLate } from './core/late.ts';
import type { Appointment } from './core/lupax-entry.ts';
import type { OutlookEvent } from './core/outlook-event.ts';
import type { Pair } from './core/pair.ts';
import { recordEntry, restoreEntry, type EntryRecord } from './core/restore-entry.ts';
import type { JournalEntry } from './journal.ts';

/** The entry that was written. One that was forgotten and adopted again since has another id. */
export function pairOf({ index }: RunContext, { pairId, side, after }: JournalEntry): Pair | undefined {
  const known = index.get(pairId);
  if (known || !after) return known;
  return side === 'outlook'
    ? index.findByEventId(after.id)
    : index.findByLupax({ type: 'appointment', id: Number(after.id) });
}

/** What the entry was before the write; of one that was forgotten and adopted again since, nobody knows. */
export function recordBefore(pair: Pair, { pairId, record }: JournalEntry): EntryRecord {
  if (pair.id === pairId && record) return record;
  const none = { gone: false, base: null, sent: null };
  const calendarId = pair.origin === 'outlook' ? pair.calendarId : null;
  return { ...recordEntry(pair), calendarId, lupaxRef: null, outlook: none, lupax: none };
}

/** Whether the write made the entry Lupax' own and its new event is still there: then it cannot be of the old one again. */
export function hasNewEvent(pair: Pair | undefined, entry: JournalEntry): boolean {
  if (!pair) return false;
  return pair.origin !== recordBefore(pair, entry).origin && pair.outlook.seen !== null;
}

/**
 * Makes the entry what it was before the write. One that the run had ended is found by the next observation.
 * @param written what the written side shows now; null when it is not there
 * @param closed fields that could not be put back: what they show is agreed on, and nobody's edit
 */
export function restore(
  context: RunContext,
  entry: JournalEntry,
  written: { outlook: OutlookEvent | null } | { lupax: Appointment | null },
  closed: string[] = [],
): void {
  const pair = pairOf(context, entry);
  if (!pair) return;
  const next: Pair = { ...changeIntent(endLate(pair, entry.side), { update: null, deletion: null }) };
  if ('outlook' in written) {
    next.outlook = { ...pair.outlook, seen: written.outlook };
  } else {
    next.lupax = { ...pair.lupax, seen: written.lupax && { type: 'appointment', item: written.lupax } };
    if (written.lupax) next.lupaxRef = { type: 'appointment', id: written.lupax.id };
  }
  context.index.put(restoreEntry(next, entry.side, { record: recordBefore(pair, entry), closed }));
}
