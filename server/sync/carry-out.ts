import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { SendFirst } from '../send-first.ts';
import type { Secrets } from '../store/secrets.ts';
import type { Settings, UserDocument, UserId } from '../store/types.ts';
import { listRefusals } from './attention.ts';
import { chooseWindow } from './choose-window.ts';
import { isInSync, readChoices, type Proposal } from './choices.ts';
import { commitPairs } from './commit-pairs.ts';
import type { RunContext, SyncSession } from './context.ts';
import { createPairIndex } from './core/pair-index.ts';
import type { Run } from './core/run.ts';
import { createJournal } from './journal.ts';
import type { CalendarFailure } from './observe.ts';
import { finishRun } from './run-archive.ts';
import { RunInterrupted } from './run-errors.ts';
import { createTurns } from './turns.ts';
import type { RunListener } from './types.ts';

/** What a run needs besides the mailbox, which it has by now. */
export interface RunDeps {
  /** Opens both services as the user; the Lupax token is renewed when it is time. Errors bear a stable `code`. */
  openSession(user: UserId, document: UserDocument, log: Logger): Promise<SyncSession>;
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
  /** Waited for between entries whose commit has ended. */
  sendFirst?: SendFirst;
  /** Is told of every run that has ended, and how long it took. */
  onRunEnded?: (run: Run, ms: number, user: UserId) => void;
  log: Logger;
}

export interface RunOutcome {
  fatal: Error | null;
  failures: CalendarFailure[];
}

/** What the kind of run does once both services are open. */
export type RunBody = (context: RunContext, report: RunListener) => Promise<RunOutcome>;

/** What a run is told while it goes on. */
export interface RunSignals {
  signal: AbortSignal;
  report: RunListener;
  takeAsked: () => boolean;
}

/** Carries a run out, and keeps its record whatever happens. */
export async function carryOut(
  deps: RunDeps,
  user: UserId,
  document: UserDocument,
  run: Run,
  body: RunBody,
  { signal, report, takeAsked }: RunSignals,
  proposal?: Proposal,
): Promise<Run> {
  // Every line of a run bears its id, however deep below it is written.
  const log = deps.log.child({ run: run.id });
  const startedAt = performance.now();
  let outcome: RunOutcome;
  let session: SyncSession | null = null;
  try {
    session = await deps.openSession(user, document, log);
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
  await finishRun(document, run, outcome, new Date(deps.now()).toISOString(), log).catch((error: unknown) => {
    log.error({ err: error }, 'the record of the run was not kept');
  });
  deps.onRunEnded?.(run, performance.now() - startedAt, user);
  return run;
}

async function makeContext(
  deps: RunDeps,
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
    turns: createTurns(deps.sendFirst),
    ...ofRun,
  };
}
