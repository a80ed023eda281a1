import { agreeOn, becomeOf, readPrints } from './agreement.ts';
import type { SideName, Visibility } from './entry.ts';
import {
  fingerprintAppointment,
  fingerprintEvent,
  fingerprintValue,
  fingerprintWords,
  pickFields,
} from './fingerprint.ts';
import type { AppointmentContent } from './lupax-entry.ts';
import { endLate, expectLate, passLate } from './late.ts';
import { areEquivalent } from './merge.ts';
import type { Fingerprint, Pair } from './pair.ts';
import type { PairPlan, PlannedOperation } from './plan-types.ts';
import { restoreEntry, type Restoration } from './restore-entry.ts';

/**
 * What the writes of a plan are about to do, noted before the call: should an answer be lost, what they did is not taken
 * for a person's doing.
 */
export interface Intent {
  /** The event's marker names an appointment that is gone, and has to be renewed. */
  remarks: boolean;
  /** A change that was not answered yet. */
  update: AnnouncedUpdate | null;
  /** A deletion of one side that was not answered yet. */
  deletion: AnnouncedDeletion | null;
}

/** Should its item turn out gone, this product deleted it, and no person. */
export interface AnnouncedDeletion {
  side: SideName;
  /** UTC instant before the call. */
  since: string;
  /** Of an undo: what the entry is once the item is gone. */
  restores?: Restoration;
}

/** A change of one side; once it is known to have been carried out, the entry is as if it had been answered. */
export interface AnnouncedUpdate {
  side: SideName;
  /** What the written fields showed before, and what they were to show. */
  before: Fingerprint;
  print: Fingerprint;
  /** The words of the notes that were written: their markup comes back as every server rewrites it. */
  words: string | null;
  outcome: Agreement | { restores: Restoration };
}

/** The written fields are agreed on. */
interface Agreement {
  /** What the other side showed in these fields then. */
  other: Fingerprint;
  raisedVisibility: Visibility | null;
  becomes: Pair['origin'] | null;
}

/** The entry with another intent, or none when nothing is left of it; the same one when there was none. */
export function changeIntent(pair: Pair, change: Partial<Intent>): Pair {
  const intent: Intent = { remarks: false, update: null, deletion: null, ...pair.intent, ...change };
  if (intent.remarks || intent.update || intent.deletion) return { ...pair, intent };
  return pair.intent ? { ...pair, intent: null } : pair;
}

/**
 * The entry with what the whole plan is about to do; the same one when there is nothing to note. A deletion is noted where
 * its item is taken away although the other side is there: its tombstone is nobody's deletion.
 * @param now UTC instant
 */
export function announceIntent(pair: Pair, plan: PairPlan, now: string): Pair {
  let announced = pair;
  for (const { write } of plan.operations) {
    if (write.action === 'delete' && !pair[write.side === 'outlook' ? 'lupax' : 'outlook'].gone) {
      const deletion = { side: write.side, since: now };
      announced = { ...changeIntent(announced, { deletion }), raisedVisibility: plan.raisedVisibility };
    } else if (write.side === 'outlook' && write.action === 'update' && write.remark) {
      announced = changeIntent(announced, { remarks: true });
    }
  }
  return announced;
}

/**
 * The entry with the create that is about to be sent; the same one where it is no create, or repeats one that went
 * unanswered: that is sent with the key it had.
 * @param since UTC instant
 */
export function announceCreate(pair: Pair, { write }: PlannedOperation, makeKey: () => string, since: string): Pair {
  if (write.action !== 'create' || pair.pending?.side === write.side) return pair;
  const print = write.side === 'lupax' ? fingerprintAppointment(write.content) : fingerprintEvent(write.content);
  const words = fingerprintWords(write.content.notes);
  return { ...pair, pending: { side: write.side, key: makeKey(), since, print, words } };
}

/**
 * The entry with the change that is about to be written; the same one when the operation changes no field.
 * @param fields those that both sides agree on once the write is answered
 */
