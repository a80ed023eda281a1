import type { SideName } from './entry.ts';
import { changeIntent } from './intent.ts';
import { endLate, mayStillArrive } from './late.ts';
import { makeEmptySide, type Pair } from './pair.ts';
import { restoreEntry, type Restoration } from './restore-entry.ts';

/**
 * Takes what an announced deletion did into an entry whose side was read since. While it may still arrive, it stays
 * announced, whatever else becomes of the entry.
 * @param now UTC instant
 * @returns null when the entry is over
 */
export function settleDeletion(pair: Pair, now: string): Pair | null {
  const deletion = pair.intent?.deletion;
  if (!deletion) return pair;
  if (pair[deletion.side].gone) return endSide(pair, deletion.side, deletion.restores);
  return mayStillArrive(deletion.since, now) ? pair : changeIntent(pair, { deletion: null });
}

/**
 * The entry whose item this product deleted on a side; null when nothing is left of it.
 * @param restores what the entry was before it had the item, where the deletion undoes its creation
 */
export function endSide(pair: Pair, side: SideName, restores?: Restoration): Pair | null {
  const other = side === 'outlook' ? pair.lupax.seen : pair.outlook.seen;
  if (other === null) return null;
  const rest = { ...endLate(pair, side), pending: null, intent: null, failures: 0, retryAt: null, discarded: null };
  const ended: Pair =
    side === 'outlook'
      ? { ...rest, calendarId: null, outlook: makeEmptySide() }
      : { ...rest, lupaxRef: null, lupax: makeEmptySide() };
  return restores ? restoreEntry(ended, side, restores) : ended;
}
