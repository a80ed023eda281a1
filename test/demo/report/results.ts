import type { Operation, Run } from '../api.ts';

/** What a run did with the entries of one side, by their titles. */
export interface Results {
  /** The result's word in the catalogue; each operation is given out once. Null when the run did nothing with it. */
  take(title: string): string | null;
}

/** Reads the operations of a run on one side. */
export function createResults({ operations }: Pick<Run, 'operations'>, side: Operation['side']): Results {
  const byTitle = new Map<string, Operation[]>();
  for (const operation of operations.filter((one) => one.side === side)) {
    byTitle.set(operation.title, [...(byTitle.get(operation.title) ?? []), operation]);
  }
  return {
    take(title) {
      const operation = byTitle.get(title)?.shift();
      if (!operation) return null;
      return operation.result === 'done' || operation.result === 'conflict' ? operation.action : operation.result;
    },
  };
}
