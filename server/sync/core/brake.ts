import type { SideName } from './entry.ts';
import type { PlannedOperation } from './plan-types.ts';

const FREE_OPERATIONS = 10;
const SHARE_OF_ENTRIES = 0.2;

/**
 * Stops a plan that deletes or loosens unusually much: more than max(10, 20 % of the synchronised entries of the side)
 * in one run. Everything else of the run is carried out.
 * @param syncedEntries number of the link's synchronised entries per side
 * @param counted ids of the entries that the brake has counted earlier in the same run, carried out or parked
 * @returns ids of the entries whose counted operations have to wait
 */
export function findBraked(
  operations: readonly PlannedOperation[],
  syncedEntries: Record<SideName, number>,
  counted: Record<SideName, ReadonlySet<string>> = { outlook: new Set(), lupax: new Set() },
): { pairIds: Set<string>; sides: SideName[] } {
  const sides = (['outlook', 'lupax'] as const).filter((side) => {
    const fresh = operations.filter((operation) => operation.brake !== null && operation.write.side === side);
    // What could not be written at once is planned again, and counts once.
    const again = new Set(fresh.map((operation) => operation.pairId));
    const before = [...counted[side]].filter((pairId) => !again.has(pairId)).length;
    const limit = Math.max(FREE_OPERATIONS, SHARE_OF_ENTRIES * (syncedEntries[side] + before));
    return fresh.length > 0 && fresh.length + before > limit;
  });
  const waiting = operations.filter((operation) => operation.brake !== null && sides.includes(operation.write.side));
  return { pairIds: new Set(waiting.map((operation) => operation.pairId)), sides };
}
