import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { choosePollDelayMs } from '../../../server/jobs/poll-delay.ts';
import { createMailboxWork, type MailboxWorkDeps } from '../../../server/jobs/mailbox-work.ts';
import { createMemoryQueue } from '../../../server/jobs/memory-queue.ts';
import { createMemorySchedule } from '../../../server/jobs/memory-schedule.ts';
import { startPoller, type Poller } from '../../../server/jobs/poller.ts';
import type { MailboxQueue, PollSchedule } from '../../../server/jobs/types.ts';
import type { UserDocument, UserId } from '../../../server/store/types.ts';
import { PATIENCE } from './queue-contract.ts';

interface FakeUser {
  started?: boolean;
  stopped?: boolean;
  paused?: boolean;
  linked?: boolean;
}

const log = pino({ level: 'silent' });
let place: { poller: Poller; queue: MailboxQueue; schedule: PollSchedule } | null = null;
afterEach(stop);
async function stop() {
  await place?.poller.stop();
  await place?.queue.stop();
  place = null;
}

interface Options {
  runMs?: number;
  intervalSeconds?: number;
  places?: number;
  stuckMs?: number;
  longestSilenceMs?: number;
  listUsers?: () => Promise<UserId[]>;
}

/** Schedule, queue and work over users in memory; `runMs` is how long each of their syncs takes. */
async function start(users: Record<string, FakeUser>, options: Options = {}) {
  const { runMs = 1, intervalSeconds = 0.02, places = 8, stuckMs = 60_000, longestSilenceMs = 30_000 } = options;
  const running = new Set<string>();
  const seen = { starts: [] as string[], parallel: 0, twice: false, ends: 0, kept: 0 };
  const documentOf = ({ started = true, paused = false, linked = true }: FakeUser) =>
    ({
      get: (collection: string) => (collection === 'link' ? (linked ? { started } : undefined) : { paused }),
      list: () => new Map(),
    }) as unknown as UserDocument;
  const ends = new Map<string, Promise<void>>();
  const queue = createMemoryQueue({ log, places: { notified: places, background: places }, stuckMs });
  const schedule = createMemorySchedule({
    listUsers: options.listUsers ?? (async () => Object.keys(users).map((objectId) => ({ tenantId: 't', objectId }))),
    spreadMs: intervalSeconds * 1000 || 20,
    longestMs: 600_000,
    now: Date.now,
    random: Math.random,
  });
  const deps: MailboxWorkDeps = {
    store: { openUser: async ({ objectId }) => documentOf(users[objectId]!) },
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
      watch: () => () => {},
      settle: async ({ objectId }: UserId) => ends.get(objectId),
    },
    gate: { admit: async ({ objectId }) => !users[objectId]!.stopped, note: async () => {} },
    keeper: {
      keep: async () => {
        seen.kept += 1;
        return false;
      },
      recognise: async () => true,
      authorise: async () => {},
      forget: async () => {},
    },
    queue,
    schedule,
    intervalSeconds,
    onOutcome: () => {},
    now: Date.now,
    log,
  };
  await queue.start(createMailboxWork(deps));
  place = { poller: startPoller({ schedule, queue, intervalSeconds, log, longestSilenceMs }), queue, schedule };
  return seen;
}

const check = () => Promise.all([place!.poller.check(), place!.queue.check()]);

