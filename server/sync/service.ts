import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLocalLeases, type RunLeases } from '../store/run-leases.ts';
import type { Change, Store, UserDocument, UserId } from '../store/types.ts';
import type { RunBody, RunDeps } from './carry-out.ts';
import { readSettings } from './choices.ts';
import { describeState } from './core/plan.ts';
import type { Run } from './core/run.ts';
import { enterRun, type RunOptions } from './enter-run.ts';
import { readJournal } from './journal.ts';
import { forgetLink, runRemoval } from './removal-run.ts';
import { startRun } from './run-record.ts';
import { createRunners } from './runners.ts';
import { createRunsElsewhere, type Pause } from './runs-elsewhere.ts';
import { runSync } from './sync-run.ts';
import type { StartRefusal, SyncService } from './types.ts';
import { runUndo } from './undo-run.ts';
import { commitChanges, updateRecord } from './update-record.ts';

/** How long a person waits for a run that goes on in the background. */
const BACKGROUND_PATIENCE_MS = 3_000;

export interface SyncServiceDeps extends RunDeps {
  store: Store;
  /** Who may work on a mailbox, where several processes share the store; left out: this one alone. */
  leases?: RunLeases;
  /** How it is waited; really when left out. */
  pause?: Pause;
  /** Called before a link ends with its copies, while it can still be used. Never rejects. */
  onUnlinking?: (user: UserId) => Promise<void>;
}

