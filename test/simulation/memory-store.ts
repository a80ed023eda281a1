import { StoreError } from '../../server/store/errors.ts';
import { applyCommit, CLEARED, createRecords, freezeDeep, readCommit } from '../../server/store/records.ts';
import type { Records } from '../../server/store/records.ts';
import type {
  Change,
  Collection,
  OrganizationRecord,
  Store,
  UserCollections,
  UserId,
} from '../../server/store/types.ts';
import { addUp, isAmong, summariseUser } from '../../server/store/user-summary.ts';
import { normalizeUserId, toUserKey } from '../../server/store/user-ids.ts';

/** What is durable. It outlives the process, and a process sees nothing else: memory changes once a commit is durable. */
export interface Disk {
  users: Map<string, { id: UserId; records: Records }>;
  organizations: Map<number, OrganizationRecord>;
}

export function createDisk(): Disk {
  return { users: new Map(), organizations: new Map() };
}

/** Makes a write durable some time later: `apply` when it is, `done` when the process hears of it. Keeps the order. */
export type WriteBehind = (write: { user: UserId; changes: Change[]; apply: () => void; done: () => void }) => void;

/** A store on a disk in memory. @param write what a commit goes through; a process that has died gets no `done` */
export function openMemoryStore(disk: Disk, write: WriteBehind): Store {
  const documents = new Map<string, ReturnType<typeof openDocument>>();
  let closed = false;

  function openDocument(key: string, id: UserId) {
    const records = disk.users.get(key)?.records ?? createRecords();
    let deleted = false;
    const refuse = (): void => {
      if (deleted) throw new StoreError('deleted', 'the data of this user were removed');
      if (closed) throw new StoreError('closed', 'the store is closed');
    };
    return {
      id,
      get: <C extends Collection>(collection: C, entry: string) =>
        records.get(collection)?.get(entry) as UserCollections[C] | undefined,
      list: <C extends Collection>(collection: C) => records.get(collection) as ReadonlyMap<string, UserCollections[C]>,
      async commit(changes: Change[]) {
        refuse();
        if (changes.length === 0) return;
        // Copied at once: the caller may go on changing its objects.
        const commit = readCommit(JSON.parse(JSON.stringify(changes)));
        const apply = (): void => {
          if (deleted) return;
          disk.users.set(key, { id, records });
          applyCommit(records, commit);
        };
        await new Promise<void>((done) => write({ user: id, changes: commit as Change[], apply, done }));
      },
      remove() {
        deleted = true;
        applyCommit(records, CLEARED);
        disk.users.delete(key);
      },
    };
  }
  function requireOpen(): void {
    if (closed) throw new StoreError('closed', 'the store is closed');
  }

  return {
    async openUser(id) {
      requireOpen();
      const { key, id: plain } = nameUser(id);
      const document = documents.get(key) ?? openDocument(key, plain);
      documents.set(key, document);
      return document;
    },
    async count() {
      requireOpen();
      const summaries = [...disk.users].map(([key, { id }]) => summariseUser(openDocument(key, id)));
      return addUp(summaries.map((summary) => ({ summary, users: 1 })));
    },
    async listUsers(which = 'all') {
      requireOpen();
      const chosen = [...disk.users].filter(
        ([key, { id }]) => which === 'all' || isAmong(summariseUser(openDocument(key, id)), which),
      );
      return chosen.map(([, { id }]) => id);
    },
    async deleteUser(id) {
      requireOpen();
      const { key, id: plain } = nameUser(id);
      (documents.get(key) ?? openDocument(key, plain)).remove();
      documents.delete(key);
    },
    async getOrganization(id) {
      requireOpen();
      return disk.organizations.get(id);
    },
    async putOrganization(record) {
      requireOpen();
      disk.organizations.set(record.id, freezeDeep(structuredClone(record)));
    },
    async listOrganizations() {
      requireOpen();
      return [...disk.organizations.values()];
    },
    async check() {
      requireOpen();
    },
    async close() {
      closed = true;
    },
  };
}

function nameUser(id: UserId): { key: string; id: UserId } {
  const normal = normalizeUserId(id);
  return { key: toUserKey(normal), id: normal };
}
