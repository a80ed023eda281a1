import { useCallback, useEffect, useRef, useState } from 'react';
import { useApi } from '../api/context.tsx';
import { followRun, type Progress } from '../api/follow-run.ts';
import type { Run, RunStarted } from '../api/types.ts';
import { useSync, type Sync } from '../api/use-sync.ts';
import { isGrave } from './judge-run.ts';
import { startWhenFree } from './start-when-free.ts';

export interface PreviewOptions {
  /** The dialog opens only when something would be deleted, or shown to more people. Else it opens at once. */
  quiet?: boolean;
  /** Takes the change back that the preview is about; the dialog then offers that instead of closing. */
  onCancel?: () => unknown;
}

/**
 * `harmless`: quiet, and nothing would be deleted or shown to more people. `unchecked`: quiet, and nobody could look
 * (paused, or a service is away). `confirmed`: a synchronisation was started. `cancelled`: closed; a change was taken back.
 */
export type PreviewOutcome = 'harmless' | 'unchecked' | 'confirmed' | 'cancelled';

/** `closed` includes a quiet look. */
export type PreviewStep =
  | { step: 'closed' }
  | { step: 'looking'; progress: Progress | null }
  | { step: 'unread'; error: unknown }
  | { step: 'review'; run: Run };

export interface Preview {
  /** Looks what the next synchronisation would do, and lets the user decide. One after the other. */
  start(options?: PreviewOptions): Promise<PreviewOutcome>;
  /** A quiet look goes on. */
  isLooking: boolean;
  /** For PreviewDialog. */
  state: PreviewStep;
  sync: Sync;
  /** Whether closing takes a change back. */
  takesBack: boolean;
  confirm(): void;
  close(): void;
  lookAgain(): void;
}

/** A dry run, shown in a dialog (PreviewDialog), and the synchronisation that may follow it. */
export function usePreview(): Preview {
  const { call } = useApi();
  const sync = useSync();
  const [state, setState] = useState<PreviewStep>({ step: 'closed' });
  const [isLooking, setLooking] = useState(false);
  const [options, setOptions] = useState<PreviewOptions>({});
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const end = useRef<((outcome: PreviewOutcome) => void) | null>(null);
  const leaving = useLeaving();

  const look = useCallback(async (): Promise<Run> => {
    const signal = leaving();
    const { runId } = await startWhenFree(() => call<RunStarted>('POST', '/api/me/sync?dryRun=true'), signal);
    const showProgress = (progress: Progress) =>
      setState((shown) => (shown.step === 'looking' ? { step: 'looking', progress } : shown));
    const run = await followRun(call, runId, showProgress, signal);
    signal.throwIfAborted();
    return run;
  }, [call, leaving]);

  const lookOpenly = useCallback(async () => {
    setState({ step: 'looking', progress: null });
    try {
      setState({ step: 'review', run: await look() });
    } catch (error) {
      setState({ step: 'unread', error });
    }
  }, [look]);

  const { reset } = sync;
  const carryOut = useCallback(
    async (chosen: PreviewOptions): Promise<PreviewOutcome> => {
      reset();
      setOptions(chosen);
      const ended = new Promise<PreviewOutcome>((resolve) => (end.current = resolve));
      if (!chosen.quiet) {
        await lookOpenly();
        return await ended;
      }
      setLooking(true);
      const run = await look()
        .catch(() => null)
        .finally(() => setLooking(false));
      if (!run || run.state === 'failed') return 'unchecked';
      if (!run.operations.some(isGrave)) return 'harmless';
      setState({ step: 'review', run });
      return await ended;
    },
    [look, lookOpenly, reset],
  );

  const start = useCallback(
    (chosen: PreviewOptions = {}): Promise<PreviewOutcome> => {
      const outcome = queue.current.then(() => carryOut(chosen));
      queue.current = outcome.catch(() => undefined);
      return outcome;
    },
    [carryOut],
  );

  const confirm = () =>
    void sync.follow(() => startWhenFree(() => call<RunStarted>('POST', '/api/me/sync'), leaving()));
  const close = () => {
    const isConfirmed = sync.state.step !== 'idle';
    setState({ step: 'closed' });
    if (!isConfirmed) options.onCancel?.();
    end.current?.(isConfirmed ? 'confirmed' : 'cancelled');
  };
  return {
    start,
    isLooking,
    state,
    sync,
    takesBack: options.onCancel !== undefined,
    confirm,
    close,
    lookAgain: () => void lookOpenly(),
  };
}

/** @returns reads the signal that is aborted when the view is left */
function useLeaving(): () => AbortSignal {
  const controller = useRef(new AbortController());
  useEffect(() => {
    // React runs effects twice in development.
    if (controller.current.signal.aborted) controller.current = new AbortController();
    return () => controller.current.abort();
  }, []);
  return useCallback(() => controller.current.signal, []);
}
