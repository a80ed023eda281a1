import { randomUUID } from 'node:crypto';
import { applyCommit, createRecords, freezeDeep } from '../../server/store/records.ts';
import { DatabaseError } from '../../server/store/postgres/database-errors.ts';
import type { RunHolder } from '../../server/store/run-leases.ts';
import type { LeaseRows } from '../../server/store/postgres/lease-rows.ts';
import type { RecordRow, UserRows } from '../../server/store/postgres/user-rows.ts';
import type { Change, UserId } from '../../server/store/types.ts';
import { normalizeUserId, toUserKey } from '../../server/store/user-ids.ts';
import type { Disk } from './memory-store.ts';

interface Row {
  id: UserId;
  incarnation: string;
  version: number;
  lastCommit: string | null;
  /** Removals included. */
  records: Map<string, RecordRow & { version: number }>;
  lease: (RunHolder & { token: string; until: number; isCut: boolean }) | null;
}

export interface Tables {
  userRows(id: UserId): UserRows;
  leases: LeaseRows;
}

/**
 * The tables of `server/store/postgres` in memory, one row a user, by the rules of its statements: what is committed by
 * somebody who has not seen the last version, or whose lease is another's by now, is not written.
 * @param disk kept in step, for those who look from outside
 */
export function createMemoryTables(disk: Disk, now: () => number): Tables {
  const rows = new Map<string, Row>();
  for (const { id, records } of disk.users.values()) {
    const row = createRow(id);
    row.version = 1;
    for (const [collection, entries] of records) {
      for (const [key, value] of entries) write(row, [{ collection, key, text: JSON.stringify(value) }]);
    }
  }

  function createRow(id: UserId): Row {
    const row: Row = { id, incarnation: randomUUID(), version: 0, lastCommit: null, records: new Map(), lease: null };
    rows.set(toUserKey(id), row);
    return row;
  }

  function write({ version, records }: Row, changes: RecordRow[]): void {
    for (const { collection, key, text } of changes) {
      const name = `${collection}/${key}`;
      // What is added again comes last.
      if (records.get(name)?.text === null) records.delete(name);
      records.set(name, { collection, key, text, version });
    }
  }

  const findLease = (user: UserId) => {
    const lease = rows.get(toUserKey(normalizeUserId(user)))?.lease ?? null;
    return lease && lease.until >= now() ? lease : null;
  };

  return {
    userRows(id) {
      const userKey = toUserKey(id);
      return {
        async readNewer(seen) {
          const row = rows.get(userKey);
          if (!row) return null;
          const { incarnation, version, lastCommit } = row;
          const isWhole = seen.version === 0 || seen.incarnation !== incarnation;
          const newer = [...row.records.values()].filter((record) => isWhole || record.version > seen.version);
          const records = newer.filter(({ text }) => !isWhole || text !== null);
          return { incarnation, version, isWhole, lastCommit, fence: row.lease?.token ?? null, records };
        },
        async write({ seen, commitId, records, fence }) {
          const row = rows.get(userKey);
          if (row?.incarnation !== seen.incarnation || row.version !== seen.version) return null;
          if (fence !== null && row.lease?.token !== fence) return null;
          row.version += 1;
          row.lastCommit = commitId;
          write(row, records);
          return row.version;
        },
        async create() {
          if (!rows.has(userKey)) createRow(id);
        },
        async remove() {
          rows.delete(userKey);
        },
      };
    },
    leases: {
      async take(anyUser, token, { runId, kind }, leaseMs) {
        const user = normalizeUserId(anyUser);
        if (findLease(user)) return false;
        const row = rows.get(toUserKey(user)) ?? createRow(user);
        row.lease = { token, runId, kind, until: now() + leaseMs, isCut: false, done: 0, total: 0 };
        return true;
      },
      async renew(states, leaseMs) {
        return states.flatMap(({ userKey, token, done, total }) => {
          const lease = rows.get(userKey)?.lease;
          if (lease?.token !== token) return [];
          Object.assign(lease, { until: now() + leaseMs, done, total });
          return [{ token, isCut: lease.isCut }];
        });
      },
      async release(userKey, token) {
        const row = rows.get(userKey);
        if (row?.lease?.token === token) row.lease = null;
      },
      async find(user) {
        const lease = findLease(user);
        return lease && { runId: lease.runId, kind: lease.kind, done: lease.done, total: lease.total };
      },
      async cut(user) {
        const lease = rows.get(toUserKey(normalizeUserId(user)))?.lease;
        if (lease) lease.isCut = true;
      },
      async reclaim() {
        const over = [...rows.values()].filter(({ lease }) => lease && lease.until < now());
        return over.map((row) => {
          const { runId, kind } = row.lease!;
          row.lease = null;
          return { user: row.id, runId, kind };
        });
      },
    },
  };
}

/** What becomes of a connection: it breaks before a statement is carried out, or afterwards. */
export type Breakage = 'before' | 'after' | null;

/** Rows whose commits are told of as they are carried out, and kept on the disk in memory. */
export function watchRows(
  rows: UserRows,
  id: UserId,
  disk: Disk,
  told: {
    onCommit(user: UserId, changes: Change[]): void;
    onRemoved(user: UserId): void;
    breaks(): Breakage;
  },
): UserRows {
  const userKey = toUserKey(id);
  return {
    ...rows,
    async write(writing) {
      const breakage = told.breaks();
      if (breakage === 'before') throw new DatabaseError('ECONNRESET');
      const version = await rows.write(writing);
      if (version !== null) noteWritten(writing.records);
      if (breakage === 'after') throw new DatabaseError('ECONNRESET');
      return version;
    },
    async remove() {
      await rows.remove();
      disk.users.delete(userKey);
      told.onRemoved(id);
    },
  };

  function noteWritten(written: RecordRow[]): void {
    const changes = written.map(({ collection, key, text }) => ({
      ...{ collection, key },
      value: text === null ? null : freezeDeep(JSON.parse(text) as object),
    })) as Change[];
    const records = disk.users.get(userKey)?.records ?? createRecords();
    applyCommit(records, changes as Parameters<typeof applyCommit>[1]);
    disk.users.set(userKey, { id, records });
    told.onCommit(id, changes);
  }
}
