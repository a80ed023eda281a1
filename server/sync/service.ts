import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { withRunId } from '../log-context.ts';
import { createLocalLeases, type RunHolder, type RunLease, type RunLeases } from '../store/run-leases.ts';
import type { Secrets } from '../store/secrets.ts';
import type { Change, Settings, Store, UserDocument, UserId } from '../store/types.ts';
import { listRefusals } from './attention.ts';
import { isInSync, readChoices, readSettings, type Proposal } from './choices.ts';
import { chooseWindow } from './choose-window.ts';
import { commitPairs, type RunContext, type SyncSession } from './context.ts';
import { createPairIndex } from './core/pair-index.ts';
import { describeState } from './core/plan.ts';
import type { Run } from './core/run.ts';
import type { CalendarFailure } from './observe.ts';
import { forgetLink, runRemoval } from './removal-run.ts';
import { finishRun, keepRun } from './run-archive.ts';
import { startRun } from './run-record.ts';
import { RunInterrupted } from './run-errors.ts';
import { createRunners, type Runners } from './runners.ts';
import { createRunsElsewhere } from './runs-elsewhere.ts';
import { runSync } from './sync-run.ts';
import { commitChanges, fenceDocument, updateRecord } from './update-record.ts';
import { runUndo } from './undo-run.ts';
import { createJournal, readJournal } from './journal.ts';
import type { RunListener, Started, StartRefusal, SyncService } from './types.ts';

/** How long a person waits for a run that goes on in the background. */
const BACKGROUND_PATIENCE_MS = 3_000;

export interface SyncServiceDeps {
  store: Store;
  /** Who may work on a mailbox, where several processes share the store; left out: this one alone. */
  leases?: RunLeases;
  /** Opens both services as the user; the Lupax token is renewed when it is time. Errors bear a stable `code`. */
  openSession(user: UserId, document: UserDocument): Promise<SyncSession>;
  /** Asks for interface, role and the list of calendars where the last answers are older than an hour. */
  refresh(user: UserId, document: UserDocument, session: SyncSession): Promise<void>;
  /** Lupax user whose projects are shown; null when nobody is known to be responsible. */
  findProjectOwner(document: UserDocument, session: SyncSession, settings: Settings): Promise<number | null>;
  /** The window is at least this wide, whatever the settings say (for imported calendars in the demo). */
  minimumWindow?: { pastDays: number; futureDays: number };
  /** Encrypts the before-images of what a run wrote. */
  secrets: Pick<Secrets, 'encrypt' | 'decrypt'>;
  now: () => number;
  /** Makes ids of runs and entries, and keys of creates; random when left out. */
  makeId?: () => string;
  /** Called before a link ends with its copies, while it can still be used. Never rejects. */
  onUnlinking?: (user: UserId) => Promise<void>;
  /** Is told of every run that has ended, and how long it took. */
  onRunEnded?: (run: Run, ms: number, user: UserId) => void;
  log: Logger;
}

