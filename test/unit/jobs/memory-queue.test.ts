import { pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import { createMemoryQueue } from '../../../server/jobs/memory-queue.ts';
import type { Lane } from '../../../server/jobs/types.ts';
import type { MailboxNote } from '../../../server/notifications/types.ts';

const log = pino({ level: 'silent' });
const user = (objectId: string) => ({ tenantId: 't', objectId });
const ANNA = user('anna');
const told = (id: string): MailboxNote => ({
  why: 'changed',
  subscription: { id: 's', nonce: 'n' },
  event: { id, etag: null },
});

interface Call {
  objectId: string;
  lane: Lane;
  notes: readonly MailboxNote[];
  end: () => void;
  fail: (error: Error) => void;
}

/** A queue whose work ends when the test says so. */
async function start(places = { notified: 2, background: 1 }) {
  const queue = createMemoryQueue({ log, places });
  const calls: Call[] = [];
  await queue.start(
    ({ objectId }, lane, notes) => new Promise((end, fail) => void calls.push({ objectId, lane, notes, end, fail })),
  );
  const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
  return { queue, calls, settle };
}

describe('the mailbox queue in memory', () => {
  it('makes requests that meet one, with the notes of all', async () => {
    const { queue, calls, settle } = await start();
    await queue.ask(ANNA, 'notified', told('a'), 10);
    await queue.ask(ANNA, 'notified', told('a'), 10);
    await queue.ask(ANNA, 'notified', told('b'), 10_000);
    await vi.waitFor(() => expect(calls).toHaveLength(1));
    expect(calls[0]!.notes).toEqual([told('a'), told('b')]);
    calls[0]!.end();
    await settle();
    expect(await queue.countWaiting()).toEqual({ notified: 0, background: 0 });
  });

  it('keeps what comes while the mailbox is worked at for afterwards, and gives it to nobody else meanwhile', async () => {
    const { queue, calls, settle } = await start();
    await queue.ask(ANNA, 'background', { why: 'poll' });
    await settle();
    await queue.ask(ANNA, 'notified', told('a'));
    await settle();
    expect(calls.map(({ lane }) => lane)).toEqual(['background']);
    calls[0]!.end();
    await settle();
    expect(calls.map(({ lane }) => lane)).toEqual(['background', 'notified']);
    expect(calls[1]!.notes).toEqual([told('a')]);
  });

  it('has places for each lane, so that a thousand polls keep no notification waiting', async () => {
    const { queue, calls, settle } = await start();
    for (let n = 0; n < 1_000; n += 1) await queue.ask(user(`u${n}`), 'background', { why: 'poll' });
    await queue.ask(ANNA, 'notified', told('a'));
    await settle();
    expect(calls.map(({ objectId }) => objectId)).toEqual(['u0', 'anna']);
    expect(await queue.countWaiting()).toEqual({ notified: 0, background: 999 });
  });

  it('does not put off a request by the ones that come after it', async () => {
    const { queue, calls } = await start();
    const since = performance.now();
    const again = setInterval(() => void queue.ask(ANNA, 'notified', told('a'), 60), 5);
    await queue.ask(ANNA, 'notified', told('a'), 60);
    await vi.waitFor(() => expect(calls).toHaveLength(1), { interval: 5 });
    clearInterval(again);
    expect(performance.now() - since).toBeLessThan(500);
  });

  it('tries work that failed again with the same notes', async () => {
    vi.useFakeTimers();
    try {
      const { queue, calls } = await start();
      await queue.ask(ANNA, 'notified', told('a'));
      await vi.advanceTimersByTimeAsync(0);
      calls[0]!.fail(new Error('disk'));
      await vi.advanceTimersByTimeAsync(999);
      expect(calls).toHaveLength(1);
      await vi.advanceTimersByTimeAsync(2);
      expect(calls[1]!.notes).toEqual([told('a')]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('remembers of very many changes that there were many', async () => {
    const { queue, calls } = await start();
    for (let n = 0; n < 2_000; n += 1) await queue.ask(ANNA, 'notified', told(`e${n}`), 5);
    await vi.waitFor(() => expect(calls).toHaveLength(1));
    expect(calls[0]!.notes).toHaveLength(51);
    expect(calls[0]!.notes.at(-1)).toMatchObject({ why: 'changed', event: null });
  });

  it('hands out nothing after it was stopped, and waits for what is under way', async () => {
    const { queue, calls, settle } = await start();
    await queue.ask(ANNA, 'notified', told('a'));
    await queue.ask(user('bob'), 'notified', told('b'), 5);
    await vi.waitFor(() => expect(calls).toHaveLength(2));
    await queue.ask(user('cleo'), 'notified', told('c'), 5);
    let stopped = false;
    const stopping = queue.stop().then(() => (stopped = true));
    await settle();
    expect(stopped).toBe(false);
    for (const { end } of calls) end();
    await stopping;
    expect(calls).toHaveLength(2);
  });
});
