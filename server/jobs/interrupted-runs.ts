import type { Store } from '../store/types.ts';
import { endStale } from '../sync/run-archive.ts';

/**
 * Ends the records of runs that were going on when the process died, so that nobody waits for them. The next sync goes
 * on from what was committed.
 * @returns how many there were
 */
export async function closeInterruptedRuns(store: Store): Promise<number> {
  let closed = 0;
  for (const user of await store.listUsers()) {
    const document = await store.openUser(user);
    const runs = [...document.list('runs').values()].filter(({ state }) => state === 'running');
    closed += runs.length;
    await document.commit(runs.map((run) => ({ collection: 'runs' as const, key: run.id, value: endStale(run) })));
  }
  return closed;
}
