import type { Call } from '../api/call.ts';
import { readCode } from '../api/problem.ts';
import type { RunStarted } from '../api/types.ts';

const ASK_AGAIN_MS = 1_000;

/**
 * Starts a run; while one of the other kind goes on, e.g. the regular synchronisation, it waits for its end.
 * @throws ProblemError, UnreachableError; the signal's reason
 */
export async function startWhenFree(
  call: Call,
  { dryRun }: { dryRun: boolean },
  signal: AbortSignal,
): Promise<RunStarted> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await call<RunStarted>('POST', `/api/me/sync?dryRun=${dryRun}`);
    } catch (error) {
      if (readCode(error) !== 'run_in_progress') throw error;
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    }
  }
}
