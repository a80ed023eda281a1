import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { createMemoryQueue } from './jobs/memory-queue.ts';
import { createMemorySchedule } from './jobs/memory-schedule.ts';
import { createPostgresQueue } from './jobs/postgres-queue.ts';
import { createPostgresSchedule } from './jobs/postgres-schedule.ts';
import type { MailboxQueue, PollSchedule } from './jobs/types.ts';
import { createWholeShares, type RequestShares } from './request-shares.ts';
import { makeMemoryLimiter, type MakeLimiter } from './store/limiters.ts';
import { openLowdbStore } from './store/lowdb-store.ts';
import { connectDatabase, type DatabaseOptions } from './store/postgres/database.ts';
import { createPostgresLimiters } from './store/postgres/limiters.ts';
import { migrate } from './store/postgres/migrate.ts';
import { createPostgresStore } from './store/postgres/postgres-store.ts';
import { createPostgresShares } from './store/postgres/request-shares.ts';
import { createPostgresLeases } from './store/postgres/run-leases.ts';
import { createPostgresUserLocks } from './store/postgres/user-locks.ts';
import { createLocalLeases, type RunLeases } from './store/run-leases.ts';
import type { Store } from './store/types.ts';
import { createUserLocks, type WithUserLock } from './store/user-locks.ts';

/** Renewals of leases must not wait behind anything, and give up before a lease is over; one of them is for the shares. */
const LEASE_CONNECTIONS = 3;
const LEASE_TIMES = { connectTimeoutMs: 3_000, statementTimeoutMs: 3_000, answerTimeoutMs: 4_000 };
/** Users whose links are being changed at the same time, a process. */
const LOCK_CONNECTIONS = 8;

/** What differs between one process with a folder of its own and any number of them on one database. */
export interface Backend {
  store: Store;
  leases: RunLeases;
  withUserLock: WithUserLock;
  makeLimiter: MakeLimiter;
  queue: MailboxQueue;
  shares: RequestShares;
  /** Users of whom nothing is known yet are spread over `spreadMs`; nobody is planned for later than `longestMs` from now. */
  makeSchedule(options: { spreadMs: number; longestMs: number; now: () => number }): PollSchedule;
  /** After everything that uses it has ended. */
  close(): Promise<void>;
}

/** @throws StoreError */
export async function openBackend({ dataDir, databaseUrl }: Config, log: Logger): Promise<Backend> {
  return databaseUrl === null ? await openFolder(dataDir, log) : await openDatabase(databaseUrl, log);
}

async function openFolder(dataDir: string, log: Logger): Promise<Backend> {
  const store = await openLowdbStore({ dataDir, log });
  return {
    store,
    leases: createLocalLeases(),
    withUserLock: createUserLocks(),
    makeLimiter: makeMemoryLimiter,
    queue: createMemoryQueue({ log }),
    shares: createWholeShares(),
    makeSchedule: (options) =>
      createMemorySchedule({ ...options, listUsers: () => store.listUsers(), random: Math.random }),
    close: () => store.close(),
  };
}

async function openDatabase(url: string, log: Logger): Promise<Backend> {
  const onConnectionLost = (reason: string): void => log.warn({ reason }, 'a connection to PostgreSQL was lost');
  const connect = (options: Omit<DatabaseOptions, 'url'> = {}) =>
    connectDatabase({ ...options, url, onConnectionLost });
  const main = connect();
  const forLeases = connect({ maxConnections: LEASE_CONNECTIONS, times: LEASE_TIMES });
  const forLocks = connect({ maxConnections: LOCK_CONNECTIONS });
  const closeAll = async (): Promise<void> => {
    await Promise.all([main, forLeases, forLocks].map((database) => database.close()));
  };
  const migrations = await migrate(main).catch(async (error: unknown) => {
    await closeAll();
    throw error;
  });
  if (migrations > 0) log.info({ migrations }, 'the database was migrated');
  const store = createPostgresStore(main);
  const leases = createPostgresLeases(forLeases);
  const shares = createPostgresShares(forLeases);
  return {
    store,
    leases,
    withUserLock: createPostgresUserLocks(forLocks),
    makeLimiter: createPostgresLimiters(main),
    queue: createPostgresQueue({ database: main, log }),
    shares,
    makeSchedule: ({ spreadMs, now }) => createPostgresSchedule({ database: main, spreadMs, now }),
    async close() {
      await store.close();
      await leases.close();
      await shares.close();
      await closeAll();
    },
  };
}
