import { useCallback, useEffect, useRef, useState } from 'react';
import { useApi } from '../api/context.tsx';
import { followRun, type Progress } from '../api/follow-run.ts';
import type { Proposal, Run, RunStarted } from '../api/types.ts';
import { useSync, type Sync } from '../api/use-sync.ts';
import { isGrave } from './judge-run.ts';
import { startWhenFree } from './start-when-free.ts';

/** A change of the user's that is not saved yet. */
export interface Change {
  proposal: Proposal;
  /** @throws ProblemError, UnreachableError */
  save(): Promise<unknown>;
}

/** `closed` includes a quiet look. */
export type PreviewStep =
  | { step: 'closed' }
  | { step: 'looking'; progress: Progress | null }
  | { step: 'unread'; error: unknown }
  | { step: 'review'; run: Run };

export interface Preview {
  /** Shows what the next synchronisation would do, and lets the user decide. */
  show(): Promise<void>;
  /**
   * Looks quietly what the change would do. When nothing would be deleted or shown to more people, or nobody can look
   * (a service is away), it is saved; else the dialog opens, and it is saved when the user confirms it, not before: no
   * synchronisation that starts by itself meanwhile knows of it. One after the other.
   * @returns whether it was saved. @throws what saving throws, unless the dialog shows it
   */
  review(change: Change): Promise<boolean>;
  /** A quiet look goes on. */
  isLooking: boolean;
  /** For PreviewDialog. */
  state: PreviewStep;
  sync: Sync;
  /** Whether the dialog is about a change, which closing it discards. */
  isChange: boolean;
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
  const [change, setChange] = useState<Change | null>(null);
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  /** Of the confirmed change; null before, and when saving it failed. */
  const saving = useRef<Promise<boolean> | null>(null);
  const end = useRef<((isSaved: boolean | PromiseLike<boolean>) => void) | null>(null);
  const leaving = useLeaving();
  // Whoever leaves while the dialog asks has confirmed nothing.
  useEffect(() => () => end.current?.(saving.current ?? false), []);

  const look = useCallback(
    async (proposal?: Proposal): Promise<Run> => {
      // A quiet look goes on when the view is left, so that what is harmless is saved then, too.
      const signal = proposal ? new AbortController().signal : leaving();
      const begin = () =>
        proposal
          ? call<RunStarted>('POST', '/api/me/preview', proposal)
          : call<RunStarted>('POST', '/api/me/sync?dryRun=true');
      const { runId } = await startWhenFree(begin, signal);
      const showProgress = (progress: Progress) =>
        setState((shown) => (shown.step === 'looking' ? { step: 'looking', progress } : shown));
      return await followRun(call, runId, showProgress, signal);
    },
    [call, leaving],
  );

  const lookOpenly = useCallback(async () => {
    setState({ step: 'looking', progress: null });
    try {
      const run = await look();
      // Closed meanwhile.
      setState((shown) => (shown.step === 'looking' ? { step: 'review', run } : shown));
    } catch (error) {
      setState((shown) => (shown.step === 'looking' ? { step: 'unread', error } : shown));
    }
  }, [look]);

  const { reset } = sync;
  const showNow = useCallback(async (): Promise<void> => {
    reset();
    setChange(null);
    saving.current = null;
    const ended = new Promise<boolean>((resolve) => (end.current = resolve));
    await lookOpenly();
    await ended;
  }, [lookOpenly, reset]);

  const reviewNow = useCallback(
    async (chosen: Change): Promise<boolean> => {
      reset();
      setLooking(true);
      const run = await look(chosen.proposal)
        .catch(() => null)
        .finally(() => setLooking(false));
      if (!run || run.state === 'failed' || !run.operations.some(isGrave)) {
        await chosen.save();
        return true;
      }
      if (leaving().aborted) return false;
      saving.current = null;
      const ended = new Promise<boolean>((resolve) => (end.current = resolve));
      setChange(chosen);
      setState({ step: 'review', run });
      return await ended;
    },
    [look, leaving, reset],
  );

  const inTurn = useCallback(<T>(work: () => Promise<T>): Promise<T> => {
    const outcome = queue.current.then(work);
    queue.current = outcome.catch(() => undefined);
    return outcome;
  }, []);
  const show = useCallback(() => inTurn(showNow), [inTurn, showNow]);
  const review = useCallback((chosen: Change) => inTurn(() => reviewNow(chosen)), [inTurn, reviewNow]);

  const save = async (): Promise<void> => {
    try {
      await (saving.current ??= change ? change.save().then(() => true) : Promise.resolve(true));
    } catch (error) {
      saving.current = null;
      throw error;
    }
  };
  const confirm = () =>
    void sync.follow(async () => {
      await save();
      return await startWhenFree(() => call<RunStarted>('POST', '/api/me/sync'), leaving());
    });
  const close = () => {
    setState({ step: 'closed' });
    end.current?.(saving.current ?? false);
  };
  return {
    show,
    review,
    isLooking,
    state,
    sync,
    isChange: change !== null,
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
