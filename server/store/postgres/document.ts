import { Mutex } from 'async-mutex';
import { StoreError } from '../errors.ts';
import { applyCommit, createRecords, freezeDeep, type Records } from '../records.ts';
import type { Change, Collection, CommitOptions, UserCollections, UserDocument, UserId } from '../types.ts';
import { SUMMARISED, summariseUser, type UserSummary } from '../user-summary.ts';
import { isPassing } from './database-errors.ts';
import { makeCommitId, type RecordRow, type Seen, type UserRows, type UserState } from './user-rows.ts';

/** Each try that fails means that another process has committed; so many in a row are a fault. */
const MAX_TRIES = 100;

export interface PostgresDocument extends UserDocument {
  readonly busy: boolean;
  /** Learns what other processes have committed. Calls that meet share one question. */
  refresh(): Promise<void>;
  /** Removes everything; commits of those who still hold the document are refused from now on. */
  remove(): Promise<void>;
  /** Waits for what was committed before; commits are refused from now on. */
  close(): Promise<void>;
  /** Another process has removed the user: whoever opens it again gets another document. */
  readonly isOver: boolean;
}

interface Waiting {
  changes: ParsedChange[];
  fence: string | null;
  resolve: () => void;
  reject: (error: Error) => void;
}

interface ParsedChange extends RecordRow {
  /** Frozen; null when the record is removed. */
  value: unknown;
}

/**
 * One user's records: in memory, with how much of the database was seen. A commit is one statement that writes nothing
 * when somebody else has committed since; then memory learns that first, and the commit is tried again unless one of its
 * own records is among what is new. Commits that meet are written as one.
 */
