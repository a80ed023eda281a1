import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createRequestBudget } from '../../../server/graph/budget.ts';
import { createWholeShares } from '../../../server/request-shares.ts';

const limits = { inFlight: 4, perWindow: 1_000, windowMs: 60 };

/** Requests of a mailbox that take a few milliseconds each; notes in which order they were begun. */
function start(more: Partial<typeof limits> = {}) {
  const budget = createRequestBudget('app', createWholeShares(), { ...limits, ...more });
  const seen = { begun: [] as string[], inFlight: 0, peak: 0 };
  const send = async (mailbox: string, ms = 2, weight = 1) => {
    const leave = await budget.enter(mailbox, weight);
    seen.begun.push(mailbox);
    seen.inFlight += weight;
    seen.peak = Math.max(seen.peak, seen.inFlight);
    await sleep(ms);
    seen.inFlight -= weight;
    leave();
  };
  return { seen, send };
}

describe('the budget of an app', () => {
  it('is never exceeded, and everything is sent', async () => {
    const { seen, send } = start();
    await Promise.all(Array.from({ length: 60 }, (_, n) => send(`m${n % 7}`, 1, 1 + (n % 3))));
    expect(seen.begun).toHaveLength(60);
    expect(seen.peak).toBe(4);
  });

  it("lets no mailbox wait for the end of another one's first synchronisation", async () => {
    const { seen, send } = start();
    const first = Array.from({ length: 200 }, () => send('new'));
    await sleep(10);
    const before = seen.begun.length;
    await send('told');
    expect(seen.begun.slice(before).indexOf('told')).toBeLessThan(5);
    expect(seen.begun.length).toBeLessThan(100);
    await Promise.all(first);
  });

  it('has mailboxes with as many requests in flight take turns', async () => {
    const { seen, send } = start({ inFlight: 1 });
    await Promise.all(['a', 'a', 'a', 'b', 'b', 'c'].map((mailbox) => send(mailbox)));
    expect(seen.begun.join('')).toBe('aabcab');
  });

  it('sends no more in a window than is allowed, and goes on in the next', async () => {
    const { seen, send } = start({ inFlight: 100, perWindow: 10, windowMs: 300 });
    const all = Array.from({ length: 15 }, (_, n) => send(`m${n}`, 0));
    await sleep(30);
    expect(seen.begun).toHaveLength(10);
    await Promise.all(all);
    expect(seen.begun).toHaveLength(15);
  });

  it('lets through what is larger than all of it, alone', async () => {
    const { seen, send } = start({ inFlight: 2 });
    await Promise.all([send('a'), send('b', 2, 5), send('c')]);
    expect(seen.begun).toHaveLength(3);
  });
});
