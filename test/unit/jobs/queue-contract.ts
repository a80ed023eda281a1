import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Lane, MailboxQueue } from '../../../server/jobs/types.ts';
import type { MailboxNote } from '../../../server/notifications/types.ts';
import type { UserId } from '../../../server/store/types.ts';
import { ANNA, BEN } from '../store/sample-records.ts';

export const PLACES = { notified: 2, background: 1 };
/** Longer than it takes a queue to look again. */
const QUIET_MS = 150;
/** Longer than it takes on a machine that has other things to do. */
export const PATIENCE = { timeout: 20_000 };

export interface QueueUnderTest {
  queue: MailboxQueue;
  destroy(): Promise<void>;
}

export interface Call {
  user: UserId;
  lane: Lane;
  notes: readonly MailboxNote[];
  end: () => void;
  fail: (error: Error) => void;
}

export const told = (id: string): MailboxNote => ({
  why: 'changed',
  subscription: { id: 's', nonce: 'n' },
  event: { id, etag: null },
});

export const quiet = () => new Promise((resolve) => setTimeout(resolve, QUIET_MS));

/** Has the queue hand its work to the test, which says when it ends. */
export async function collect(queue: MailboxQueue): Promise<Call[]> {
  const calls: Call[] = [];
  await queue.start(
    (user, lane, notes) => new Promise((end, fail) => void calls.push({ user, lane, notes, end, fail })),
  );
  return calls;
}

/** What every engine must do; the engines run the same sentences. */
export function describeQueueContract(engine: string, create: () => Promise<QueueUnderTest>): void {
  describe(`mailbox queue ${engine}`, () => {
    let under: QueueUnderTest;
    let queue: MailboxQueue;
    let calls: Call[];
    beforeEach(async () => {
      under = await create();
      ({ queue } = under);
      calls = await collect(queue);
    });
    afterEach(async () => {
      for (const { end } of calls) end();
      await queue.stop();
      await under.destroy();
    });
    const others = Array.from({ length: 12 }, (_none, n) => ({
      ...ANNA,
      objectId: ANNA.objectId.slice(0, -2) + (10 + n),
    }));

    it('makes requests that meet one, with the notes of all, and the earliest time counts', async () => {
      await queue.ask(ANNA, 'notified', told('b'), 100_000);
      await queue.ask(ANNA, 'notified', told('a'), 20);
      await queue.ask(ANNA, 'notified', told('a'), 100_000);
      await vi.waitFor(() => expect(calls).toHaveLength(1), PATIENCE);
      expect(calls[0]).toMatchObject({ user: ANNA, lane: 'notified' });
      expect(calls[0]!.notes).toHaveLength(2);
      expect(calls[0]!.notes).toEqual(expect.arrayContaining([told('a'), told('b')]));
      calls[0]!.end();
      await expect.poll(() => queue.countWaiting(), PATIENCE).toEqual({ notified: 0, background: 0 });
      await quiet();
      expect(calls).toHaveLength(1);
    });

    it('keeps what comes while the mailbox is worked at for afterwards, and gives it to nobody else meanwhile', async () => {
      await queue.ask(ANNA, 'background', { why: 'poll' });
      await vi.waitFor(() => expect(calls).toHaveLength(1), PATIENCE);
      await queue.ask(ANNA, 'notified', told('a'));
      await quiet();
      expect(calls.map(({ lane }) => lane)).toEqual(['background']);
      calls[0]!.end();
      await vi.waitFor(() => expect(calls.map(({ lane }) => lane)).toEqual(['background', 'notified']), PATIENCE);
      expect(calls[1]!.notes).toEqual([told('a')]);
    });

    it('keeps nobody waiting behind a mailbox that is worked at, or behind another lane', async () => {
      await queue.ask(ANNA, 'notified', told('a'));
      await vi.waitFor(() => expect(calls).toHaveLength(1), PATIENCE);
      await queue.ask(ANNA, 'notified', told('again'));
      for (const user of others) await queue.ask(user, 'background', { why: 'poll' });
      await queue.ask(BEN, 'notified', told('b'));
      await vi.waitFor(
        () => expect(calls.map(({ user }) => user)).toEqual(expect.arrayContaining([ANNA, BEN])),
        PATIENCE,
      );
      expect(calls.filter(({ lane }) => lane === 'background').length).toBeLessThanOrEqual(PLACES.background);
    });

    it('tries work that failed again with the same notes, and those that came meanwhile', async () => {
      await queue.ask(ANNA, 'notified', told('a'));
      await vi.waitFor(() => expect(calls).toHaveLength(1), PATIENCE);
      await queue.ask(ANNA, 'notified', told('b'), 500);
      calls[0]!.fail(new Error('disk'));
      await vi.waitFor(() => expect(calls).toHaveLength(2), PATIENCE);
      expect(calls[1]!.notes).toHaveLength(2);
    });

    it('remembers of very many changes that there were many', async () => {
      // All before the first one's time has come.
      await Promise.all(Array.from({ length: 60 }, (_, n) => queue.ask(ANNA, 'notified', told(`e${n}`), 3_000)));
      await vi.waitFor(() => expect(calls).toHaveLength(1), PATIENCE);
      expect(calls[0]!.notes).toHaveLength(51);
      expect(calls[0]!.notes.filter((note) => 'event' in note && note.event === null)).toHaveLength(1);
    });

    it('hands out nothing after it was stopped, and waits for what is under way', async () => {
      await queue.ask(ANNA, 'notified', told('a'));
      await vi.waitFor(() => expect(calls).toHaveLength(1), PATIENCE);
      let stopped = false;
      const stopping = queue.stop().then(() => (stopped = true));
      await queue.ask(BEN, 'notified', told('b'));
      await quiet();
      expect(stopped).toBe(false);
      calls[0]!.end();
      await stopping;
      expect(calls).toHaveLength(1);
    });
  });
}
