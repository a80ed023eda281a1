import type { Conflict } from './conflict.ts';
import type { SideName } from './entry.ts';

export type RunState = 'running' | 'done' | 'failed' | 'waiting_for_approval';
export type OperationAction = 'create' | 'update' | 'delete';
export type OperationResult = 'planned' | 'done' | 'skipped' | 'conflict' | 'failed';

export interface Operation {
  side: SideName;
  action: OperationAction;
  title: string;
  /** Stable code, see `reasons.ts`; the tab and the bot have the sentences. */
  reason: string;
  result: OperationResult;
  /** Shows the entry to more people than before; left out when it does not. */
  loosens?: true;
  /** Code of the error that a failed write was answered with. */
  failure?: string;
  /** The loser's value of each field of a conflict. */
  lost?: Record<string, unknown>;
  /** Of a conflict that was carried out; a person may decide otherwise. */
  conflict?: Conflict;
}

export interface SideCounts {
  created: number;
  updated: number;
  deleted: number;
  unchanged: number;
  skipped: number;
  failed: number;
}

export interface Run {
  id: string;
  kind: 'sync' | 'dry_run' | 'unlink' | 'approve' | 'undo';
  dryRun: boolean;
  /** Started by the poller; forgotten again when it had nothing to do. */
  background: boolean;
  state: RunState;
  startedAt: string;
  finishedAt: string | null;
  error: { code: string; detail: string } | null;
  requests: { graph: number; lupax: number };
  counts: { outlook: SideCounts; lupax: SideCounts };
  operations: Operation[];
  /** Entries whose operation waits for approval. */
  parkedPairIds: string[];
  undone: boolean;
}
