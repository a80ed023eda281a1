import type { LeaseRows } from '../../server/store/postgres/lease-rows.ts';
import { createRowLeases } from '../../server/store/postgres/run-leases.ts';
import { createLocalLeases, type RunHolder, type RunLeases } from '../../server/store/run-leases.ts';
import type { Change, Store, UserId } from '../../server/store/types.ts';
import { createUserLocks, type WithUserLock } from '../../server/store/user-locks.ts';
import { putFarAway } from './far-away.ts';
import { openMemoryStore, type Disk } from './memory-store.ts';
import { createMemoryTables, watchRows, type Breakage } from './memory-tables.ts';
import { openRowStore } from './row-store.ts';
import type { Scheduler } from './scheduler.ts';
import type { Life } from './server-process.ts';
import { createSharedLocks } from './shared-locks.ts';
import { watchLeases } from './watched-leases.ts';

export interface BackingParts {
  /** What is durable, for those who look from outside; a backing keeps it in step. */
  disk: Disk;
  scheduler: Scheduler;
  onCommit(user: UserId, changes: Change[]): void;
  onRemoved(user: UserId): void;
  /** What becomes of the connection on which a commit is on its way to a shared store. */
  breaks(): Breakage;
  /** A run begins, as soon as its lease is taken. Not told where there is one process. */
  onRun(life: Life, user: UserId, run: Pick<RunHolder, 'runId' | 'kind'>): void;
}

/** What a process is given. */
export interface Backed {
  store: Store;
  leases: RunLeases;
  withLock: WithUserLock;
}

/** Where the processes of a story keep what has to outlive them. */
export interface Backing {
  open(life: Life): Backed | Promise<Backed>;
  /** The process has died. */
  bury(life: Life): void;
  /** When each lease that stands ends by itself, and whether its process lives. */
  listLeases(): { until: number; isAbandoned: boolean }[];
  /** The story is over. */
  end(): Promise<void>;
}

/** One process and its disk: commits show once they are durable. */
export function createMemoryBacking({ disk, scheduler, onCommit, onRemoved }: BackingParts): Backing {
  return {
    open(life) {
      const inner = openMemoryStore(disk, ({ user, changes, apply, done }) => {
        scheduler.after(2, () =>
          life.deliver(() => {
            apply();
            onCommit(user, changes);
            life.deliver(done);
          }),
        );
      });
      const store: Store = {
        ...inner,
        async deleteUser(user) {
          await inner.deleteUser(user);
          onRemoved(user);
        },
      };
      return { store, leases: createLocalLeases(), withLock: createUserLocks() };
    },
    bury: () => {},
    listLeases: () => [],
    end: async () => {},
  };
}

/** Several processes on tables in memory. */
export function createTablesBacking(parts: BackingParts): Backing {
  const { disk, scheduler } = parts;
  const tables = createMemoryTables(disk, scheduler.now);
  return createSharedBacking(parts, (life) => ({
    store: openRowStore(disk, (id) => putFarAway(watchRows(tables.userRows(id), id, disk, parts), life, scheduler)),
    leaseRows: tables.leases,
  }));
}

/** What several processes share besides the store: leases in its rows, and locks. */
export function createSharedBacking(
  { scheduler, onRun }: BackingParts,
  open: (life: Life) => { store: Store; leaseRows: LeaseRows },
): Backing {
  const watched = watchLeases(scheduler, onRun);
  const locks = createSharedLocks();
  const stores: Store[] = [];
  return {
    open(life) {
      const { store, leaseRows } = open(life);
      stores.push(store);
      const { rows, clock } = watched.ofLife(life, leaseRows);
      const leases = createRowLeases(putFarAway(rows, life, scheduler), {}, clock);
      return { store, leases, withLock: locks.ofLife(life) };
    },
    bury: (life) => locks.bury(life),
    listLeases: () => watched.list().map(({ until, life }) => ({ until, isAbandoned: !life.alive })),
    async end() {
      // What a process that has died waits for never comes.
      for (const store of stores) void store.close();
    },
  };
}
