import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { noteSending, sendFirst } from '../../server/send-first.ts';

/** What undici does with a request that it was handed: it goes out with the next turn of the event loop. */
async function sendSoon(told: string[], what: string): Promise<void> {
  noteSending();
  await setImmediate();
  told.push(what);
}

async function waitFor(told: string[], what: string): Promise<void> {
  await sendFirst();
  told.push(what);
}

const burn = (ms: number): void => {
  for (const begin = performance.now(); performance.now() - begin < ms;);
};

describe('work that can wait', () => {
  it('comes after what is to be sent, also where that was asked for later', async () => {
    const told: string[] = [];
    await Promise.all([waitFor(told, 'work'), sendSoon(told, 'request 1'), sendSoon(told, 'request 2')]);
    expect(told).toEqual(['request 1', 'request 2', 'work']);
  });

  it('goes on in the order in which it was asked for', async () => {
    const told: string[] = [];
    await Promise.all(['a', 'b', 'c', 'd'].map((what) => waitFor(told, what)));
    expect(told).toEqual(['a', 'b', 'c', 'd']);
  });

  it('lets the loop look for answers between two pieces that take long', async () => {
    const told: string[] = [];
    const work = async (what: string): Promise<void> => {
      await waitFor(told, what);
      burn(2);
    };
    const working = Promise.all(['a', 'b', 'c'].map(work));
    for (let turn = 0; told.length < 3; turn += 1) {
      await setImmediate();
      told.push('turn');
    }
    await working;
    expect(told.indexOf('turn', told.indexOf('a'))).toBeLessThan(told.indexOf('b'));
    expect(told.indexOf('turn', told.indexOf('b'))).toBeLessThan(told.indexOf('c'));
  });

  it('is not put off for ever where something is sent with every turn', async () => {
    const told: string[] = [];
    const working = waitFor(told, 'work');
    let turns = 0;
    for (; !told.includes('work') && turns < 100; turns += 1) await sendSoon(told, 'request');
    await working;
    expect(turns).toBeLessThan(20);
  });
});
