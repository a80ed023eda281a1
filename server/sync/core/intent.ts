import type { Visibility } from './entry.ts';
import { fingerprintAppointment } from './fingerprint.ts';
import type { AppointmentContent } from './lupax-entry.ts';
import { areEquivalent } from './merge.ts';
import type { Pair } from './pair.ts';
import type { PairPlan } from './plan-types.ts';

/**
 * What the writes of a plan are about to do, noted before the first of them: should an answer be lost, what they did is
 * not taken for a person's doing.
 */
export interface Intent {
  /** The copy of an event is taken out of Lupax although the event is there; its tombstone is no deletion. */
  takesBack: boolean;
  /** Visibility that is written to Lupax; a person did not set it. */
  visibility: Visibility | null;
  /** The event's marker names an appointment that is gone, and has to be renewed. */
  remarks: boolean;
}

/** The entry with what the plan is about to do; the same one when there is nothing to note. */
export function announceIntent(pair: Pair, plan: PairPlan): Pair {
  const intent: Intent = { takesBack: false, visibility: null, remarks: pair.intent?.remarks ?? false };
  for (const { write, fields } of plan.operations) {
    if (write.side === 'outlook') intent.remarks ||= write.action === 'update' && write.remark === true;
    else if (write.action === 'delete') intent.takesBack = pair.origin === 'outlook' && !pair.outlook.gone;
    else if (write.action === 'update' && fields.includes('visibility')) intent.visibility = write.content.visibility;
  }
  if (!intent.takesBack && intent.visibility === null && !intent.remarks) return pair;
  return { ...pair, intent, raisedVisibility: intent.takesBack ? plan.raisedVisibility : pair.raisedVisibility };
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
