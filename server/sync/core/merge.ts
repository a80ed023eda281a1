import { nameUntitled, shortenTitle, type MergedContent } from './content.ts';
import { fingerprintValue, MERGED_FIELDS, readWords, type MergedField } from './fingerprint.ts';
import type { EntryTime, SideName } from './entry.ts';
import type { Fingerprint, Pair } from './pair.ts';

export interface MergeInput {
  outlook: MergedContent;
  lupax: MergedContent;
  /** Fingerprints of the two. */
  prints: Record<SideName, Fingerprint>;
  outlookBase: Fingerprint | null;
  lupaxBase: Fingerprint | null;
  /** Side that an unanswered create turned out to have made; its base is what the create was to show, save the notes. */
  answered?: SideName | null;
  /** Whose value of a field stands where nobody's edit is followed. */
  owner: SideName;
  winner: SideName;
  /** Whether an edit of the field on that side is followed; otherwise it is put back. */
  follows: (side: SideName, field: MergedField) => boolean;
}

export interface MergeResult {
  content: MergedContent;
  /** Fields that both sides agree on as they are: whatever each side shows of them stays as it is. */
  settled: Set<MergedField>;
  /** Values that lost a conflict. */
  lost: Partial<Record<MergedField, unknown>>;
  /** Sides on which an edit was made that is not followed. */
  putBack: Set<SideName>;
  /** Sides that do not show what was decided. */
  targets: Set<SideName>;
}

type Edit = 'none' | 'followed' | 'ignored';

/**
 * Field-wise three-way merge. A side's edit is a difference from what that side showed at the last agreement, never a
 * difference between the sides: so what a server rewrote, withheld or shortened is nobody's edit.
 */
export function mergeFields(input: MergeInput): MergeResult {
  const result: MergeResult = {
    content: { ...input[input.owner] },
    settled: new Set(),
    lost: {},
    putBack: new Set(),
    targets: new Set(),
  };
  for (const field of MERGED_FIELDS) {
    const edits = { outlook: judgeEdit(input, 'outlook', field), lupax: judgeEdit(input, 'lupax', field) };
    const untouched = edits.outlook === 'none' && edits.lupax === 'none' && hasBase(input);
    if ((untouched && !input.answered) || showTheSame(input, field, edits)) {
      result.settled.add(field);
      continue;
    }
    // It was made like the other side, which did not change since: so a person changed what it had made.
    if (untouched && input.answered)
      edits[input.answered] = input.follows(input.answered, field) ? 'followed' : 'ignored';
    const source = chooseSource(input, edits);
    const other = source === 'outlook' ? 'lupax' : 'outlook';
    assign(result.content, field, input[source]);
    result.targets.add(other);
    if (edits[other] === 'followed') result.lost[field] = input[other][field];
    if (edits[other] === 'ignored') result.putBack.add(other);
  }
  return result;
}

function judgeEdit(input: MergeInput, side: SideName, field: MergedField): Edit {
  const base = baseOf(input, side);
  const print = input.prints[side][field];
  if (base !== null && base[field] === print) return 'none';
  // The other side was made like this one, which shows the same as it did then.
  if (base === null && input.answered && input.answered !== side && baseOf(input, input.answered)?.[field] === print)
    return 'none';
  if (input.follows(side, field)) return 'followed';
  // Without a base nobody is known to have edited anything.
  return base === null ? 'none' : 'ignored';
}

function baseOf(input: MergeInput, side: SideName): Fingerprint | null {
  return side === 'outlook' ? input.outlookBase : input.lupaxBase;
}

/** Whose value of the field both sides are to show. */
function chooseSource(input: MergeInput, edits: Record<SideName, Edit>): SideName {
  const { outlook, lupax } = edits;
  if (outlook === 'followed' && lupax === 'followed') return input.winner;
  if (outlook === 'followed' || lupax === 'followed') return outlook === 'followed' ? 'outlook' : 'lupax';
  // One edit that is not followed is put back to what the other side shows.
  if (outlook !== lupax) return outlook === 'ignored' ? 'lupax' : 'outlook';
  return input.owner;
}

/** Side that an unanswered create turned out to have made: there is a base, and nobody knows what became of what was sent. */
export function findAnswered(pair: Pair): SideName | null {
  const sides = (['outlook', 'lupax'] as const).filter((side) => pair[side].base !== null && pair[side].sent === null);
  return sides[0] ?? null;
}

function hasBase(input: MergeInput): boolean {
  return input.outlookBase !== null && input.lupaxBase !== null;
}

/**
 * Word for word; but to a reader's eye where an entry is adopted without a base, and where both sides changed: there it
 * is the same edit made twice, or our own write whose answer was lost and whose HTML the server rewrote.
 */
function showTheSame(input: MergeInput, field: MergedField, edits: Record<SideName, Edit>): boolean {
  const loosely = !hasBase(input) || Boolean(input.answered) || (edits.outlook !== 'none' && edits.lupax !== 'none');
  if (loosely) return areEquivalent(field, input.outlook[field], input.lupax[field]);
  return input.prints.outlook[field] === input.prints.lupax[field];
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
  if (field === 'notes') return readWords(value);
  return foldSpace(value);
}

function foldSpace(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
