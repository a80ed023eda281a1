import type { Run } from '../sync/core/run.ts';
import type { UserId } from './types.ts';

/** Who works on a mailbox, as far as others may know. */
export interface RunHolder {
  runId: string;
  kind: Run['kind'];
  /** Progress, as last reported; 0 of 0 before the first report. */
  done: number;
  total: number;
}

/** The right to work on one mailbox, until it is released or lost. */
export interface RunLease {
  /** What commits of the run are to bear (`UserDocument.commit`); null where no other process can take the lease. */
  readonly fence: string | null;
  /** Aborts when another process wants the run to end, or when the lease is lost: the run ends with the write it is at. */
  readonly signal: AbortSignal;
  report(done: number, total: number): void;
  /** Never rejects: what cannot be released runs out. */
  release(): Promise<void>;
}

export interface AbandonedRun {
  user: UserId;
  runId: string;
  kind: Run['kind'];
}

/**
 * One run at a time per mailbox over all processes. Within one process `sync/runners.ts` sees to that, before anybody
 * asks for a lease.
 */
export interface RunLeases {
  take(user: UserId, run: Pick<Run, 'id' | 'kind'>): Promise<{ lease: RunLease } | { holder: RunHolder }>;
  /** The run of whatever process. @returns null when there is none that is alive */
  find(user: UserId): Promise<RunHolder | null>;
  /** Tells the user's run to end, wherever it is. */
  cut(user: UserId): Promise<void>;
  /** Ends the leases of processes that have died. Each is handed to one caller. */
  reclaim(): Promise<AbandonedRun[]>;
  close(): Promise<void>;
}

/** Where there is one process, nobody else can have a lease. */
export function createLocalLeases(): RunLeases {
  return {
    take: async () => ({
      lease: { fence: null, signal: new AbortController().signal, report: () => {}, release: async () => {} },
    }),
    find: async () => null,
    cut: async () => {},
    reclaim: async () => [],
    close: async () => {},
  };
}
