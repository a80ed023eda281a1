import type { Operation, Run } from '../api/types.ts';

export const SIDES = ['outlook', 'lupax'] as const;

/** What people have to see before it happens: entries that go, or that more people may see. */
export function isGrave(operation: Operation): boolean {
  return (operation.action === 'delete' || operation.loosens === true) && isCounted(operation);
}

/** Grave ones first; within both the order of the run. */
export function sortByGravity(operations: readonly Operation[]): Operation[] {
  return [...operations.filter(isGrave), ...operations.filter((operation) => !isGrave(operation))];
}

export interface SideChanges {
  created: number;
  updated: number;
  deleted: number;
  /** Of the updated ones: visible to more people than before. */
  loosened: number;
}

/** What a run does, or did, to one side. */
export function countChanges({ counts, operations }: Run, side: (typeof SIDES)[number]): SideChanges {
  const { created, updated, deleted } = counts[side];
  const loosened = operations.filter(
    (operation) => operation.side === side && operation.loosens === true && isCounted(operation),
  ).length;
  return { created, updated, deleted, loosened };
}

function isCounted({ result }: Operation): boolean {
  return result !== 'failed' && result !== 'skipped';
}

export function countAllChanges(run: Run): number {
  return SIDES.map((side) => countChanges(run, side)).reduce(
    (sum, { created, updated, deleted }) => sum + created + updated + deleted,
    0,
  );
}
