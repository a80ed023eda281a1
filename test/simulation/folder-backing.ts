import { mkdtemp, rm } from 'node:fs/promises';
import { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { openLowdbStore } from '../../server/store/lowdb-store.ts';
import { applyCommit, createRecords, readCommit } from '../../server/store/records.ts';
import { createLocalLeases } from '../../server/store/run-leases.ts';
import type { StoredDocument } from '../../server/store/stored-document.ts';
import type { Change, Store, UserDocument } from '../../server/store/types.ts';
import { normalizeUserId, toUserKey } from '../../server/store/user-ids.ts';
import { createUserLocks } from '../../server/store/user-locks.ts';
import type { Backing, BackingParts } from './backing.ts';
import { putFarAway } from './far-away.ts';
import type { Life } from './server-process.ts';

/** Longer than a story takes: a store that was left behind by its process must not go on by itself. */
const IDLE_MS = 24 * 60 * 60 * 1000;

/** The embedded store in a folder of its own. A process that dies leaves everything as it is, its lock included. */
export async function createFolderBacking(parts: BackingParts): Promise<Backing> {
  const dataDir = await mkdtemp(join(tmpdir(), 'simulation-'));
  const log = pino({ level: process.env['SIMULATION_LOG'] ?? 'silent' });
  const options = { dataDir, log, idleMs: IDLE_MS };
  const { disk, scheduler, onCommit, onRemoved } = parts;
  const filling = await openLowdbStore(options);
  for (const record of disk.organizations.values()) await filling.putOrganization(record);
  for (const { id, records } of disk.users.values()) {
    const all = [...records].flatMap(([collection, entries]) =>
      [...entries].map(([key, value]) => ({ collection, key, value })),
    );
    await (await filling.openUser(id)).commit(all as Change[]);
  }
  await filling.close();
  const sockets = new Map<Life, Server>();

  /** The document as the process has it: what it reads is in memory, commits go to the folder. */
  function wrap(document: UserDocument, life: Life): UserDocument {
    const id = normalizeUserId(document.id);
    const far = putFarAway(
      {
        async commit(commit: ReturnType<typeof readCommit>) {
          await document.commit(commit as Change[]);
          // The log may be folded in behind the commit: a process that dies must not go on with that.
          await (document as StoredDocument).compact();
          const userKey = toUserKey(id);
          const records = disk.users.get(userKey)?.records ?? createRecords();
          applyCommit(records, commit);
          disk.users.set(userKey, { id, records });
          onCommit(id, commit as Change[]);
        },
      },
      life,
      scheduler,
    );
    return {
      id: document.id,
      get: (collection, key) => document.get(collection, key),
      list: (collection) => document.list(collection),
      // Copied at once: the caller may go on changing its objects.
      commit: async (changes) => {
        if (changes.length > 0) await far.commit(readCommit(JSON.parse(JSON.stringify(changes))));
      },
    };
  }

  return {
    async open(life) {
      const { result: inner, server } = await catchServer(() => openLowdbStore(options));
      sockets.set(life, server);
      const wrapped = new WeakMap<UserDocument, UserDocument>();
      const store: Store = {
        ...putFarAway(inner, life, scheduler),
        ...putFarAway({ deleteUser: removeUser, listUsers: inner.listUsers }, life, scheduler),
        // Nothing of it is durable, so that the process may as well die before or after.
        async openUser(id) {
          const opening = inner.openUser(id);
          scheduler.hold(opening);
          const document = await opening;
          const known = wrapped.get(document) ?? wrap(document, life);
          wrapped.set(document, known);
          return known;
        },
      };
      async function removeUser(anyId: UserDocument['id']): Promise<void> {
        const id = normalizeUserId(anyId);
        await inner.deleteUser(id);
        disk.users.delete(toUserKey(id));
        onRemoved(id);
      }
      return { store, leases: createLocalLeases(), withLock: createUserLocks() };
    },
    bury(life) {
      // The kernel closes its sockets. The lock's name stays, and nobody answers there.
      sockets.get(life)?.close();
      sockets.delete(life);
    },
    listLeases: () => [],
    async end() {
      for (const server of sockets.values()) server.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** @returns the socket, too, on which the work began to listen */
async function catchServer<T>(work: () => Promise<T>): Promise<{ result: T; server: Server }> {
  const { listen } = Server.prototype;
  const servers: Server[] = [];
  Server.prototype.listen = function (this: Server, ...values: unknown[]) {
    servers.push(this);
    return (listen as (...all: unknown[]) => Server).apply(this, values);
  };
  try {
    const result = await work();
    return { result, server: servers.at(-1)! };
  } finally {
    Server.prototype.listen = listen;
  }
}
