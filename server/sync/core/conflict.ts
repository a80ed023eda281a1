import { mergedFromAppointment, mergedFromEvent, type MergedContent } from './content.ts';
import type { SideName } from './entry.ts';
import { MERGED_FIELDS, type MergedField } from './fingerprint.ts';
import type { Pair } from './pair.ts';

/** Both sides changed the same fields of an entry; whose values were kept, and what a person decided about it since. */
export interface Conflict {
  pairId: string;
  loser: SideName;
  /** The winner's values of the fields in `lost`. */
  kept: Partial<MergedContent>;
  /** null: nobody has decided, the setting did. */
  decided: SideName | null;
}

/** @param lost the loser's values, by field */
export function describeConflict(pair: Pair, lost: Record<string, unknown>, winner: SideName): Conflict {
  const shown = readMerged(pair, winner);
  const kept = shown ? Object.fromEntries(listFields(lost).map((field) => [field, shown[field]])) : {};
  return { pairId: pair.id, loser: winner === 'outlook' ? 'lupax' : 'outlook', kept, decided: null };
}

/** What a side shows of the fields that both sides share; null when nothing is there. */
export function readMerged(pair: Pair, side: SideName): MergedContent | null {
  if (side === 'outlook') return pair.outlook.seen && mergedFromEvent(pair.outlook.seen);
  return pair.lupax.seen?.type === 'appointment' ? mergedFromAppointment(pair.lupax.seen.item) : null;
}

export function listFields(values: Record<string, unknown>): MergedField[] {
  return MERGED_FIELDS.filter((field) => field in values);
}
