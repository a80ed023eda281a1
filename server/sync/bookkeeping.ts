import type { RunContext } from './context.ts';
import { endSide } from './core/announced-deletion.ts';
import { agreeOn, becomeOf, readPrints } from './core/agreement.ts';
import type { Appointment } from './core/lupax-entry.ts';
import type { OutlookEvent } from './core/outlook-event.ts';
import { changeIntent } from './core/intent.ts';
import { endLate } from './core/late.ts';
import type { Fingerprint, Pair, Side } from './core/pair.ts';
import type { PairPlan, PlannedOperation } from './core/plan-types.ts';
import { isSettled, noteSettled } from './core/quiet-plans.ts';

/** Permanent failures in a row before a person is asked. */
export const TRIES_BEFORE_ATTENTION = 3;
const RETRY_AFTER_ATTENTION_MS = 24 * 60 * 60 * 1000;

/**
 * Takes the answer of a write into the entry. The fields that were written are agreed on from now on, the others not
 * yet: a crash before the entry's next write must not make an edit look old.
 */
export function noteWrite(
  context: RunContext,
  { operation, later, plan }: { operation: PlannedOperation; later: PlannedOperation[]; plan: PairPlan },
  answer: OutlookEvent | Appointment | null,
): void {
  const pair = context.index.get(operation.pairId)!;
  const { side } = operation.write;
  if (answer === null) {
    noteDeletion(context, pair, side);
    return;
  }
  // A deletion that is still on its way is refused from now on: the item is another one, or has another revision.
  const deletion = pair.intent?.deletion?.side === side ? null : (pair.intent?.deletion ?? null);
  const remarks = later.length > 0 && pair.intent?.remarks === true;
  const intended = changeIntent(endLate(pair, side), { remarks, update: null, deletion });
  const next: Pair = { ...intended, pending: null, failures: 0, retryAt: null, discarded: null };
  if (side === 'outlook') {
    const event = answer as OutlookEvent;
    next.calendarId = event.calendarId;
    next.outlook = { ...pair.outlook, seen: event, gone: false };
  } else {
    const item = answer as Appointment;
    next.lupaxRef = { type: 'appointment', id: item.id };
    next.lupax = { ...pair.lupax, seen: { type: 'appointment', item }, gone: false };
  }
  const fields = listAgreedFields(operation, later);
  // Agreed on without it, what a person has closed would look as if nobody had.
  if (fields.includes('visibility')) next.raisedVisibility = plan.raisedVisibility;
  const agreed = agreeOn(next, fields, readPrints(next));
  context.index.put(operation.becomes ? becomeOf(agreed, operation.becomes) : agreed);
}

/** Fields that both sides agree on once the operation is answered: not those that are written again after it. */
export function listAgreedFields(operation: PlannedOperation, later: PlannedOperation[]): string[] {
  const open = new Set(later.flatMap((rest) => rest.fields));
  return operation.fields.filter((field) => !open.has(field));
}

function noteDeletion(context: RunContext, pair: Pair, side: 'outlook' | 'lupax'): void {
  const rest = endSide(pair, side);
  if (rest) context.index.put(rest);
  else context.index.remove(pair.id);
}

/** Both sides show what was planned: what they show is the new base. Writes nothing when it already was. */
export function settlePair(context: RunContext, plan: PairPlan): void {
  const pair = context.index.get(plan.pairId);
  if (!pair || isSettled(plan, pair)) return;
  if (plan.outcome === 'forget') {
    context.index.remove(pair.id);
    return;
  }
  const prints = readPrints(pair);
  const agreed = plan.want !== null && prints.outlook !== null && prints.lupax !== null;
  const next: Pair = { ...pair, raisedVisibility: plan.raisedVisibility };
  if (agreed) {
    next.outlook = settleSide(pair.outlook, prints.outlook!, plan.want!.outlook);
    next.lupax = settleSide(pair.lupax, prints.lupax!, plan.want!.lupax);
  }
  const unchanged =
    next.outlook === pair.outlook && next.lupax === pair.lupax && next.raisedVisibility === pair.raisedVisibility;
  if (unchanged) noteSettled(plan, pair);
  else context.index.put(next);
}

function settleSide<Seen>(side: Side<Seen>, base: Fingerprint, sent: Fingerprint | null): Side<Seen> {
  return samePrint(side.base, base) && samePrint(side.sent, sent) ? side : { ...side, base, sent };
}

function samePrint(a: Fingerprint | null, b: Fingerprint | null): boolean {
  if (a === b) return true;
  if (a === null || b === null) return false;
  const fields = Object.keys(b);
  return fields.length === Object.keys(a).length && fields.every((field) => a[field] === b[field]);
}

/** Counts a refusal. After the third the entry rests for a day at a time and a person is asked. */
export function noteFailure(context: RunContext, operation: PlannedOperation, error: Error): void {
  const pair = context.index.get(operation.pairId);
  if (!pair) return;
  const failures = pair.failures + 1;
  const rests = failures >= TRIES_BEFORE_ATTENTION;
  const retryAt = rests ? new Date(context.now() + RETRY_AFTER_ATTENTION_MS).toISOString() : null;
  context.index.put({ ...pair, failures, retryAt });
  const { side, action } = operation.write;
  context.log.warn({ side, action, failures, code: (error as { code?: string }).code }, 'a write was refused');
}
