import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectDatabase, type Database } from '../../../server/store/postgres/database.ts';
import { createPostgresLeases } from '../../../server/store/postgres/run-leases.ts';
import { createPostgresStore } from '../../../server/store/postgres/postgres-store.ts';
import { createPostgresUserLocks } from '../../../server/store/postgres/user-locks.ts';
import { startTcpProxy, type TcpProxy } from '../../helpers/postgres/tcp-proxy.ts';
import { createPostgres, type PostgresUnderTest } from './postgres-place.ts';
import { ANNA, BEN, setCalendar } from './sample-records.ts';

const ANSWER_MS = 400;

describe('connections to PostgreSQL', () => {
  let under: PostgresUnderTest;
  let proxy: TcpProxy;
  let database: Database;
  beforeEach(async () => {
    under = await createPostgres();
    proxy = await startTcpProxy(under.place.url);
    database = connectDatabase({ url: proxy.url, times: { answerTimeoutMs: ANSWER_MS } });
  });
  afterEach(async () => {
    await database.close();
    await proxy.stop();
    await under.destroy();
  });

  it('that are half open are noticed and replaced, and nothing that was committed is lost or doubled', async () => {
    const store = createPostgresStore(database);
    const document = await store.openUser(ANNA);
    await document.commit([setCalendar('before')]);
    proxy.freeze();
    await document.commit([setCalendar('after')]);
    expect([...(await under.store.openUser(ANNA)).list('calendars').keys()]).toEqual(['before', 'after']);
    await store.close();
  });

  it('that are ended by the server are replaced', async () => {
    const store = createPostgresStore(database);
    const document = await store.openUser(ANNA);
    await document.commit([setCalendar('before')]);
    await under.place.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    await document.commit([setCalendar('after')]);
    expect((await store.openUser(ANNA)).list('calendars').size).toBe(2);
    await store.check();
    await store.close();
  });

  it('that are half open end the runs whose leases they renewed', async () => {
    const leases = createPostgresLeases(database, { leaseMs: 60_000, beatMs: 40, giveUpMs: 200 });
    const taken = await leases.take(ANNA, { id: 'run', kind: 'sync' });
    const { lease } = taken as Extract<typeof taken, { lease: unknown }>;
    proxy.freeze();
    await expect.poll(() => lease.signal.aborted).toBe(true);
    await leases.close();
  });

  it('carry locks of users: one at a time over processes, others meanwhile, and none outlives its process', async () => {
    const own = connectDatabase({ url: under.place.url });
    const [one, other] = [createPostgresUserLocks(database), createPostgresUserLocks(own)];
    const order: string[] = [];
    let release = (): void => {};
    const held = one(ANNA, async () => {
      order.push('one');
      await new Promise<void>((resolve) => (release = resolve));
    });
    await expect.poll(() => order).toEqual(['one']);
    const waiting = other(ANNA, async () => void order.push('other'));
    await other(BEN, async () => void order.push('somebody else'));
    release();
    await Promise.all([held, waiting]);
    expect(order).toEqual(['one', 'somebody else', 'other']);
    await expect(one(ANNA, () => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
    await other(ANNA, async () => undefined);
    await own.close();
  });
});
