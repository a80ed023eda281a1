import { agreeOn, becomeOf, readPrints } from './agreement.ts';
import type { SideName, Visibility } from './entry.ts';
import { fingerprintAppointment, fingerprintEvent, fingerprintWords, pickFields } from './fingerprint.ts';
import type { AppointmentContent } from './lupax-entry.ts';
import { areEquivalent } from './merge.ts';
import type { Fingerprint, Pair } from './pair.ts';
import type { PairPlan, PlannedOperation } from './plan-types.ts';

/**
 * What the writes of a plan are about to do, noted before the call: should an answer be lost, what they did is not taken
 * for a person's doing.
 */
export interface Intent {
  /** The copy of an event is taken out of Lupax although the event is there; its tombstone is no deletion. */
  takesBack: boolean;
  /** The event's marker names an appointment that is gone, and has to be renewed. */
  remarks: boolean;
  /** A change that was not answered yet; null or left out when there is none. */
  update?: AnnouncedUpdate | null;
}

/** A change of one side. Once it is known to have been carried out, its fields are agreed on, as if it had been answered. */
export interface AnnouncedUpdate {
  side: SideName;
  /** What the written fields showed before, and what they were to show. */
  before: Fingerprint;
  print: Fingerprint;
  /** The words of the notes that were written: their markup comes back as every server rewrites it. */
  words: string | null;
  /** What the other side showed in these fields then. */
  other: Fingerprint;
  /** What counts as agreed on at the written side then, where it is not what was written: an undo brings edits back. */
  agreed?: Fingerprint;
  raisedVisibility: Visibility | null;
  becomes: Pair['origin'] | null;
}

/** The entry with what the whole plan is about to do; the same one when there is nothing to note. */
export function announceIntent(pair: Pair, plan: PairPlan): Pair {
  const intent: Intent = { takesBack: false, remarks: pair.intent?.remarks ?? false };
  for (const { write } of plan.operations) {
    if (write.side === 'outlook') intent.remarks ||= write.action === 'update' && write.remark === true;
    else if (write.action === 'delete') intent.takesBack = pair.origin === 'outlook' && !pair.outlook.gone;
  }
  if (!intent.takesBack && !intent.remarks) return pair;
  return { ...pair, intent, raisedVisibility: intent.takesBack ? plan.raisedVisibility : pair.raisedVisibility };
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
    other: pickFields(prints[write.side === 'outlook' ? 'lupax' : 'outlook'] ?? {}, fields),
    raisedVisibility: plan.raisedVisibility,
    becomes: becomes ?? null,
  };
  const { takesBack = false, remarks = false } = pair.intent ?? {};
  return { ...pair, intent: { takesBack, remarks, update } };
}

/**
 * Ends an announced change of a side that was read since. One field that shows what was written, and did not before, tells
 * that it was carried out: then all its fields are agreed on as they were written, and what either side shows instead by
 * now is a person's edit, be it back to what was there before.
 */
export function settleUpdate(pair: Pair): Pair {
  const update = pair.intent?.update;
  if (!update) return pair;
  const { takesBack, remarks } = pair.intent!;
  const rest = { ...pair, intent: takesBack || remarks ? { takesBack, remarks } : null };
  const shown = readPrints(pair)[update.side];
  if (!shown) return rest;
  const notes = update.side === 'outlook' ? pair.outlook.seen!.notes : readLupaxNotes(pair);
  const isAsWritten = (field: string): boolean =>
    shown[field] === update.print[field] ||
    (field === 'notes' && update.words !== null && update.words === fingerprintWords(notes));
  const fields = Object.keys(update.print);
  const carriedOut = fields.some((field) => update.before[field] !== shown[field] && isAsWritten(field));
  if (!carriedOut) return rest;
  const written = Object.fromEntries(
    fields.map((field) => [
      field,
      update.agreed?.[field] ?? (isAsWritten(field) ? shown[field]! : update.print[field]!),
    ]),
  );
  const prints =
    update.side === 'outlook' ? { outlook: written, lupax: update.other } : { outlook: update.other, lupax: written };
  const agreed = agreeOn({ ...rest, raisedVisibility: update.raisedVisibility }, fields, prints);
  return update.becomes ? becomeOf(agreed, update.becomes) : agreed;
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