/** The synchronisation as the API, the bot and the poller use it. One run at a time per user. */
export function createSyncService(deps: SyncServiceDeps): SyncService {
  const runners = createRunners();
  const leases = deps.leases ?? createLocalLeases();
  const elsewhere = createRunsElsewhere(deps.store, leases, deps.log, deps.pause);
  const makeId = deps.makeId ?? randomUUID;
  const begin = (user: UserId, document: UserDocument, run: Run, body: RunBody, more: RunOptions = {}) =>
    enterRun({ ...deps, leases, runners }, user, document, run, body, more);
  /** One that is just ending has looked already, and one of the poller may leave no record to read. */
  const awaitClarity = async (user: UserId): Promise<void> => {
    if (runners.get(user)?.finishedAt) await runners.settle(user);
    await runners.awaitStart(user);
  };

  /**
   * Nobody is refused, or given the record of a run that found nothing, because of a run that nobody asked for and that is
   * soon over.
   * @returns it, when it ended meanwhile after having looked once more
   */
  async function letBackgroundPass(user: UserId): Promise<Run | null> {
    const passed = await letOwnPass(user);
    await elsewhere.letBackgroundPass(user, BACKGROUND_PATIENCE_MS);
    return passed;
  }

  /** The same for runs of this process. */
  async function letOwnPass(user: UserId): Promise<Run | null> {
    const passing = runners.get(user);
    if (!passing?.background) return null;
    const isFresh = runners.ask(user);
    const waited = new AbortController();
    const tooLong = deps.pause
      ? deps.pause(BACKGROUND_PATIENCE_MS)
      : sleep(BACKGROUND_PATIENCE_MS, undefined, { signal: waited.signal }).catch(() => undefined);
    await Promise.race([runners.settle(user), tooLong]);
    waited.abort();
    return isFresh && runners.get(user) !== passing ? passing : null;
  }

  return {
    async startSync(user, { dryRun, background = false }) {
      const document = await deps.store.openUser(user);
      const kind = dryRun ? 'dry_run' : 'sync';
      for (;;) {
        await awaitClarity(user);
        const passed = background ? null : await letBackgroundPass(user);
        // It did what this one was asked for, and says so.
        if (!dryRun && passed && hasDone(passed)) return { ok: true, runId: passed.id, joined: true };
        // Nobody waits for a run in the background: it may have looked before what this one is asked for.
        const isLate = !background && runners.get(user)?.background === true && !runners.ask(user);
        if (isLate) await runners.settle(user);
        const running = runners.get(user);
        if (running && running.kind !== kind) return { ok: false, code: 'run_in_progress' };
        if (running) {
          // Somebody waits for it now, so its record stays.
          running.background &&= background;
          return { ok: true, runId: running.id, joined: true };
        }
        if (readSettings(document).paused) return { ok: false, code: 'paused' };
        const run = startRun(makeId(), kind, timestamp(deps), background);
        const started = await begin(user, document, run, async (context, report) => {
          if (!dryRun && !background) await noteStarted(context.document);
          return runSync(context, run, { approved: new Set() }, report);
        });
        if (started.ok || !started.holder) return started;
        if (started.holder.kind !== kind) return { ok: false, code: 'run_in_progress' };
        const joined = await elsewhere.join(user, started.holder.runId, { background });
        if (joined) return { ok: true, runId: started.holder.runId, joined };
      }
    },

    async startPreview(user, proposal) {
      const document = await deps.store.openUser(user);
      await awaitClarity(user);
      await letBackgroundPass(user);
      if (runners.get(user)) return { ok: false, code: 'run_in_progress' };
      if (readSettings(document).paused) return { ok: false, code: 'paused' };
      const run = startRun(makeId(), 'dry_run', timestamp(deps));
      const body: RunBody = (context, report) => runSync(context, run, { approved: new Set() }, report);
      return begin(user, document, run, body, { proposal });
    },

    async startRemoval(user) {
      const document = await deps.store.openUser(user);
      for (;;) {
        await awaitClarity(user);
        const running = runners.get(user);
        if (running?.kind === 'unlink') return { ok: true, runId: running.id };
        await runners.settle(user);
        const run = startRun(makeId(), 'unlink', timestamp(deps));
        const started = await begin(user, document, run, async (context, report) => {
          const fatal = await runRemoval(context, run, report);
          if (!fatal) {
            await deps.onUnlinking?.(user);
            await forgetLink(context);
          }
          return { fatal, failures: [] };
        });
        if (started.ok || !started.holder) return started;
        if (started.holder.kind === 'unlink') return { ok: true, runId: started.holder.runId };
        await elsewhere.settle(user);
      }
    },

    async approve(user, runId) {
      const document = await deps.store.openUser(user);
      await awaitClarity(user);
      await letBackgroundPass(user);
      const run = document.get('runs', runId);
      if (!run) return { ok: false, code: 'not_found' };
      if (run.state !== 'waiting_for_approval') return { ok: false, code: 'run_not_waiting' };
      if (runners.get(user)) return { ok: false, code: 'run_in_progress' };
      const approved = new Set(run.parkedPairIds);
      const operations = run.operations.filter((operation) => operation.result !== 'planned');
      // Stored records are frozen; a run's record grows while it goes on.
      const resumed: Run = {
        ...structuredClone(run),
        state: 'running',
        finishedAt: null,
        operations,
        parkedPairIds: [],
      };
      // It may have been discarded, or approved, by another process until the mailbox is ours.
      const refuse = (): StartRefusal | null =>
        document.get('runs', runId)?.state === 'waiting_for_approval' ? null : 'run_not_waiting';
      const body: RunBody = (context, report) => runSync(context, resumed, { approved }, report);
      return begin(user, document, resumed, body, { refuse });
    },

    async discard(user, runId) {
      const document = await deps.store.openUser(user);
      let refusal: StartRefusal | null = null;
      await commitChanges(document, () => {
        const run = document.get('runs', runId);
        refusal = !run ? 'not_found' : run.state === 'waiting_for_approval' ? null : 'run_not_waiting';
        return run && !refusal ? discardParked(document, run) : [];
      });
      return refusal;
    },

    async undo(user, runId) {
      const document = await deps.store.openUser(user);
      await letBackgroundPass(user);
      const undone = document.get('runs', runId);
      if (!undone) return { ok: false, code: 'not_found' };
      if (undone.undone) return { ok: false, code: 'already_undone' };
      if (undone.state === 'running') return { ok: false, code: 'run_in_progress' };
      // Whoever asks hears at once when it cannot be read.
      readJournal(deps.secrets, document, runId);
      const run = startRun(makeId(), 'undo', timestamp(deps));
      const body: RunBody = async (context, report) => {
        const journal = readJournal(deps.secrets, context.document, runId);
        const fatal = await runUndo(context, run, journal, report);
        // What an outage kept from being undone can be undone later.
        if (!fatal) await updateRecord(context.document, 'runs', runId, (record) => ({ ...record, undone: true }));
        return { fatal, failures: [] };
      };
      // Another process may have undone it until the mailbox is ours.
      const refuse = (): StartRefusal | null => (document.get('runs', runId)?.undone ? 'already_undone' : null);
      return begin(user, document, run, body, { refuse });
    },

    watch: (user, runId, listener) =>
      runners.get(user)?.id === runId ? runners.watch(user, runId, listener) : elsewhere.watch(user, runId, listener),
    isRunningHere: (user) => runners.get(user) !== undefined,
    isRunning: async (user) => runners.get(user) !== undefined || (await leases.find(user)) !== null,
    async settle(user) {
      await runners.settle(user);
      await elsewhere.settle(user);
    },
    async cut(user) {
      await runners.cut(user);
      await leases.cut(user);
      await elsewhere.settle(user);
    },
    stop: () => runners.stop(),
  };
}

/** What is parked stays as it is on both sides, and is not proposed again until it changes. */
function discardParked(document: UserDocument, run: Run): Change[] {
  const operations = run.operations.map((operation) =>
    operation.result === 'planned' ? { ...operation, result: 'skipped' as const, reason: 'discarded' } : operation,
  );
  return [
    ...run.parkedPairIds.flatMap((key): Change[] => {
      const pair = document.get('pairs', key);
      return pair ? [{ collection: 'pairs', key, value: { ...pair, discarded: describeState(pair) } }] : [];
    }),
    { collection: 'runs', key: run.id, value: { ...run, state: 'done', operations, parkedPairIds: [] } },
  ];
}

/** A run in the background that had something to do: its record stays. */
function hasDone({ error, operations }: Run): boolean {
  return error === null && operations.length > 0;
}

/** The first explicit synchronisation: polling begins after it. */
async function noteStarted(document: UserDocument): Promise<void> {
  await updateRecord(document, 'link', 'self', (link) => (link.started ? null : { ...link, started: true }));
}

function timestamp(deps: SyncServiceDeps): string {
  return new Date(deps.now()).toISOString();
}
