import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import { createMemoryQueue } from '../../../server/jobs/memory-queue.ts';
import { ANNA } from '../store/sample-records.ts';
import { collect, PATIENCE, PLACES, told } from './queue-contract.ts';

const start = () => createMemoryQueue({ log: pino({ level: 'silent' }), places: PLACES });

test('a thousand polls keep no notification waiting', async () => {
  const queue = start();
  const calls = await collect(queue);
  for (let n = 0; n < 1_000; n += 1) {
    await queue.ask({ tenantId: 't', objectId: `u${n}` }, 'background', { why: 'poll' });
  }
  await queue.ask(ANNA, 'notified', told('a'));
  await vi.waitFor(() => expect(calls.map(({ user }) => user.objectId)).toEqual(['u0', ANNA.objectId]), PATIENCE);
  expect(await queue.countWaiting()).toEqual({ notified: 0, background: 999 });
});

test('a request is not put off by the ones that come after it', async () => {
  const queue = start();
  const calls = await collect(queue);
  const again = setInterval(() => void queue.ask(ANNA, 'notified', told('a'), 60), 5);
  await queue.ask(ANNA, 'notified', told('a'), 60);
  await vi.waitFor(() => expect(calls).toHaveLength(1), { ...PATIENCE, interval: 5 });
  clearInterval(again);
});
