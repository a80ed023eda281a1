import type { UserId } from '../store/types.ts';
import type { Proposal } from './choices.ts';
import type { Run } from './core/run.ts';

export type StartRefusal = 'run_in_progress' | 'paused' | 'run_not_waiting' | 'already_undone' | 'not_found';
/** `joined`: the run was under way already, and may have looked before what it was asked for. */
export type Started = { ok: true; runId: string; joined?: true } | { ok: false; code: StartRefusal };

/** Called with the run's progress; `end` once, last. */
export type RunListener = (
  event: { type: 'progress'; done: number; total: number } | { type: 'end'; run: Run },
) => void;

/** What the API, the bot and the poller may ask of the synchronisation. Runs go on in the background. */
export interface SyncService {
  startSync(user: UserId, options: { dryRun: boolean; background?: boolean }): Promise<Started>;
  /** A dry run that goes by choices which are not saved yet. One at a time, because each proposal is another question. */
  startPreview(user: UserId, proposal: Proposal): Promise<Started>;
  /** Takes back what this product wrote on both sides, then removes the link (`DELETE /api/me/link?copies=remove`). */
  startRemoval(user: UserId): Promise<Started>;
  approve(user: UserId, runId: string): Promise<Started>;
  /** @returns the refusal, or null when the parked part was discarded */
  discard(user: UserId, runId: string): Promise<StartRefusal | null>;
  undo(user: UserId, runId: string): Promise<Started>;
  /** @returns a function that ends the subscription */
  watch(user: UserId, runId: string, listener: RunListener): () => void;
  /** In any process. */
  isRunning(user: UserId): Promise<boolean>;
  /** In this process. */
  isRunningHere(user: UserId): boolean;
  /** Waits until the user's running work is over or `signal` aborts it safely. */
  settle(user: UserId): Promise<void>;
  /** Ends the user's running work safely: what is being written is finished, the rest is left to the next run. */
  cut(user: UserId): Promise<void>;
  /** Ends running work safely; nothing new starts. */
  stop(): Promise<void>;
}
