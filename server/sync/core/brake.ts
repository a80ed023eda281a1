import type { SideName } from './entry.ts';
import type { PlannedOperation } from './plan-types.ts';

const FREE_OPERATIONS = 10;
const SHARE_OF_ENTRIES = 0.2;

/**
 * Stops a plan that deletes or loosens unusually much: more than max(10, 20 % of the synchronised entries of the side)
 * in one run. Everything else of the run is carried out.
 * @param syncedEntries number of the link's synchronised entries per side
 * @returns ids of the entries whose counted operations have to wait
 */
export function findBraked(
  operations: readonly PlannedOperation[],
  syncedEntries: Record<SideName, number>,
): { pairIds: Set<string>; sides: SideName[] } {
  const sides = (['outlook', 'lupax'] as const).filter((side) => {
    const counted = operations.filter((operation) => operation.brake !== null && operation.write.side === side);
    return counted.length > Math.max(FREE_OPERATIONS, SHARE_OF_ENTRIES * syncedEntries[side]);
  });
  const waiting = operations.filter((operation) => operation.brake !== null && sides.includes(operation.write.side));
  return { pairIds: new Set(waiting.map((operation) => operation.pairId)), sides };
}
