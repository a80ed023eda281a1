import { createDocumentCache } from '../document-cache.ts';
import type { StoreCounts, UserChoice, UserId } from '../types.ts';
import { normalizeUserId, toUserKey } from '../user-ids.ts';
import { addUp, type UserSummary } from '../user-summary.ts';
import { SCHEMA, type Database } from './database.ts';
import { createPostgresDocument, type PostgresDocument } from './document.ts';
import { createUserRows, type UserRows } from './user-rows.ts';

export interface PostgresDocuments {
  /** As of now, whoever has committed. */
  open(id: UserId): Promise<PostgresDocument>;
  remove(id: UserId): Promise<void>;
  list(which?: UserChoice): Promise<UserId[]>;
  count(): Promise<StoreCounts>;
  /** Waits for what is being committed. */
  close(): Promise<void>;
}

/** @param idleMs unused for this long, a document leaves memory once nobody holds it */
export function createPostgresDocuments(
  database: Database,
  idleMs: number,
  makeRows: (database: Database, id: UserId) => UserRows = createUserRows,
): PostgresDocuments {
  const cache = createDocumentCache<PostgresDocument>(idleMs);

  function take(id: UserId): PostgresDocument {
    const key = toUserKey(id);
    const found = cache.find(key);
    if (found && !found.isOver) return found;
    const rows = makeRows(database, id);
    const made = createPostgresDocument({ id, rows, onUse: () => cache.use(key) });
    cache.add(key, made);
    return made;
  }

  return {
    async open(anyId) {
      const id = normalizeUserId(anyId);
      for (;;) {
        const document = take(id);
        await document.refresh();
        if (!document.isOver) return document;
      }
    },

    async remove(anyId) {
      const id = normalizeUserId(anyId);
      await take(id).remove();
      cache.drop(toUserKey(id));
    },

    async list(which = 'all') {
      const rows = await database.repeat<{ tenant_id: string; object_id: string }>(
        `SELECT tenant_id, object_id FROM ${SCHEMA}.users WHERE ${CONDITIONS[which]}`,
      );
      return rows.map(({ tenant_id, object_id }) => ({ tenantId: tenant_id, objectId: object_id }));
    },

    async count() {
      // Most people's summaries are the same.
      const rows = await database.repeat<{ summary: UserSummary; users: string }>(
        `SELECT summary, count(*) AS users FROM ${SCHEMA}.users WHERE version > 0 AND summary ? 'link' GROUP BY summary`,
      );
      return addUp(rows.map(({ summary, users }) => ({ summary, users: Number(users) })));
    },

    async close() {
      for (const document of await cache.close()) await document.close();
    },
  };
}

/** A row without a commit is only there because somebody took its lease. */
const CONDITIONS: Record<UserChoice, string> = {
  all: 'version > 0',
  running: `version > 0 AND summary @> '{"isRunning": true}'`,
  chat: `version > 0 AND summary @> '{"hasChat": true}'`,
};
