import type { Outcome } from './run-story.ts';

/** What a whole simulation came to; plain data, so that it can be sent from one process to another. */
export interface Sums {
  runs: number;
  failed: number;
  actions: number;
  requests: number;
  writes: number;
  mails: number;
  /** How often each kind of fault was tried. */
  faults: Record<string, number>;
  violations: string[];
}

export function createSums(): Sums {
  return { runs: 0, failed: 0, actions: 0, requests: 0, writes: 0, mails: 0, faults: {}, violations: [] };
}

export function countStory(sums: Sums, outcome: Outcome): void {
  const { actions, requests, writes, mails, violations } = outcome;
  const failed = violations.length > 0 ? 1 : 0;
  addSums(sums, {
    runs: 1,
    failed,
    actions,
    requests,
    writes,
    mails,
    faults: Object.fromEntries(outcome.faults),
    violations,
  });
}

export function addSums(sums: Sums, more: Sums): void {
  for (const key of ['runs', 'failed', 'actions', 'requests', 'writes', 'mails'] as const) sums[key] += more[key];
  for (const [kind, count] of Object.entries(more.faults)) sums.faults[kind] = (sums.faults[kind] ?? 0) + count;
  sums.violations.push(...more.violations);
}
