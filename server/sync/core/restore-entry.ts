import { agreeOn, readPrints } from './agreement.ts';
import type { SideName } from './entry.ts';
import type { Fingerprint, Pair, Side } from './pair.ts';

/** What an entry was besides what its sides showed: enough to make it again what it was before a write. */
export interface EntryRecord extends Pick<Pair, 'origin' | 'calendarId' | 'lupaxRef' | 'raisedVisibility'> {
  outlook: SideRecord;
  lupax: SideRecord;
}

type SideRecord = Omit<Side<unknown>, 'seen'>;

/** What taking back a write makes of its entry. */
export interface Restoration {
  /** The entry before the write. */
  record: EntryRecord;
  /** Fields that could not be put back: what they show is agreed on, and nobody's edit. */
  closed: string[];
}

export function recordEntry(pair: Pair): EntryRecord {
  const { origin, calendarId, lupaxRef, raisedVisibility } = pair;
  return {
    origin,
    calendarId,
    lupaxRef,
    raisedVisibility,
    outlook: recordSide(pair.outlook),
    lupax: recordSide(pair.lupax),
  };
}

function recordSide({ gone, base, sent }: Side<unknown>): SideRecord {
  return { gone, base, sent };
}

/**
 * The entry as it was before a write to a side that was taken back.
 * @param pair with what both sides show now; where the write had created the item, its side shows nothing
 */
export function restoreEntry(pair: Pair, side: SideName, { record, closed }: Restoration): Pair {
  const { origin, calendarId, lupaxRef } = record;
  const { raisedVisibility, lupax } = readVisibility(pair, side, record);
  const restored: Pair = {
    ...pair,
    origin,
    raisedVisibility,
    // An entry whose event was gone belonged to no calendar until it was made again.
    calendarId: pair.outlook.seen ? (pair.calendarId ?? pair.outlook.seen.calendarId) : calendarId,
    lupaxRef: pair.lupax.seen ? pair.lupaxRef : lupaxRef,
    outlook: restoreSide(pair.outlook, record.outlook, side === 'outlook'),
    lupax: restoreSide(pair.lupax, lupax, side === 'lupax'),
  };
  const prints = readPrints(restored);
  const written = { outlook: null, lupax: null, [side]: prints[side] };
  return agreeOn(agreeOn(restored, closed, written), closed.length > 0 ? ['visibility', 'sensitivity'] : [], prints);
}

/**
 * What sharing has made of a copy's visibility is no part of a write to Outlook: were it agreed on as it was before, it
 * would look as if a person had closed the copy. The visibility of Lupax' own entries may be what was written.
 */
function readVisibility(
  pair: Pair,
  side: SideName,
  record: EntryRecord,
): Pick<EntryRecord, 'raisedVisibility' | 'lupax'> {
  const isCopy = record.origin === 'outlook' && pair.origin === 'outlook';
  if (!isCopy || side === 'lupax') return record;
  const base = keepVisibility(record.lupax.base, pair.lupax.base);
  const sent = keepVisibility(record.lupax.sent, pair.lupax.sent);
  // Without an agreement before, what is closed was closed by a person.
  if (base === null) return record;
  return { raisedVisibility: pair.raisedVisibility, lupax: { ...record.lupax, base, sent } };
}

function keepVisibility(before: Fingerprint | null, now: Fingerprint | null): Fingerprint | null {
  if (before === null || now === null) return before;
  const { visibility: _before, ...rest } = before;
  return now['visibility'] === undefined ? rest : { ...rest, visibility: now['visibility'] };
}

function restoreSide<Seen>(now: Side<Seen>, { gone, base, sent }: SideRecord, isWritten: boolean): Side<Seen> {
  return { seen: now.seen, gone: now.seen === null && (gone || (now.gone && !isWritten)), base, sent };
}
