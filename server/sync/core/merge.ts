import { nameUntitled, shortenTitle, type MergedContent } from './content.ts';
import { fingerprintValue, MERGED_FIELDS, type MergedField } from './fingerprint.ts';
import type { EntryTime, SideName } from './entry.ts';
import type { Fingerprint } from './pair.ts';

export interface MergeInput {
  outlook: MergedContent;
  lupax: MergedContent;
  outlookBase: Fingerprint | null;
  lupaxBase: Fingerprint | null;
  /** Whose value of the field stands where nobody's edit is followed. */
  owner: (field: MergedField) => SideName;
  winner: SideName;
  /** Whether an edit of the field on that side is followed; otherwise it is put back. */
  follows: (side: SideName, field: MergedField) => boolean;
}

export interface MergeResult {
  content: MergedContent;
  /** Values that lost a conflict. */
  lost: Partial<Record<MergedField, unknown>>;
  /** Sides on which an edit was made that is not followed. */
  putBack: Set<SideName>;
}

/**
 * Field-wise three-way merge. A side's edit is a difference from what that side showed at the last agreement, never a
 * difference between the sides: so what a server rewrote, withheld or shortened is nobody's edit.
 */
export function mergeFields(input: MergeInput): MergeResult {
  const result: MergeResult = { content: { ...input.outlook }, lost: {}, putBack: new Set() };
  for (const field of MERGED_FIELDS) {
    const outlook = judgeEdit(input, 'outlook', field);
    const lupax = judgeEdit(input, 'lupax', field);
    const same = agree(input, field);
    let chosen: MergedContent = input[input.owner(field)];
    if (same) assign(result.content, field, chosen);
    else if (outlook === 'followed' && lupax === 'followed') {
      chosen = input[input.winner];
      const loser = input.winner === 'outlook' ? input.lupax : input.outlook;
      result.lost[field] = loser[field];
    } else if (outlook === 'followed') chosen = input.outlook;
    else if (lupax === 'followed') chosen = input.lupax;
    if (!same && outlook === 'ignored' && chosen !== input.outlook) result.putBack.add('outlook');
    if (!same && lupax === 'ignored' && chosen !== input.lupax) result.putBack.add('lupax');
    assign(result.content, field, chosen);
  }
  return result;
}

function judgeEdit(input: MergeInput, side: SideName, field: MergedField): 'none' | 'followed' | 'ignored' {
  const base = side === 'outlook' ? input.outlookBase : input.lupaxBase;
  if (base !== null && base[field] === fingerprintValue(input[side][field])) return 'none';
  if (input.follows(side, field)) return 'followed';
  // Without a base nobody is known to have edited anything.
  return base === null ? 'none' : 'ignored';
}

/** Word for word where edits can be told from a base; to a reader's eye where an entry is adopted without one. */
function agree(input: MergeInput, field: MergedField): boolean {
  const [a, b] = [input.outlook[field], input.lupax[field]];
  if (input.outlookBase === null || input.lupaxBase === null) return areEquivalent(field, a, b);
  return fingerprintValue(a) === fingerprintValue(b);
}

function assign<F extends MergedField>(content: MergedContent, field: F, from: MergedContent): void {
  content[field] = from[field];
}

/** Equal to a reader: notes by their text, titles and places by their words, times by their instants. */
export function areEquivalent(field: string, a: unknown, b: unknown): boolean {
  return fingerprintValue(normalise(field, a)) === fingerprintValue(normalise(field, b));
}

function normalise(field: string, value: unknown): unknown {
  if (field === 'time') {
    const { allDay, start, end } = value as EntryTime;
    return { allDay, start, end };
  }
  if (typeof value !== 'string') return value;
  if (field === 'title') return foldSpace(shortenTitle(nameUntitled(value)));
  if (field === 'notes') return foldSpace(value.replace(/<[^>]*>/g, ' ').replaceAll('&nbsp;', ' '));
  return foldSpace(value);
}

function foldSpace(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
