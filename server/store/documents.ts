import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createDocumentCache } from './document-cache.ts';
import { syncFolder } from './durable-file.ts';
import { nameSystemError, StoreError } from './errors.ts';
import { DamagedFile } from './json-adapter.ts';
import { openStoredDocument, toStoreError } from './stored-document.ts';
import type { StoredDocument, StoreLog } from './stored-document.ts';
import type { StoreCounts, UserChoice, UserId } from './types.ts';
import { addUp, isAmong, type UserSummary } from './user-summary.ts';
import { normalizeUserId, readUserFileName, toUserKey } from './user-ids.ts';

export interface Damage {
  /** Files that were moved aside, by their new names. */
  movedTo: string[];
  user: UserId | null;
}

export interface DocumentsOptions {
  folder: string;
  /** Unused for this long, a document is dropped from memory once nobody holds it. */
  idleMs: number;
  log: StoreLog;
  onDamaged: ((damage: Damage) => void) | undefined;
}

export interface Documents {
  open(id: UserId): Promise<StoredDocument>;
  remove(id: UserId): Promise<void>;
  list(which?: UserChoice): Promise<UserId[]>;
  count(): Promise<StoreCounts>;
  close(): Promise<void>;
}

/** The users' documents: one instance per user at a time. */
export function createDocuments(options: DocumentsOptions): Documents {
  const cache = createDocumentCache<StoredDocument>(options.idleMs, (document) => document.compact());
  /** Outlive the documents in memory: they cost some hundred bytes each. */
  const summaries = new Map<string, UserSummary>();
  let closed = false;

  async function load(id: UserId): Promise<StoredDocument> {
    const key = toUserKey(id);
    const path = join(options.folder, key);
    const onUse = (): void => cache.use(key);
    const onSummary = (summary: UserSummary | null): void => {
      if (summary) summaries.set(key, summary);
      else summaries.delete(key);
    };
    const openNow = (): Promise<StoredDocument> => openStoredDocument({ id, path, log: options.log, onUse, onSummary });
    const document = await openNow().catch(async (error: unknown) => {
      if (!(error instanceof DamagedFile)) throw toStoreError(error, path);
      await moveAside(id, error.message);
      return await openNow();
    });
    cache.add(key, document);
    return document;
  }

  /** Damaged data are never deleted: the files get another name, and the user counts as not linked. */
  async function moveAside(user: UserId, reason: string): Promise<void> {
    const suffix = `.damaged-${new Date().toISOString().replace(/[-:.]/g, '')}`;
    const key = toUserKey(user);
    const movedTo: string[] = [];
    try {
      const present = await readdir(options.folder);
      for (const name of [`${key}.json`, `${key}.log`].filter((file) => present.includes(file))) {
        await rename(join(options.folder, name), join(options.folder, name + suffix));
        movedTo.push(join(options.folder, name + suffix));
      }
      await syncFolder(options.folder);
    } catch (error) {
      throw new StoreError('damaged', `${key} is damaged (${reason}) and stays where it is: ${nameSystemError(error)}`);
    }
    options.log.error({ movedTo, reason }, 'damaged file moved aside; this user counts as not linked');
    options.onDamaged?.({ movedTo, user });
  }

  function refuseWhenClosed(): void {
    if (closed) throw new StoreError('closed', 'the store is closed');
  }

  async function listAll(): Promise<UserId[]> {
    refuseWhenClosed();
    const users = (await readdir(options.folder)).map(readUserFileName).filter((id) => id !== null);
    return [...new Map(users.map((id) => [toUserKey(id), id])).values()];
  }

  /** Opens those that were never open since the start, one after the other; all of them at once would not fit into memory. */
  async function summariseAll(): Promise<UserId[]> {
    const users = await listAll();
    for (const id of users) {
      const key = toUserKey(id);
      if (summaries.has(key)) continue;
      await open(id);
      cache.release(key);
    }
    return users;
  }

  async function open(anyId: UserId): Promise<StoredDocument> {
    const id = normalizeUserId(anyId);
    const key = toUserKey(id);
    refuseWhenClosed();
    const document = cache.isMoving(key) ? null : cache.find(key);
    return document ?? (await cache.move(key, async () => cache.find(key) ?? (await load(id))));
  }

  return {
    open,

    async remove(anyId) {
      const id = normalizeUserId(anyId);
      const key = toUserKey(id);
      refuseWhenClosed();
      await cache.move(key, async () => {
        const document = cache.find(key) ?? (await load(id));
        await document.remove().finally(() => cache.drop(key));
        // Whoever asks for removal means what was moved aside, too.
        const names = await readdir(options.folder);
        const left = names.filter((name) => name.startsWith(`${key}.`));
        await Promise.all(left.map((name) => rm(join(options.folder, name), { force: true })));
      });
    },

    async list(which = 'all') {
      if (which === 'all') return await listAll();
      const users = await summariseAll();
      return users.filter((id) => isAmong(summaries.get(toUserKey(id)), which));
    },

    async count() {
      await summariseAll();
      return addUp([...summaries.values()].map((summary) => ({ summary, users: 1 })));
    },

    async close() {
      if (closed) return;
      closed = true;
      for (const document of await cache.close()) await document.close();
    },
  };
}
