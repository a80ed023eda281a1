import type { RunHolder, RunLease, RunLeases } from '../store/run-leases.ts';
import type { Store, UserDocument, UserId } from '../store/types.ts';
import { carryOut, type RunBody, type RunDeps } from './carry-out.ts';
import type { Proposal } from './choices.ts';
import type { Run } from './core/run.ts';
import { keepRun } from './run-archive.ts';
import type { Runners } from './runners.ts';
import type { RunListener, Started, StartRefusal } from './types.ts';
import { fenceDocument } from './update-record.ts';

export interface RunOptions {
  proposal?: Proposal;
  /** Asked once the mailbox is the run's. */
  refuse?: () => StartRefusal | null;
}

/** `holder`: the run that another process is at. */
export type Begun = Started & { holder?: RunHolder };

export interface EntryDeps extends RunDeps {
  store: Pick<Store, 'openUser'>;
  leases: RunLeases;
  runners: Runners;
}

/** Takes the mailbox for a run, keeps the run's record, and lets the run go on in the background. */
export async function enterRun(
  deps: EntryDeps,
  user: UserId,
  shared: UserDocument,
  run: Run,
  body: RunBody,
  { proposal, refuse = () => null }: RunOptions,
): Promise<Begun> {
  let lease: RunLease | null = null;
  const entered = deps.runners.enter(user, run, async (signal, report, takeAsked) => {
    const held = lease!;
    const tell: RunListener = (event) => {
      if (event.type === 'progress') held.report(event.done, event.total);
      report(event);
    };
    const ending = AbortSignal.any([signal, held.signal]);
    const document = fenceDocument(shared, held.fence);
    const signals = { signal: ending, report: tell, takeAsked };
    return await carryOut(deps, user, document, run, body, signals, proposal).finally(() => held.release());
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
