import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useApi } from './context.tsx';
import { followRun, type Progress } from './follow-run.ts';
import type { Run, RunStarted } from './types.ts';

/** What a synchronisation may change on the screen. */
const STALE = [['sync'], ['calendars'], ['attention'], ['runs'], ['entries']];

export type SyncStep =
  | { step: 'idle' }
  | { step: 'running'; dryRun: boolean; progress: Progress | null }
  | { step: 'over'; run: Run }
  | { step: 'failed'; error: unknown };

export interface Sync {
  state: SyncStep;
  /** Starts a synchronisation, or a preview. @returns the run when it is over; null when it could not be started */
  start(options: { dryRun: boolean }): Promise<Run | null>;
  /** Follows a run that something else started. */
  follow(start: () => Promise<RunStarted>): Promise<Run | null>;
  /** Forgets the run; one that goes on is followed no further. */
  reset(): void;
}

/** Starts runs and follows them to their end. Leaving the view ends the following, not the run. */
export function useSync(): Sync {
  const { call } = useApi();
  const cache = useQueryClient();
  const [state, setState] = useState<SyncStep>({ step: 'idle' });
  const leaving = useRef<AbortController | null>(null);
  useEffect(() => () => leaving.current?.abort(), []);

  const follow = useCallback(
    async (begin: () => Promise<RunStarted>, dryRun = false): Promise<Run | null> => {
      leaving.current?.abort();
      const following = (leaving.current = new AbortController());
      setState({ step: 'running', dryRun, progress: null });
      try {
        const { runId } = await begin();
        const show = (progress: Progress) => setState({ step: 'running', dryRun, progress });
        const run = await followRun(call, runId, show, following.signal);
        setState({ step: 'over', run });
        return run;
      } catch (error) {
        if (!following.signal.aborted) setState({ step: 'failed', error });
        return null;
      } finally {
        for (const queryKey of STALE) void cache.invalidateQueries({ queryKey });
      }
    },
    [call, cache],
  );
  const start = useCallback(
    ({ dryRun }: { dryRun: boolean }) =>
      follow(() => call<RunStarted>('POST', `/api/me/sync?dryRun=${dryRun}`), dryRun),
    [call, follow],
  );
  const reset = useCallback(() => {
    leaving.current?.abort();
    setState({ step: 'idle' });
  }, []);
  return { state, start, follow, reset };
}
