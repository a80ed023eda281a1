import { readCode } from '../api/problem.ts';
import type { RunStarted } from '../api/types.ts';

const ASK_AGAIN_MS = 1_000;

/**
 * Starts a run; while another one goes on, e.g. the regular synchronisation, it waits for its end.
 * @param begin asks the server for the run
 * @throws ProblemError, UnreachableError; the signal's reason
 */
export async function startWhenFree(begin: () => Promise<RunStarted>, signal: AbortSignal): Promise<RunStarted> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await begin();
    } catch (error) {
      if (readCode(error) !== 'run_in_progress') throw error;
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    }
  }
}
