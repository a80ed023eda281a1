import { createPostgresDocument, type PostgresDocument } from '../../server/store/postgres/document.ts';
import type { UserRows } from '../../server/store/postgres/user-rows.ts';
import type { Store, UserId } from '../../server/store/types.ts';
import { normalizeUserId, toUserKey } from '../../server/store/user-ids.ts';
import { openMemoryStore, type Disk } from './memory-store.ts';

/** A process's store over rows that it shares with others: documents as on PostgreSQL, everything else from the disk. */
export function openRowStore(disk: Disk, rowsOf: (id: UserId) => UserRows): Store {
  const documents = new Map<string, PostgresDocument>();
  const rest = openMemoryStore(disk, () => {
    throw new Error('commits go through the rows');
  });
  function take(id: UserId): PostgresDocument {
    const key = toUserKey(id);
    const found = documents.get(key);
    if (found && !found.isOver) return found;
    const made = createPostgresDocument({ id, rows: rowsOf(id), onUse: () => {} });
    documents.set(key, made);
    return made;
  }
  return {
    ...rest,
    async openUser(anyId) {
      await rest.check();
      const id = normalizeUserId(anyId);
      for (;;) {
        const document = take(id);
        await document.refresh();
        if (!document.isOver) return document;
      }
    },
    async deleteUser(anyId) {
      await rest.check();
      const id = normalizeUserId(anyId);
      await take(id).remove();
      documents.delete(toUserKey(id));
    },
    async close() {
      await rest.close();
      for (const document of documents.values()) await document.close();
    },
  };
}
