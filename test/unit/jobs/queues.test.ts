import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMemoryQueue } from '../../../server/jobs/memory-queue.ts';
import { createPostgresQueue } from '../../../server/jobs/postgres-queue.ts';
import { createPostgresSchedule } from '../../../server/jobs/postgres-schedule.ts';
import { createPostgres, type PostgresUnderTest } from '../store/postgres-place.ts';
import { ANNA, BEN, setCalendar } from '../store/sample-records.ts';
import { collect, describeQueueContract, PATIENCE, PLACES, quiet, told } from './queue-contract.ts';

const log = pino({ level: 'silent' });
const LOOK_MS = 20;

describeQueueContract('in memory', async () => ({
  queue: createMemoryQueue({ log, places: PLACES }),
  destroy: async () => undefined,
}));

describeQueueContract('in PostgreSQL', async () => {
  const { database, destroy } = await createPostgres();
  return { queue: createPostgresQueue({ database, log, places: PLACES, lookMs: LOOK_MS }), destroy };
});

describe('a queue and a schedule that several processes share', () => {
  let under: PostgresUnderTest;
  beforeEach(async () => void (under = await createPostgres()));
  afterEach(() => under.destroy());

  it('give each mailbox to one of them', async () => {
    const queues = [1, 2, 3].map(() => createPostgresQueue({ database: under.database, log, lookMs: LOOK_MS }));
    const calls = await Promise.all(queues.map(collect));
    for (const lane of ['background', 'notified'] as const) await queues[0]!.ask(ANNA, lane, told('a'));
    await vi.waitFor(() => expect(calls.flat()).toHaveLength(1), PATIENCE);
    await quiet();
    expect(calls.flat()).toHaveLength(1);
    calls.flat()[0]!.end();
    await vi.waitFor(() => expect(calls.flat()).toHaveLength(2), PATIENCE);
    for (const { end } of calls.flat()) end();
    for (const queue of queues) await queue.stop();
  });

  it('give the work of a process that has died to another, with its notes', async () => {
    const dead = createPostgresQueue({ database: under.database, log });
    const [call] = [await collect(dead)];
    await dead.ask(ANNA, 'notified', told('a'));
    await vi.waitFor(() => expect(call).toHaveLength(1), PATIENCE);
    await under.place.query(`UPDATE lupax_m365.work SET until = now() - interval '1 second'`);
    const other = createPostgresQueue({ database: under.database, log, lookMs: LOOK_MS });
    const calls = await collect(other);
    await vi.waitFor(() => expect(calls.map(({ notes }) => notes)).toEqual([[told('a')]]), PATIENCE);
    // The one that was only slow does not end the work of the other.
    call[0]!.end();
    await quiet();
    expect(await under.place.query('SELECT 1 FROM lupax_m365.work')).toHaveLength(1);
    calls[0]!.end();
    for (const queue of [dead, other]) await queue.stop();
  });

  it('look at each user once when the time has come, and forget those who are gone', async () => {
    const options = { database: under.database, spreadMs: 0, now: Date.now };
    for (const user of [ANNA, BEN]) await (await under.store.openUser(user)).commit([setCalendar('a')]);
    const [one, other] = [createPostgresSchedule(options), createPostgresSchedule(options)];
    const taken = (await Promise.all([one.takeDue(5), other.takeDue(5)])).flat();
    expect(taken.map(({ objectId }) => objectId).sort()).toEqual([ANNA.objectId, BEN.objectId]);
    expect(await one.takeDue(5)).toEqual([]);

    const next = Date.now() + 60_000;
    await other.plan(ANNA, next);
    expect(Math.abs((await one.readNext(ANNA))! - next)).toBeLessThan(2_000);
    await one.plan(ANNA, Date.now() - 5_000);
    expect(await other.readOverdueMs()).toBeGreaterThanOrEqual(4_000);
    expect(await other.takeDue(5)).toEqual([ANNA]);
    await under.store.deleteUser(BEN);
    expect(await one.readNext(BEN)).toBeNull();
  });
});
