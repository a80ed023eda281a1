import { Mutex } from 'async-mutex';
import { Low } from 'lowdb';
import { rm } from 'node:fs/promises';
import { openChangeLog } from './change-log.ts';
import type { ChangeLog } from './change-log.ts';
import { nameSystemError, StoreError } from './errors.ts';
import { createJsonAdapter } from './json-adapter.ts';
import type { JsonAdapter } from './json-adapter.ts';
import {
  applyCommit,
  CLEARED,
  createRecords,
  decodeRecords,
  encodeRecords,
  freezeDeep,
  isEmpty,
  readCommit,
  writeCommits,
} from './records.ts';
import type { LoggedChange, Records } from './records.ts';
import { SUMMARISED, summariseUser, type UserSummary } from './user-summary.ts';
import type { Change, Collection, CommitOptions, UserCollections, UserDocument, UserId } from './types.ts';

/** Small logs are replayed in a blink; rewriting the document for them would make commits expensive. */
const MIN_COMPACTION_BYTES = 256 * 1024;
/** While commits follow each other, the document would be rewritten again and again as it grows. */
const MIN_COMPACTION_BYTES_IN_USE = 16 * 1024 * 1024;
const MAX_LOG_LINES = 2_000;

export interface StoreLog {
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

export interface StoredDocument extends UserDocument {
  readonly busy: boolean;
  /** Brings a log that has grown large into the document. Never rejects. */
  compact(): Promise<void>;
  /** Brings the log into the document; commits are refused from now on. Never rejects. */
  close(): Promise<void>;
  /** Removes everything; commits of those who still hold the document are refused from now on. */
  remove(): Promise<void>;
}

export interface DocumentOptions {
  id: UserId;
  /** Path without extension: `.json` is the document, `.log` what was committed since. */
  path: string;
  log: StoreLog;
  /** Called on every use, so that the cache keeps the document. */
  onUse: () => void;
  /** Called once it is open and whenever its summary may have changed; null: everything was removed. */
  onSummary?: (summary: UserSummary | null) => void;
}

interface Waiting {
  commit: LoggedChange[];
  mayBeLost: boolean;
  resolve: () => void;
  reject: (error: Error) => void;
}

/**
 * One user's records: in memory, in a lowdb document, and in a log of what was committed since the document was written.
 * A commit costs what it changes: commits that meet are one line and one fsync of the log. When the log outgrows the
 * document, the document is written anew and the log emptied; a crash in between replays commits that the document
 * already has, which changes nothing because commits say what records and their fields become.
 * @throws DamagedFile when the document or its log is unreadable
 */
export async function openStoredDocument(options: DocumentOptions): Promise<StoredDocument> {
  const adapter = createJsonAdapter(`${options.path}.json`, decodeRecords, encodeRecords);
  const database = new Low<Records>(adapter, createRecords());
  await database.read();
  const { log, cutOff } = await openChangeLog(`${options.path}.log`, (json) =>
    applyCommit(database.data, readCommit(json)),
  );
  if (cutOff) options.log.warn({ file: `${options.path}.log` }, 'an unfinished last line of the log was cut off');
  return createStoredDocument(options, database, adapter, log);
}

function createStoredDocument(
  options: DocumentOptions,
  database: Low<Records>,
  adapter: JsonAdapter<Records>,
  changeLog: ChangeLog,
): StoredDocument {
  /** Held while files are written. */
  const writing = new Mutex();
  const records = database.data;
  let waiting: Waiting[] = [];
  /** Why commits are refused. */
  let ended: StoreError | null = null;
  let nextCompactionBytes = 0;
  const reader: Pick<UserDocument, 'get' | 'list'> = {
    get: <C extends Collection>(collection: C, key: string) =>
      records.get(collection)?.get(key) as UserCollections[C] | undefined,
    list: <C extends Collection>(collection: C) => records.get(collection) as ReadonlyMap<string, UserCollections[C]>,
  };
  const tellSummary = (): void => options.onSummary?.(summariseUser(reader));
  tellSummary();

  /** Writes all commits that wait by now as one group. Memory changes only once the group is written. */
  async function flush(): Promise<void> {
    const group = waiting;
    waiting = [];
    if (group.length === 0) return;
    try {
      if (ended) throw ended;
      const isDurable = group.some(({ mayBeLost }) => !mayBeLost);
      const commits = group.map(({ commit }) => commit);
      await changeLog.append(writeCommits(records, commits), isDurable);
    } catch (error) {
      for (const { reject } of group) reject(toStoreError(error, options.path));
      return;
    }
    for (const { commit, resolve } of group) {
      applyCommit(records, commit);
      resolve();
    }
    if (group.some(({ commit }) => concernsSummary(commit))) tellSummary();
    await compactFrom(MIN_COMPACTION_BYTES_IN_USE);
  }

  async function compactFrom(minBytes: number): Promise<void> {
    const limit = Math.max(minBytes, adapter.length, nextCompactionBytes);
    if (changeLog.size > limit || changeLog.lines > MAX_LOG_LINES) await compactNow();
  }

  async function compactNow(): Promise<void> {
    if (changeLog.size === 0) return;
    try {
      if (isEmpty(records)) return await removeFiles();
      await database.write();
      await changeLog.clear();
      nextCompactionBytes = 0;
    } catch (error) {
      // Nothing is lost: the log has it all. The next try is due when the log has doubled.
      nextCompactionBytes = changeLog.size * 2;
      options.log.warn({ file: `${options.path}.json`, reason: nameSystemError(error) }, 'compaction failed');
    }
  }

  /** The document first: the log alone, replayed on nothing, still ends empty. */
  async function removeFiles(): Promise<void> {
    await rm(`${options.path}.json`, { force: true });
    await changeLog.remove();
  }

  return {
    id: options.id,

    get busy() {
      return waiting.length > 0 || writing.isLocked();
    },

    get<C extends Collection>(collection: C, key: string) {
      options.onUse();
      return reader.get(collection, key);
    },

    list<C extends Collection>(collection: C) {
      options.onUse();
      return reader.list(collection);
    },

    async commit(changes: Change[], { mayBeLost = false }: CommitOptions = {}) {
      options.onUse();
      if (ended) throw ended;
      if (changes.length === 0) return;
      // At once: memory shall hold what a restart would read, so nobody may go on changing it.
      const commit = freezeDeep(changes);
      const written = new Promise<void>((resolve, reject) => waiting.push({ commit, mayBeLost, resolve, reject }));
      void writing.runExclusive(flush);
      await written;
    },

    async compact() {
      await writing.runExclusive(() => compactFrom(MIN_COMPACTION_BYTES));
    },

    async close() {
      await writing.runExclusive(async () => {
        await flush();
        ended ??= new StoreError('closed', 'the store is closed');
        await compactNow();
        await changeLog.close();
      });
    },

    async remove() {
      await writing.runExclusive(async () => {
        await flush();
        ended = new StoreError('deleted', 'the data of this user were removed');
        try {
          // Makes the removal one step: after a crash between the two files nothing half is left. A full disk refuses
          // the line; the files go all the same.
          if (!isEmpty(records)) await changeLog.append([JSON.stringify(CLEARED)], true).catch(() => undefined);
          applyCommit(records, CLEARED);
          options.onSummary?.(null);
          await removeFiles();
        } catch (error) {
          throw toStoreError(error, options.path);
        }
      });
    },
  };
}

function concernsSummary(commit: LoggedChange[]): boolean {
  return commit.some(({ collection }) => SUMMARISED.has(collection));
}

/** Puts a system error into the store's words; the file is named, its contents are not. */
export function toStoreError(error: unknown, path: string): StoreError {
  if (error instanceof StoreError) return error;
  return new StoreError('unavailable', `${path}: ${nameSystemError(error)}`, { cause: error });
}
