import { LupaxError } from '../lupax/errors.ts';
import type { RunContext } from './context.ts';
import { fingerprintAppointment } from './core/fingerprint.ts';
import { showsAsSent } from './core/intent.ts';
import type { Appointment, AppointmentContent } from './core/lupax-entry.ts';
import { makeAnsweredSide, type LupaxItem, type Pair } from './core/pair.ts';
import type { PlannedOperation, Write } from './core/plan-types.ts';
import { markGone } from './core/reconcile-lupax.ts';
import { ChangedMeanwhile } from './write-errors.ts';

type LupaxWrite = Extract<Write, { side: 'lupax' }>;

/**
 * Carries out one write to Lupax.
 * @param repeats an earlier call of a create went unanswered
 * @returns the appointment as the answer showed it; null when it was deleted
 * @throws ChangedMeanwhile when the appointment is no longer what the plan was made for; LupaxError
 */
export async function writeToLupax(
  context: RunContext,
  operation: PlannedOperation,
  write: LupaxWrite,
  repeats: boolean,
): Promise<Appointment | null> {
  const pair = context.index.get(operation.pairId)!;
  if (write.action === 'create') return createAppointment(context, pair, write.content, repeats);
  const seen = pair.lupax.seen;
  if (seen?.type !== 'appointment') throw new ChangedMeanwhile(false);
  const { id, revision } = seen.item;
  try {
    if (write.action === 'update') return await context.session.lupax.replaceAppointment(id, revision, write.content);
    await context.session.lupax.deleteAppointment(id, revision);
    return null;
  } catch (error) {
    if (!(error instanceof LupaxError) || (error.code !== 'changed_meanwhile' && error.code !== 'not_found'))
      throw error;
    await readAgain(context, id);
    throw new ChangedMeanwhile(error.facts.repeated === true);
  }
}

/** The key was stored before the call, and is reused only to repeat a call that went unanswered. */
async function createAppointment(
  context: RunContext,
  pair: Pair,
  content: AppointmentContent,
  repeats: boolean,
): Promise<Appointment> {
  try {
    const { key } = pair.pending!;
    const { appointment, deleted, isRepeat } = await context.session.lupax.createAppointment(content, key);
    const fresh = !repeats && !isRepeat;
    if (fresh || (!deleted && showsAsSent(content, appointment))) return appointment;
    // The unanswered call may have been carried out with what the event showed then, and people may have changed or
    // deleted the result since, so the entry is planned anew.
    const now = context.index.get(pair.id)!;
    const print = fingerprintAppointment(appointment);
    const lupax = makeAnsweredSide<LupaxItem>(
      { type: 'appointment', item: appointment },
      print,
      appointment.notes,
      now.pending,
    );
    context.index.put({
      ...now,
      lupaxRef: { type: 'appointment', id: appointment.id },
      pending: null,
      lupax: deleted ? { ...lupax, seen: null, gone: true } : lupax,
    });
    throw new ChangedMeanwhile(false);
  } catch (error) {
    const unanswered = error instanceof LupaxError && error.code === 'unavailable';
    const now = context.index.get(pair.id);
    if (!unanswered && now?.pending) context.index.put({ ...now, pending: null });
    throw error;
  }
}

async function readAgain(context: RunContext, id: number): Promise<void> {
  const ref = { type: 'appointment' as const, id };
  const appointment = await context.session.lupax.readAppointment(id);
  if (!appointment) {
    markGone(context.index, ref);
    return;
  }
  const pair = context.index.findByLupax(ref);
  if (pair) context.index.put({ ...pair, lupax: { ...pair.lupax, seen: { type: 'appointment', item: appointment } } });
}
