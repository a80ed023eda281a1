import type { RunLeases } from '../store/run-leases.ts';
import type { Store, UserDocument } from '../store/types.ts';
import type { Run } from '../sync/core/run.ts';
import { endStale } from '../sync/run-archive.ts';
import { commitChanges } from '../sync/update-record.ts';

/**
 * Ends the records of runs that no process works on any more, so that nobody waits for them. The next sync goes
 * on from what was committed.
 * @returns how many there were
 */
export async function closeInterruptedRuns(store: Store, leases: Pick<RunLeases, 'find'>): Promise<number> {
  let closed = 0;
  for (const user of await store.listUsers('running')) {
    const document = await store.openUser(user);
    // Asked after the record was read: whoever works under it has the lease since before that.
    const holder = await leases.find(user);
    closed += await closeRuns(document, (run) => run.id !== holder?.runId);
  }
  return closed;
}

/** @returns how many there were */
export async function closeRuns(document: UserDocument, isOver: (run: Run) => boolean): Promise<number> {
  let closed = 0;
  await commitChanges(document, () => {
    const runs = [...document.list('runs').values()].filter((run) => run.state === 'running' && isOver(run));
    closed = runs.length;
    return runs.map((run) => ({ collection: 'runs', key: run.id, value: endStale(run) }));
  });
  return closed;
}
