import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectDatabase, type Database } from '../../../server/store/postgres/database.ts';
import { createPostgresLeases, type LeaseTimes } from '../../../server/store/postgres/run-leases.ts';
import type { RunLease, RunLeases } from '../../../server/store/run-leases.ts';
import { createPostgres, type PostgresUnderTest } from './postgres-place.ts';
import { ANNA, BEN, setCalendar } from './sample-records.ts';

const RUN = { id: 'run-1', kind: 'sync' } as const;

describe('leases of mailboxes in a shared database', () => {
  let under: PostgresUnderTest;
  const open: { leases: RunLeases; database: Database }[] = [];
  const openLeases = (times: Partial<LeaseTimes> = {}): RunLeases => {
    const database = connectDatabase({ url: under.place.url });
    const leases = createPostgresLeases(database, times);
    open.push({ leases, database });
    return leases;
  };
  beforeEach(async () => void (under = await createPostgres()));
  afterEach(async () => {
    for (const { leases, database } of open.splice(0)) {
      await leases.close();
      await database.close();
    }
    await under.destroy();
  });
  async function take(leases: RunLeases, run: typeof RUN | { id: string; kind: 'unlink' } = RUN): Promise<RunLease> {
    const taken = await leases.take(ANNA, run);
    if ('holder' in taken) throw new Error('taken');
    return taken.lease;
  }

  it('are given to one run a mailbox, and tell others who has it', async () => {
    const [one, other] = [openLeases(), openLeases()];
    const lease = await take(one);
    expect(await other.take(ANNA, { id: 'run-2', kind: 'unlink' })).toEqual({
      holder: { runId: 'run-1', kind: 'sync', done: 0, total: 0 },
    });
    expect('lease' in (await other.take(BEN, RUN))).toBe(true);
    await lease.release();
    expect(await one.find(ANNA)).toBeNull();
    await take(other);
  });

  it('go to exactly one of many that ask at the same time', async () => {
    const all = [openLeases(), openLeases(), openLeases()];
    const taken = await Promise.all(Array.from({ length: 12 }, (_none, index) => all[index % 3]!.take(ANNA, RUN)));
    expect(taken.filter((each) => 'lease' in each)).toHaveLength(1);
  });

  it('are renewed, with the progress, as long as the process lives', async () => {
    const [one, other] = [openLeases({ leaseMs: 600, beatMs: 50 }), openLeases()];
    const lease = await take(one);
    lease.report(3, 7);
    await expect.poll(() => other.find(ANNA)).toMatchObject({ done: 3, total: 7 });
    await new Promise((resolve) => setTimeout(resolve, 900));
    expect(await other.find(ANNA)).toMatchObject({ runId: 'run-1' });
    expect(await other.reclaim()).toEqual([]);
    expect(lease.signal.aborted).toBe(false);
  });

  it('of a process that has died are handed to one of the others', async () => {
    const dead = openLeases({ leaseMs: 200, beatMs: 3_600_000 });
    const others = [openLeases(), openLeases()];
    await take(dead);
    await expect.poll(() => others[0]!.find(ANNA)).toBeNull();
    const reclaimed = await Promise.all(others.map((each) => each.reclaim()));
    expect(reclaimed.flat()).toEqual([{ user: ANNA, runId: 'run-1', kind: 'sync' }]);
  });

  it('end their run when another process asks for that', async () => {
    const [one, other] = [openLeases({ beatMs: 30 }), openLeases()];
    const lease = await take(one);
    await other.cut(ANNA);
    await expect.poll(() => lease.signal.aborted).toBe(true);
    await lease.release();
    // The next run is not told what was meant for that one.
    const next = await take(one);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(next.signal.aborted).toBe(false);
  });

  it('that were lost commit nothing any more, while everybody else goes on', async () => {
    const halted = openLeases({ leaseMs: 100, beatMs: 3_600_000 });
    const lost = await take(halted);
    const document = await under.store.openUser(ANNA);
    await document.commit([setCalendar('before')], { fence: lost.fence! });
    await expect.poll(async () => 'lease' in (await openLeases().take(ANNA, { ...RUN, id: 'run-2' }))).toBe(true);
    const commits = [
      document.commit([setCalendar('late')], { fence: lost.fence! }),
      document.commit([setCalendar('person')]),
    ];
    const results = await Promise.allSettled(commits);
    expect(results).toMatchObject([{ reason: { code: 'superseded' } }, { status: 'fulfilled' }]);
    expect([...(await under.store.openUser(ANNA)).list('calendars').keys()].sort()).toEqual(['before', 'person']);
  });

  it('end their run when the database is out of reach, before another process may take the mailbox over', async () => {
    const cutOff = openLeases({ leaseMs: 60_000, beatMs: 30, giveUpMs: 150 });
    const lease = await take(cutOff);
    await open[0]!.database.close();
    await expect.poll(() => lease.signal.aborted).toBe(true);
    open.splice(0);
    await cutOff.close();
  });
});
