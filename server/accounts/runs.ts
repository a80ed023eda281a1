import { translate, type Language } from '../i18n/index.ts';
import { Problem } from '../problems.ts';
import type { Proposal } from '../sync/choices.ts';
import type { Conflict } from '../sync/core/conflict.ts';
import type { Operation, Run } from '../sync/core/run.ts';
import type { RunListener, Started } from '../sync/types.ts';
import type { UserDocument } from '../store/types.ts';
import type { Limits } from './limits.ts';
import type { AccountDeps, SignedInUser } from './types.ts';

const MAX_LISTED = 100;

/** A run as people see it, without what is only needed to carry it on or to undo it. */
export type RunView = Omit<Run, 'kind' | 'background' | 'parkedPairIds' | 'undone' | 'operations'> & {
  operations: OperationView[];
  /** Left out for synchronisations and dry runs. */
  kind?: 'undo' | 'unlink';
  /** Its writes were taken back since. */
  undone?: true;
};
export type OperationView = Omit<Operation, 'conflict'> & { conflict?: Omit<Conflict, 'pairId'> };
export type RunSummary = Omit<RunView, 'operations'>;

export interface RunsService {
  start(user: SignedInUser, options: { dryRun: boolean }): Promise<string>;
  /** Shows what choices would do that are not saved yet. @throws Problem `run_in_progress`, `paused` */
  preview(user: SignedInUser, proposal: Proposal): Promise<string>;
  /** Newest first. @throws Problem `not_linked` */
  list(user: SignedInUser, language: Language): Promise<RunSummary[]>;
  /** @throws Problem `not_found`, `not_linked` */
  read(user: SignedInUser, runId: string, language: Language): Promise<RunView>;
  approve(user: SignedInUser, runId: string): Promise<string>;
  discard(user: SignedInUser, runId: string): Promise<void>;
  undo(user: SignedInUser, runId: string): Promise<string>;
  /** @returns a function that ends the subscription */
  watch(user: SignedInUser, runId: string, listener: RunListener): () => void;
}

export function createRunsService(deps: Pick<AccountDeps, 'store' | 'sync'>, limits: Limits): RunsService {
  const { store, sync } = deps;

  /** The record of a removal outlives the link. */
  async function requireRuns(user: SignedInUser): Promise<UserDocument> {
    const document = await store.openUser(user);
    if (!document.get('link', 'self') && document.list('runs').size === 0) throw new Problem('not_linked');
    return document;
  }

  async function count(user: SignedInUser, start: () => Promise<Started>): Promise<string> {
    await limits.countRunStart(user);
    const started = await start();
    if (!started.ok) throw new Problem(started.code);
    return started.runId;
  }

  return {
    start: (user, options) => count(user, () => sync.startSync(user, options)),
    preview: (user, proposal) => count(user, () => sync.startPreview(user, proposal)),
    async list(user, language) {
      const runs = [...(await requireRuns(user)).list('runs').values()].reverse();
      runs.sort((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt));
      return runs.slice(0, MAX_LISTED).map((run) => {
        const { operations: _, ...summary } = describeRun(run, language);
        return summary;
      });
    },
    async read(user, runId, language) {
      const run = (await requireRuns(user)).get('runs', runId);
      if (!run) throw new Problem('not_found');
      return describeRun(run, language);
    },
    approve: (user, runId) => count(user, () => sync.approve(user, runId)),
    async discard(user, runId) {
      const refusal = await sync.discard(user, runId);
      if (refusal) throw new Problem(refusal);
    },
    undo: (user, runId) => count(user, () => sync.undo(user, runId)),
    watch: (user, runId, listener) => sync.watch(user, runId, listener),
  };
}

export function describeRun(run: Run, language: Language): RunView {
  const { id, kind, dryRun, state, startedAt, finishedAt, error, requests, counts, operations, undone } = run;
  return {
    id,
    dryRun,
    state,
    startedAt,
    finishedAt,
    error: error && { code: error.code, detail: writeDetail(error, language) },
    requests,
    counts,
    operations: operations.map(describeOperation),
    ...(kind === 'undo' || kind === 'unlink' ? { kind } : {}),
    ...(undone ? { undone } : {}),
  };
}

function describeOperation({ conflict, ...operation }: Operation): OperationView {
  if (!conflict) return operation;
  const { loser, kept, decided } = conflict;
  return { ...operation, conflict: { loser, kept, decided } };
}

function writeDetail({ code, detail }: { code: string; detail: string }, language: Language): string {
  const texts = [`run_error.${code}`, `attention.${code}.detail`, `problem.${code}.detail`];
  return texts.map((key) => translate(language, key)).find((text) => text !== undefined) ?? detail;
}