/** The synchronisation as the API, the bot and the poller use it. One run at a time per user. */
export function createSyncService(deps: SyncServiceDeps): SyncService {
  const runners = createRunners();
  const leases = deps.leases ?? createLocalLeases();
  const elsewhere = createRunsElsewhere(deps.store, leases, deps.log);
  const makeId = deps.makeId ?? randomUUID;
  const begin = (user: UserId, document: UserDocument, run: Run, body: RunBody, more: RunOptions = {}) =>
    carryOut({ ...deps, leases }, runners, user, document, run, body, more);
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
    const passing = runners.get(user);
    if (!passing?.background) return null;
    const isFresh = runners.ask(user);
    const waited = new AbortController();
    const tooLong = sleep(BACKGROUND_PATIENCE_MS, undefined, { signal: waited.signal }).catch(() => undefined);
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
        if (!background) await elsewhere.letBackgroundPass(user, BACKGROUND_PATIENCE_MS);
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
      await elsewhere.letBackgroundPass(user, BACKGROUND_PATIENCE_MS);
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
      const run = document.get('runs', runId);
      if (!run) return { ok: false, code: 'not_found' };
      if (run.state !== 'waiting_for_approval') return { ok: false, code: 'run_not_waiting' };
      await awaitClarity(user);
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

interface RunOutcome {
  fatal: Error | null;
  failures: CalendarFailure[];
}

type RunBody = (context: RunContext, report: RunListener) => Promise<RunOutcome>;

interface RunOptions {
  proposal?: Proposal;
  /** Asked once the mailbox is the run's. */
  refuse?: () => StartRefusal | null;
}

/** `holder`: the run that another process is at. */
type Begun = Started & { holder?: RunHolder };

/** Registers the run, carries it out in the background, and keeps its record whatever happens. */
async function carryOut(
  deps: SyncServiceDeps & { leases: RunLeases },
  runners: Runners,
  user: UserId,
  shared: UserDocument,
  run: Run,
  body: RunBody,
  { proposal, refuse = () => null }: RunOptions,
): Promise<Begun> {
  const { log } = deps;
  const work = async (
    signal: AbortSignal,
    report: RunListener,
    takeAsked: () => boolean,
    document: UserDocument,
  ): Promise<Run> => {
    const startedAt = performance.now();
    let outcome: RunOutcome;
    let session: SyncSession | null = null;
    try {
      session = await deps.openSession(user, document);
      await deps.refresh(user, document, session);
      const context = await makeContext(deps, user, document, session, {
        choices: readChoices(document, proposal),
        signal,
        takeAsked,
        log,
        background: run.background,
        journal: createJournal(deps.secrets, document, run.id, deps.now),
      });
      outcome = await body(context, report);
      if (document.get('link', 'self')) await commitPairs(context, () => listRefusals(context));
    } catch (error) {
      outcome = { fatal: error as Error, failures: [] };
    }
    if (signal.aborted && outcome.fatal) outcome.fatal = new RunInterrupted();
    if (session) {
      run.requests.graph += session.requests.graph;
      run.requests.lupax += session.requests.lupax;
    }
    // Whoever watches the run is told of its end also when its record cannot be kept.
    await finishRun(document, run, outcome, timestamp(deps), log).catch((error: unknown) => {
      log.error({ err: error }, 'the record of the run was not kept');
    });
    deps.onRunEnded?.(run, performance.now() - startedAt, user);
    return run;
  };
  let lease: RunLease | null = null;
  const entered = runners.enter(user, run, async (signal, report, takeAsked) => {
    const held = lease!;
    const tell: RunListener = (event) => {
      if (event.type === 'progress') held.report(event.done, event.total);
      report(event);
    };
    const ending = AbortSignal.any([signal, held.signal]);
    const document = fenceDocument(shared, held.fence);
    return await withRunId(run.id, () => work(ending, tell, takeAsked, document)).finally(() => held.release());
  });
  if (!entered) return { ok: false, code: 'run_in_progress' };
  try {
    const taken = await deps.leases.take(user, run);
    if ('holder' in taken) {
      entered.leave();
      return { ok: false, code: 'run_in_progress', holder: taken.holder };
    }
    ({ lease } = taken);
    // Memory learns what the run before has left behind.
    if (lease.fence !== null) await deps.store.openUser(user);
    const refusal = refuse();
    if (refusal) throw new Refused(refusal);
    await keepRun(fenceDocument(shared, lease.fence), run);
  } catch (error) {
    entered.leave();
    await (lease as RunLease | null)?.release();
    if (error instanceof Refused) return { ok: false, code: error.refusal };
    throw error;
  }
  entered.go();
  return { ok: true, runId: run.id };
}

class Refused extends Error {
  constructor(readonly refusal: StartRefusal) {
    super(refusal);
  }
}

async function makeContext(
  deps: SyncServiceDeps,
  user: UserId,
  document: UserDocument,
  session: SyncSession,
  ofRun: Pick<RunContext, 'choices' | 'signal' | 'takeAsked' | 'log' | 'background' | 'journal'>,
): Promise<RunContext> {
  const { settings } = ofRun.choices;
  const makeId = deps.makeId ?? randomUUID;
  const pastDays = Math.max(settings.pastDays, deps.minimumWindow?.pastDays ?? 0);
  const futureDays = Math.max(settings.futureDays, deps.minimumWindow?.futureDays ?? 0);
  return {
    user,
    document,
    index: createPairIndex(document.list('pairs').values(), makeId),
    session,
    window: chooseWindow({
      ...{ user, background: ofRun.background, now: deps.now(), pastDays, futureDays },
      stored: [...document.list('calendars').values()]
        .filter(({ id }) => isInSync(ofRun.choices, id))
        .map(({ window }) => window),
    }),
    now: deps.now,
    makeKey: makeId,
    projectsOf: settings.includeProjects ? await deps.findProjectOwner(document, session, settings) : null,
    language: settings.language ?? 'de',
    ...ofRun,
  };
}

/** The first explicit synchronisation: polling begins after it. */
async function noteStarted(document: UserDocument): Promise<void> {
  await updateRecord(document, 'link', 'self', (link) => (link.started ? null : { ...link, started: true }));
}

function timestamp(deps: SyncServiceDeps): string {
  return new Date(deps.now()).toISOString();
}
