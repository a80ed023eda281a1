import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from './durable-file.ts';
import { nameSystemError, StoreError } from './errors.ts';
import { DamagedFile } from './json-adapter.ts';
import { openStoredDocument, toStoreError } from './stored-document.ts';
import type { StoredDocument, StoreLog } from './stored-document.ts';
import type { StoreCounts, UserId } from './types.ts';
import { addUp, type UserSummary } from './user-summary.ts';
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
  list(): Promise<UserId[]>;
  /** Opens those that were never open since the start, one after the other. */
  count(): Promise<StoreCounts>;
  close(): Promise<void>;
}

interface CacheEntry {
  /** Finds the document as long as anybody holds it, so that all holders share one instance. */
  weak: WeakRef<StoredDocument>;
  /** Keeps it while it is in use. */
  strong: StoredDocument | null;
  usedAtMs: number;
}

/**
 * The users' documents: one instance per user at a time. A document that was not used for `idleMs` is only held weakly:
 * running work that still has it keeps it alive, else it leaves memory.
 */
export function createDocuments(options: DocumentsOptions): Documents {
  const cache = new Map<string, CacheEntry>();
  /** Openings and removals under way, by user; the next one waits for them. */
  const transitions = new Map<string, Promise<unknown>>();
  const sweeper = setInterval(() => void sweep(), options.idleMs / 4).unref();
  /** Outlive the documents in memory: they cost some hundred bytes each. */
  const summaries = new Map<string, UserSummary>();
  let closed = false;

  function findOpen(key: string): StoredDocument | null {
    const entry = cache.get(key);
    const document = entry?.strong ?? entry?.weak.deref() ?? null;
    if (entry && document) use(entry, document);
    return document;
  }

  function use(entry: CacheEntry, document: StoredDocument): void {
    entry.strong = document;
    entry.usedAtMs = Date.now();
  }

  async function load(id: UserId): Promise<StoredDocument> {
    const key = toUserKey(id);
    const path = join(options.folder, key);
    let entry: CacheEntry | null = null;
    const onUse = (): void => {
      const document = entry?.strong ?? entry?.weak.deref();
      if (entry && document) use(entry, document);
    };
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
    entry = { weak: new WeakRef(document), strong: document, usedAtMs: Date.now() };
    cache.set(key, entry);
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

  /** Runs `work` after whatever is under way for this user. */
  async function runTransition<T>(key: string, work: () => Promise<T>): Promise<T> {
    for (let under = transitions.get(key); under; under = transitions.get(key)) await under.catch(() => undefined);
    const running = work();
    transitions.set(key, running);
    try {
      return await running;
    } finally {
      transitions.delete(key);
    }
  }

  async function sweep(): Promise<void> {
    for (const [key, entry] of cache) {
      const document = entry.strong;
      if (document && !document.busy && Date.now() - entry.usedAtMs >= options.idleMs) {
        await document.compact();
        if (!document.busy && Date.now() - entry.usedAtMs >= options.idleMs) entry.strong = null;
      }
      if (!entry.strong && !entry.weak.deref() && cache.get(key) === entry) cache.delete(key);
    }
  }

  function refuseWhenClosed(): void {
    if (closed) throw new StoreError('closed', 'the store is closed');
  }

  async function list(): Promise<UserId[]> {
    refuseWhenClosed();
    const users = (await readdir(options.folder)).map(readUserFileName).filter((id) => id !== null);
    return [...new Map(users.map((id) => [toUserKey(id), id])).values()];
  }

  async function open(anyId: UserId): Promise<StoredDocument> {
    const id = normalizeUserId(anyId);
    const key = toUserKey(id);
    refuseWhenClosed();
    if (!transitions.has(key)) {
      const document = findOpen(key);
      if (document) return document;
    }
    return await runTransition(key, async () => findOpen(key) ?? (await load(id)));
  }

  return {
    open,

    async remove(anyId) {
      const id = normalizeUserId(anyId);
      const key = toUserKey(id);
      refuseWhenClosed();
      await runTransition(key, async () => {
        const document = findOpen(key) ?? (await load(id));
        await document.remove().finally(() => cache.delete(key));
        // Whoever asks for removal means what was moved aside, too.
        const names = await readdir(options.folder);
        const left = names.filter((name) => name.startsWith(`${key}.`));
        await Promise.all(left.map((name) => rm(join(options.folder, name), { force: true })));
      });
    },

    list,

    async count() {
      const users = await list();
      for (const id of users) if (!summaries.has(toUserKey(id))) await open(id);
      return addUp(summaries.values());
    },

    async close() {
      if (closed) return;
      closed = true;
      clearInterval(sweeper);
      await Promise.allSettled(transitions.values());
      for (const entry of cache.values()) await (entry.strong ?? entry.weak.deref())?.close();
      cache.clear();
    },
  };
}
