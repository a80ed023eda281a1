import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startPoller, type Poller, type PollerDeps } from '../../../server/jobs/poller.ts';
import type { UserDocument, UserId } from '../../../server/store/types.ts';

interface FakeUser {
  started?: boolean;
  stopped?: boolean;
  paused?: boolean;
  linked?: boolean;
}

let poller: Poller | null = null;
afterEach(async () => {
  await poller?.stop();
  poller = null;
});

/** A poller over users in memory; `runMs` is how long each of their syncs takes. */
function start(users: Record<string, FakeUser>, options: Partial<PollerDeps> & { runMs?: number } = {}) {
  const { runMs = 1, ...deps } = options;
  const running = new Set<string>();
  const seen = { starts: [] as string[], parallel: 0, twice: false, ends: 0 };
  const documentOf = ({ started = true, paused = false, linked = true }: FakeUser) =>
    ({
      get: (collection: string) => (collection === 'link' ? (linked ? { started } : undefined) : { paused }),
    }) as unknown as UserDocument;
  const ends = new Map<string, Promise<void>>();
  poller = startPoller({
    store: {
      listUsers: async () => Object.keys(users).map((objectId) => ({ tenantId: 't', objectId })),
      openUser: async ({ objectId }) => documentOf(users[objectId]!),
    },
    sync: {
      isRunning: async () => false,
      startSync: async ({ objectId }: UserId) => {
        seen.twice ||= running.has(objectId);
        running.add(objectId);
        seen.starts.push(objectId);
        seen.parallel = Math.max(seen.parallel, running.size);
        const end = sleep(runMs).then(() => {
          running.delete(objectId);
          seen.ends += 1;
        });
        ends.set(objectId, end);
        return { ok: true, runId: 'r' };
      },
      settle: async ({ objectId }: UserId) => ends.get(objectId),
    },
    gate: { admit: async ({ objectId }) => !users[objectId]!.stopped, note: async () => {} },
    intervalSeconds: 0.02,
    log: pino({ level: 'silent' }),
    ...deps,
  });
  return seen;
}

describe('the poller', () => {
  it('synchronises every user again and again', async () => {
    const seen = start({ anna: {}, bob: {} });
    await vi.waitFor(() => {
      expect(seen.starts.filter((id) => id === 'anna').length).toBeGreaterThan(2);
      expect(seen.starts.filter((id) => id === 'bob').length).toBeGreaterThan(2);
    });
  });

  it('leaves alone who has not started, is paused, not linked, or stopped by something', async () => {
    const seen = start({
      anna: {},
      fresh: { started: false },
      paused: { paused: true },
      stopped: { stopped: true },
      gone: { linked: false },
    });
    await vi.waitFor(() => expect(seen.starts.length).toBeGreaterThan(3));
    expect(new Set(seen.starts)).toEqual(new Set(['anna']));
  });

  it('polls nobody with an interval of 0', async () => {
    const seen = start({ anna: {} }, { intervalSeconds: 0 });
    await sleep(60);
    expect(seen.starts).toEqual([]);
  });

  it('never has more than the allowed number under way, and nobody twice', async () => {
    const users = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`u${index}`, {}]));
    const seen = start(users, { parallel: 3, runMs: 30 });
    await vi.waitFor(() => expect(seen.ends).toBeGreaterThan(12));
    expect(seen.parallel).toBe(3);
    expect(seen.twice).toBe(false);
  });

  it('goes on after an error', async () => {
    let listed = 0;
    const seen = start(
      { anna: {} },
      {
        store: {
          listUsers: async () => {
            listed += 1;
            if (listed % 2 === 1) throw new Error('disk');
            return [{ tenantId: 't', objectId: 'anna' }];
          },
          openUser: async () => ({ get: () => ({ started: true, paused: false }) }) as unknown as UserDocument,
        },
      },
    );
    await vi.waitFor(() => expect(seen.starts.length).toBeGreaterThan(2));
    await expect(poller!.check()).resolves.toBeUndefined();
  });

  it('says how long the user who waits longest has been due', async () => {
    start({ anna: {}, bob: {} }, { parallel: 1, runMs: 150 });
    await vi.waitFor(() => expect(poller!.readOverdueMs()).toBeGreaterThan(100));
    await poller!.stop();
    start({ anna: {} }, { intervalSeconds: 600 });
    await sleep(30);
    expect(poller!.readOverdueMs()).toBe(0);
    await poller!.stop();
    start({ anna: {} }, { intervalSeconds: 0 });
    expect(poller!.readOverdueMs()).toBe(0);
  });

  it('is not well when users cannot be listed for long, and well again afterwards', async () => {
    let broken = true;
    const listUsers = async () => {
      if (broken) throw new Error('disk');
      return [];
    };
    start({}, { store: { listUsers, openUser: async () => ({}) as UserDocument }, longestSilenceMs: 60 });
    await expect(poller!.check()).resolves.toBeUndefined();
    await vi.waitFor(() => expect(poller!.check()).rejects.toThrow('not looked for'));
    broken = false;
    await vi.waitFor(() => expect(poller!.check()).resolves.toBeUndefined());
  });

  it('is not well when the list of users never comes', async () => {
    let answer = (): void => {};
    const listUsers = () => new Promise<UserId[]>((resolve) => (answer = () => resolve([])));
    start({}, { store: { listUsers, openUser: async () => ({}) as UserDocument }, longestSilenceMs: 40 });
    await vi.waitFor(() => expect(poller!.check()).rejects.toThrow('not looked for'));
    answer();
  });

  it('is not well when every place is taken by a synchronisation that does not end; one alone is no fault', async () => {
    start({ anna: {} }, { parallel: 2, runMs: 400, stuckMs: 50 });
    await sleep(200);
    await expect(poller!.check()).resolves.toBeUndefined();
    await poller!.stop();
    start({ anna: {}, bob: {} }, { parallel: 2, runMs: 600, stuckMs: 50 });
    await vi.waitFor(() => expect(poller!.check()).rejects.toThrow('every place'), { timeout: 3_000, interval: 10 });
  });

  it('waits for what is under way when it is stopped, and starts nothing more', async () => {
    const seen = start({ anna: {} }, { runMs: 80 });
    await vi.waitFor(() => expect(seen.starts.length).toBe(1));
    await poller!.stop();
    expect(seen.ends).toBe(1);
    await sleep(60);
    expect(seen.starts.length).toBe(1);
  });
});