export function announceUpdate(pair: Pair, operation: PlannedOperation, fields: string[], plan: PairPlan): Pair {
  const { write, becomes } = operation;
  if (write.action !== 'update' || fields.length === 0) return pair;
  const prints = readPrints(pair);
  const { seen } = pair.outlook;
  const wanted =
    write.side === 'lupax'
      ? fingerprintAppointment(write.content)
      : seen && fingerprintEvent({ ...seen, ...write.patch });
  const before = prints[write.side];
  if (!wanted || !before) return pair;
  const notes = write.side === 'lupax' ? write.content.notes : write.patch.notes;
  const update: AnnouncedUpdate = {
    side: write.side,
    before: pickFields(before, fields),
    print: pickFields(wanted, fields),
    words: fields.includes('notes') && notes !== undefined ? fingerprintWords(notes) : null,
    outcome: {
      other: pickFields(prints[write.side === 'outlook' ? 'lupax' : 'outlook'] ?? {}, fields),
      raisedVisibility: plan.raisedVisibility,
      becomes: becomes ?? null,
    },
  };
  return changeIntent(pair, { update });
}

/**
 * Ends an announced change of a side that was read since. One field that shows what was written, and did not before, tells
 * that it was carried out, unless people may have done just that while another field still shows what it did: then all its
 * fields are agreed on as they were written, and what either side shows instead by now is a person's edit, be it back to
 * what was there before. Of an undo, the entry is what it was.
 */
export function settleUpdate(pair: Pair): Pair {
  const update = pair.intent?.update;
  if (!update) return pair;
  const rest = changeIntent(pair, { update: null });
  return takeIn(rest, update) ?? rest;
}

/**
 * The same for changes that went unanswered: one that was not carried out yet may still be, when nobody waits for it any
 * more, and is no person's edit then either.
 * @param now UTC instant at which the items were asked for
 */
export function settleUnanswered(pair: Pair, now: string): Pair {
  const update = pair.intent?.update;
  let settled = passLate(pair, now);
  for (const late of settled.late ?? []) settled = takeIn(settled, late.update) ?? settled;
  if (!update) return settled;
  settled = changeIntent(settled, { update: null });
  return takeIn(settled, update) ?? expectLate(settled, { update, since: now });
}

/** What two people seldom come to by themselves, unless it is empty: who empties the notes in both places proves nothing. */
const TELLING_FIELDS: ReadonlySet<string> = new Set(['title', 'notes', 'location', 'time']);
const EMPTY_TEXT = fingerprintValue('');

/** @returns null when the change was not carried out, as far as its side shows */
function takeIn(pair: Pair, update: AnnouncedUpdate): Pair | null {
  const shown = readPrints(pair)[update.side];
  if (!shown) return null;
  const notes = update.side === 'outlook' ? pair.outlook.seen!.notes : readLupaxNotes(pair);
  const isAsWritten = (field: string): boolean =>
    shown[field] === update.print[field] ||
    (field === 'notes' && update.words !== null && update.words === fingerprintWords(notes));
  const fields = Object.keys(update.print);
  const isTelling = (field: string): boolean =>
    TELLING_FIELDS.has(field) && (field === 'notes' ? fingerprintWords(notes) : shown[field]) !== EMPTY_TEXT;
  const proofs = fields.filter((field) => update.before[field] !== shown[field] && isAsWritten(field));
  const doubts = fields.filter((field) => update.before[field] === shown[field] && !isAsWritten(field));
  const carriedOut = proofs.some(isTelling) || (proofs.length > 0 && !doubts.some(isTelling));
  if (!carriedOut) return null;
  const rest = endLate(pair, update.side);
  const { outcome } = update;
  if ('restores' in outcome) return restoreEntry(rest, update.side, outcome.restores);
  const written = Object.fromEntries(
    fields.map((field) => [field, isAsWritten(field) ? shown[field]! : update.print[field]!]),
  );
  const { other, raisedVisibility, becomes } = outcome;
  const prints = update.side === 'outlook' ? { outlook: written, lupax: other } : { outlook: other, lupax: written };
  const agreed = agreeOn({ ...rest, raisedVisibility }, fields, prints);
  return becomes ? becomeOf(agreed, becomes) : agreed;
}

function readLupaxNotes({ lupax }: Pair): string {
  return lupax.seen?.type === 'appointment' ? lupax.seen.item.notes : '';
}

/**
 * Whether the answer of a repeated create shows what was sent just now, so that it can be taken like any answer: neither
 * was it carried out earlier with something else, nor did a person change it.
 */
export function showsAsSent(sent: AppointmentContent, shown: AppointmentContent): boolean {
  const [wanted, print] = [fingerprintAppointment(sent), fingerprintAppointment(shown)];
  const same = Object.keys(wanted).every((field) => field === 'notes' || wanted[field] === print[field]);
  return same && areEquivalent('notes', sent.notes, shown.notes);
}
