import { setTimeout as sleep } from 'node:timers/promises';
import type { RunSummary } from '../../server/accounts/runs.ts';
import { writeLine } from '../cards/help.ts';
import { writeRun, writeUndoQuestion } from '../cards/run.ts';
import { textsOf } from '../i18n/index.ts';
import type { Message } from '../turn.ts';
import { formatMoment } from '../when.ts';
import type { CommandContext, CommandDeps } from './context.ts';

/** Teams gives a pressed button up after some seconds. */
const RUN_PATIENCE_MS = 8_000;

type Runs = (deps: CommandDeps, context: CommandContext) => Promise<Message>;

export const startSync: Runs = async (deps, context) => {
  await deps.accounts.gates.pass('microsoft365', () => context.user);
  return await follow(deps, context, await deps.accounts.runs.start(context.user, { dryRun: false }));
};

/** Waits for the run's end as long as people do. */
async function follow(deps: CommandDeps, context: CommandContext, runId: string): Promise<Message> {
  const { user, language } = context;
  await Promise.race([deps.sync.settle(user), sleep(RUN_PATIENCE_MS, undefined, { ref: false })]);
  return writeRun(await deps.accounts.runs.read(user, runId, language), language);
}

export const setPaused =
  (paused: boolean): Runs =>
  async ({ accounts }, { user, language }) => {
    await accounts.settings.change(user, { paused });
    return writeLine(textsOf(language)(paused ? 'pause.on' : 'pause.off'));
  };

export const askUndo: Runs = async (deps, context) => {
  const { user, language, timeZone, now } = context;
  const run = (await deps.accounts.runs.list(user, language)).find(isUndoable);
  if (!run) return writeLine(textsOf(language)('run.nothingToUndo'));
  return writeUndoQuestion(run.id, formatMoment(run.startedAt, timeZone, language, now), language);
};

function isUndoable({ dryRun, state, counts }: RunSummary): boolean {
  const written = [counts.outlook, counts.lupax].some(
    ({ created, updated, deleted }) => created + updated + deleted > 0,
  );
  return !dryRun && state === 'done' && written;
}

export const showWaiting: Runs = async (deps, context) => {
  const { user, language } = context;
  const waiting = (await deps.accounts.runs.list(user, language)).find(({ state }) => state === 'waiting_for_approval');
  if (!waiting) return writeLine(textsOf(language)('nothingOpen'));
  return writeRun(await deps.accounts.runs.read(user, waiting.id, language), language);
};

/** What the buttons of a run's card do. @throws Problem */
export async function pressRun(
  deps: CommandDeps,
  context: CommandContext,
  verb: string,
  runId: string,
): Promise<Message> {
  const { user, language } = context;
  const { runs, gates } = deps.accounts;
  const text = textsOf(language);
  if (verb === 'run.keep') return writeLine(text('run.kept'));
  if (verb === 'run.show') return writeRun(await runs.read(user, runId, language), language);
  if (verb === 'run.undo') {
    const run = await runs.read(user, runId, language);
    return writeUndoQuestion(runId, formatMoment(run.startedAt, context.timeZone, language, context.now), language);
  }
  await gates.pass('microsoft365', () => user);
  if (verb === 'run.approve') return await follow(deps, context, await runs.approve(user, runId));
  if (verb === 'run.undo.yes') {
    await runs.undo(user, runId);
    await Promise.race([deps.sync.settle(user), sleep(RUN_PATIENCE_MS, undefined, { ref: false })]);
    return writeLine(text('run.undone'));
  }
  await runs.discard(user, runId);
  return writeLine(text('run.discarded'));
}
