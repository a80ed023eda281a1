import type { Store, UserDocument } from '../store/types.ts';
import { endStale } from '../sync/run-archive.ts';
import { commitChanges } from '../sync/update-record.ts';

/**
 * Ends the records of runs that were going on when the process died, so that nobody waits for them. The next sync goes
 * on from what was committed.
 * @returns how many there were
 */
export async function closeInterruptedRuns(store: Store): Promise<number> {
  let closed = 0;
  for (const user of await store.listUsers('running')) closed += await closeRuns(await store.openUser(user));
  return closed;
}

/** @returns how many there were */
async function closeRuns(document: UserDocument): Promise<number> {
  let closed = 0;
  await commitChanges(document, () => {
    const runs = [...document.list('runs').values()].filter(({ state }) => state === 'running');
    closed = runs.length;
    return runs.map((run) => ({ collection: 'runs', key: run.id, value: endStale(run) }));
  });
  return closed;
}