export function createPostgresDocument(options: {
  id: UserId;
  rows: UserRows;
  /** Called on every use, so that the cache keeps the document. */
  onUse: () => void;
}): PostgresDocument {
  const { id, rows, onUse } = options;
  const records = createRecords();
  /** Held while the database is asked, so that memory follows its order. */
  const turn = new Mutex();
  let seen: Seen = { incarnation: null, version: 0 };
  let waiting: Waiting[] = [];
  /** Why commits are refused. */
  let ended: StoreError | null = null;
  let refreshing: Promise<void> | null = null;

  /** The next commits that can be written as one: those of one lease, or of none. */
  function takeGroup(): Waiting[] {
    const fence = waiting.find((each) => each.fence !== null)?.fence ?? null;
    const other = waiting.findIndex((each) => each.fence !== null && each.fence !== fence);
    return waiting.splice(0, other < 0 ? waiting.length : other);
  }

  async function flush(): Promise<void> {
    let group = takeGroup();
    try {
      for (let tries = 0; group.length > 0; tries += 1) {
        if (ended) throw ended;
        if (tries > MAX_TRIES) throw new StoreError('unavailable', 'others commit too often', VARIABLE);
        const commitId = makeCommitId();
        if (await write(group, commitId)) return;
        group = await catchUp(group, commitId);
      }
    } catch (error) {
      for (const { reject } of group) reject(error as Error);
    }
  }

  /** @returns false when the database has more than was seen, or the lease of the group is over */
  async function write(group: Waiting[], commitId: string): Promise<boolean> {
    const changes = listWrites(records, group);
    const fence = group.find((each) => each.fence !== null)?.fence ?? null;
    if (changes.length === 0 && fence === null) {
      keep(group, seen);
      return true;
    }
    const { incarnation, version } = seen;
    if (incarnation === null) return false;
    const summary = changes.some(({ collection }) => SUMMARISED.has(collection)) ? summarise(changes) : null;
    const writing = { seen: { incarnation, version }, commitId, records: changes, summary, fence };
    const written = await rows.write(writing).catch((error: unknown) => {
      // It may have been carried out all the same; what is there now tells.
      if (isPassing(error)) return null;
      throw error;
    });
    if (written === null) return false;
    keep(group, { incarnation, version: written });
    return true;
  }

  function summarise(changes: ParsedChange[]): UserSummary {
    const copies = new Map([...SUMMARISED].map((collection) => [collection, new Map(records.get(collection))]));
    applyCommit(copies, changes);
    return summariseUser(createReader(copies));
  }

  function keep(group: Waiting[], now: Seen): void {
    for (const { changes, resolve } of group) {
      applyCommit(records, changes);
      resolve();
    }
    seen = now;
  }

  /** Learns what is new. @returns the commits of the group that can be tried again; the others were settled */
  async function catchUp(group: Waiting[], commitId: string): Promise<Waiting[]> {
    const state = await rows.readNewer(seen);
    if (!state && seen.incarnation === null) {
      await rows.create();
      return group;
    }
    if (state?.lastCommit === commitId && state.version === seen.version + 1) {
      keep(group, { incarnation: state.incarnation, version: state.version });
      return [];
    }
    const left = learn(state, group);
    if (!state || !left.some(({ fence }) => fence !== null && fence !== state.fence)) return left;
    const lost = new StoreError('superseded', 'another process has taken the mailbox over', VARIABLE);
    for (const each of left) if (each.fence !== null) each.reject(lost);
    return left.filter(({ fence }) => fence === null);
  }

  /** Takes over what others committed. Commits that do not know it and are about the same records are refused. */
  function learn(state: UserState | null, group: Waiting[]): Waiting[] {
    if (!state || (seen.incarnation !== null && state.incarnation !== seen.incarnation)) {
      if (seen.incarnation !== null) end(new StoreError('deleted', 'the data of this user were removed', VARIABLE));
      return ended ? refuse(group, ended) : group;
    }
    if (state.version === seen.version) {
      seen = { incarnation: state.incarnation, version: state.version };
      return group;
    }
    const changed = new Set(state.records.map(nameRecord));
    // What was removed meanwhile is not known one by one then.
    const replacesAll = state.isWhole && seen.version > 0;
    const isStale = ({ changes }: Waiting): boolean =>
      replacesAll || changes.some((change) => changed.has(nameRecord(change)));
    if (state.isWhole) for (const collection of records.values()) collection.clear();
    applyCommit(records, state.records.map(parse));
    seen = { incarnation: state.incarnation, version: state.version };
    const stale = new StoreError('changed_meanwhile', 'another process has changed a record', VARIABLE);
    const sift = (commits: Waiting[]): Waiting[] => {
      refuse(commits.filter(isStale), stale);
      return commits.filter((each) => !isStale(each));
    };
    waiting = sift(waiting);
    return sift(group);
  }

  function refuse(commits: Waiting[], error: StoreError): Waiting[] {
    for (const { reject } of commits) reject(error);
    return [];
  }

  function end(error: StoreError): void {
    ended ??= error;
    if (error.code === 'deleted') for (const collection of records.values()) collection.clear();
  }

  const reader = createReader(records);
  return {
    id,

    get busy() {
      return waiting.length > 0 || turn.isLocked();
    },

    get isOver() {
      return ended?.code === 'deleted';
    },

    get<C extends Collection>(collection: C, key: string) {
      onUse();
      return reader.get(collection, key);
    },

    list<C extends Collection>(collection: C) {
      onUse();
      return reader.list(collection);
    },

    async commit(changes: Change[], { fence }: CommitOptions = {}) {
      onUse();
      if (ended) throw ended;
      if (changes.length === 0) return;
      // At once: memory shall hold what the database has, so nobody may go on changing it.
      const parsed = changes.map(({ collection, key, value }) => ({
        ...{ collection, key, value: freezeDeep(value) },
        text: value ? JSON.stringify(value) : null,
      }));
      const durable = new Promise<void>((resolve, reject) =>
        waiting.push({ changes: parsed, fence: fence ?? null, resolve, reject }),
      );
      void turn.runExclusive(flush);
      await durable;
    },

    async refresh() {
      refreshing ??= turn.runExclusive(async () => {
        refreshing = null;
        if (!ended) learn(await rows.readNewer(seen), []);
      });
      await refreshing;
    },

    async remove() {
      await turn.runExclusive(async () => {
        await flush();
        await rows.remove();
        end(new StoreError('deleted', 'the data of this user were removed', VARIABLE));
      });
    },

    async close() {
      await turn.runExclusive(async () => {
        await flush();
        end(new StoreError('closed', 'the store is closed', VARIABLE));
      });
    },
  };
}

const VARIABLE = { variable: 'DATABASE_URL' } as const;

function createReader(records: Records): Pick<UserDocument, 'get' | 'list'> {
  return {
    get: <C extends Collection>(collection: C, key: string) =>
      records.get(collection)?.get(key) as UserCollections[C] | undefined,
    list: <C extends Collection>(collection: C) => records.get(collection) as ReadonlyMap<string, UserCollections[C]>,
  };
}

function parse(row: RecordRow): ParsedChange {
  return { ...row, value: row.text === null ? null : freezeDeep(JSON.parse(row.text)) };
}

/** One row a record, the last change of each; removals of what is not there need none. */
function listWrites(records: Records, group: Waiting[]): ParsedChange[] {
  const last = new Map(group.flatMap(({ changes }) => changes.map((change) => [nameRecord(change), change])));
  return [...last.values()].filter(({ collection, key, text }) => text !== null || records.get(collection)?.has(key));
}

function nameRecord({ collection, key }: Pick<RecordRow, 'collection' | 'key'>): string {
  return `${collection}/${key}`;
}