describe('polling', () => {
  it('synchronises every user again and again', async () => {
    const seen = await start({ anna: {}, bob: {} });
    await vi.waitFor(() => {
      expect(seen.starts.filter((id) => id === 'anna').length).toBeGreaterThan(2);
      expect(seen.starts.filter((id) => id === 'bob').length).toBeGreaterThan(2);
    }, PATIENCE);
  });

  it('leaves alone who has not started, is paused, not linked, or stopped by something', async () => {
    const seen = await start({
      anna: {},
      fresh: { started: false },
      paused: { paused: true },
      stopped: { stopped: true },
      gone: { linked: false },
    });
    await vi.waitFor(() => expect(seen.starts.length).toBeGreaterThan(3), PATIENCE);
    expect(new Set(seen.starts)).toEqual(new Set(['anna']));
  });

  it('synchronises nobody with an interval of 0, but looks after the subscriptions', async () => {
    const seen = await start({ anna: {} }, { intervalSeconds: 0 });
    await vi.waitFor(() => expect(seen.kept).toBeGreaterThan(0), PATIENCE);
    expect(seen.starts).toEqual([]);
  });

  it('never has more than the allowed number under way, and nobody twice', async () => {
    const users = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`u${index}`, {}]));
    const seen = await start(users, { places: 3, runMs: 30 });
    await vi.waitFor(() => expect(seen.ends).toBeGreaterThan(12), PATIENCE);
    expect(seen.parallel).toBe(3);
    expect(seen.twice).toBe(false);
  });

  it('goes on after an error', async () => {
    let listed = 0;
    const listUsers = async () => {
      listed += 1;
      if (listed === 1) throw new Error('disk');
      return [{ tenantId: 't', objectId: 'anna' }];
    };
    const seen = await start({ anna: {} }, { listUsers });
    await vi.waitFor(() => expect(seen.starts.length).toBeGreaterThan(2), PATIENCE);
    await expect(check()).resolves.toBeDefined();
  });

  it('says how long the user who waits longest has been due', async () => {
    await start({ anna: {}, bob: {} }, { places: 1, runMs: 150 });
    await vi.waitFor(async () => expect(await place!.schedule.readOverdueMs()).toBeGreaterThan(100), PATIENCE);
    await stop();
    await start({ anna: {} }, { intervalSeconds: 600 });
    await vi.waitFor(
      async () => expect(await place!.schedule.readNext({ tenantId: 't', objectId: 'anna' })).not.toBeNull(),
      PATIENCE,
    );
    expect(await place!.schedule.readOverdueMs()).toBe(0);
  });

  it('is not well when nobody can be listed for long, or the list never comes, and well again afterwards', async () => {
    let broken = true;
    const listUsers = async () => {
      if (broken) throw new Error('disk');
      return [];
    };
    await start({}, { listUsers, longestSilenceMs: 60 });
    await expect(check()).resolves.toBeDefined();
    await vi.waitFor(() => expect(check()).rejects.toThrow('not looked for'), PATIENCE);
    broken = false;
    await vi.waitFor(() => expect(check()).resolves.toBeDefined(), PATIENCE);
    await stop();
    let answer = (): void => {};
    const neverCame = () => new Promise<UserId[]>((resolve) => (answer = () => resolve([])));
    await start({}, { listUsers: neverCame, longestSilenceMs: 40 });
    await vi.waitFor(() => expect(check()).rejects.toThrow('not looked for'), PATIENCE);
    answer();
  });

  it('is not well when every place is taken by a synchronisation that does not end; one alone is no fault', async () => {
    await start({ anna: {} }, { places: 2, runMs: 400, stuckMs: 50 });
    await sleep(200);
    await expect(check()).resolves.toBeDefined();
    await stop();
    await start({ anna: {}, bob: {} }, { places: 2, runMs: 600, stuckMs: 50 });
    await vi.waitFor(() => expect(check()).rejects.toThrow('every place'), { ...PATIENCE, interval: 10 });
  });

  it('waits for what is under way when it is stopped, and starts nothing more', async () => {
    const seen = await start({ anna: {} }, { runMs: 80 });
    await vi.waitFor(() => expect(seen.starts.length).toBe(1), PATIENCE);
    await stop();
    expect(seen.ends).toBe(1);
    await sleep(60);
    expect(seen.starts.length).toBe(1);
  });
});

describe('how long a mailbox is left alone', () => {
  const delay = (quietMs: number | null, random = 0) => choosePollDelayMs({ intervalMs: 300_000, quietMs, random });

  it('is the interval for one that sleeps, a fifth of it where something just changed, and grows in between', () => {
    expect([delay(null), delay(86_400_000), delay(0), delay(10 * 60_000)]).toEqual([300_000, 300_000, 60_000, 120_000]);
    expect(delay(-5_000)).toBe(60_000);
  });

  it('is never more than the interval, and not the same for all', () => {
    for (const random of [0, 0.3, 0.999]) expect(delay(null, random)).toBeLessThanOrEqual(300_000);
    expect(delay(null, 0.5)).toBe(285_000);
  });
});

describe('the schedule in memory', () => {
  const anna = { tenantId: 't', objectId: 'anna' };
  const make = (clock: { now: number }) =>
    createMemorySchedule({
      listUsers: async () => [anna],
      spreadMs: 1_000,
      longestMs: 300_000,
      now: () => clock.now,
      random: () => 0.5,
    });

  it('hands out a user once, and again at the next time or when whoever took it has died', async () => {
    const clock = { now: 1_000_000 };
    const schedule = make(clock);
    expect(await schedule.takeDue(5)).toEqual([]);
    clock.now += 500;
    expect(await schedule.takeDue(5)).toEqual([anna]);
    clock.now += 60_000;
    expect(await schedule.takeDue(5)).toEqual([]);
    clock.now += 60 * 60_000;
    expect(await schedule.takeDue(5)).toEqual([anna]);
    await schedule.plan(anna, clock.now + 10);
    expect(await schedule.takeDue(5)).toEqual([]);
    clock.now += 10;
    expect(await schedule.takeDue(5)).toEqual([anna]);
  });

  it('does not wait a day because the clock was set back by one', async () => {
    const clock = { now: 1_000_000_000 };
    const schedule = make(clock);
    await schedule.plan(anna, clock.now + 300_000);
    clock.now -= 86_400_000;
    expect(await schedule.takeDue(5)).toEqual([anna]);
  });
});
