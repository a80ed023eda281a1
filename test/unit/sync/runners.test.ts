import { expect, it, vi } from 'vitest';
import { startRun } from '../../../server/sync/run-record.ts';
import { createRunners } from '../../../server/sync/runners.ts';

const USER = { tenantId: 't', objectId: 'o' };
const run = startRun('run', 'sync', '2026-01-10T00:00:00Z');

it('gives a place back that was taken for nothing', async () => {
  const runners = createRunners();
  const work = vi.fn(async () => run);
  const entered = runners.enter(USER, run, work)!;
  expect(runners.enter(USER, run, work)).toBeNull();
  entered.leave();
  await runners.settle(USER);
  expect(work).not.toHaveBeenCalled();
  expect(runners.enter(USER, run, work)).not.toBeNull();
});

it('survives work that fails while nobody waits for it', async () => {
  const runners = createRunners();
  const unhandled = vi.fn();
  process.on('unhandledRejection', unhandled);
  runners.enter(USER, run, () => Promise.reject(new Error('disk')))!.go();
  await new Promise((resolve) => setTimeout(resolve, 20));
  process.off('unhandledRejection', unhandled);
  expect(unhandled).not.toHaveBeenCalled();
  expect(runners.get(USER)).toBeUndefined();
});
