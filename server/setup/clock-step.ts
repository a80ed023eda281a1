import type { CheckContext } from './context.ts';
import { fault, ok, type Finding } from './finding.ts';
import { findSignInFault } from './sign-in-steps.ts';

/** Entra takes five minutes amiss; half of it is time to do something about it. */
const MAX_OFFSET_MS = 2 * 60_000;

export async function checkClock(context: CheckContext): Promise<Finding> {
  const offsetMs = context.probe.readClockOffsetMs();
  const refusal = await findSignInFault(context);
  const isRefused = refusal?.step === 'clock';
  if (offsetMs === null) return isRefused ? refusal.finding : { kind: 'unknown', note: 'unanswered' };
  const seconds = Math.round(Math.abs(offsetMs) / 1000);
  if (!isRefused && Math.abs(offsetMs) <= MAX_OFFSET_MS) return ok();
  return fault('clock_skew', { seconds }, offsetMs > 0 ? 'behind' : 'ahead');
}
