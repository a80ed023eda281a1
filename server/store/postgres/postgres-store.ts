import { StoreError } from '../errors.ts';
import type { Store } from '../types.ts';
import { SCHEMA, type Database } from './database.ts';
import { createPostgresDocuments } from './documents.ts';
import type { createUserRows } from './user-rows.ts';
import { createPostgresOrganizations } from './organizations.ts';

const IDLE_MS = 60_000;

/**
 * The store in a database that any number of processes share.
 * @param database migrated already (`migrate`); closed by whoever connected it
 */
export function createPostgresStore(
  database: Database,
  options: { idleMs?: number; makeRows?: typeof createUserRows } = {},
): Store {
  const organizations = createPostgresOrganizations(database);
  const documents = createPostgresDocuments(database, options.idleMs ?? IDLE_MS, options.makeRows);
  let closed = false;
  let checking: Promise<void> | null = null;

  const whenOpen = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closed) throw new StoreError('closed', 'the store is closed', { variable: 'DATABASE_URL' });
    return await work();
  };

  async function probe(): Promise<void> {
    // A standby answers questions, too.
    const [row] = await database.query<{ refused: boolean }>(
      `SELECT pg_is_in_recovery() OR NOT has_table_privilege('${SCHEMA}.records', 'INSERT') AS refused`,
    );
    if (row?.refused !== false) {
      throw new StoreError('unavailable', 'the database takes no writes', { variable: 'DATABASE_URL' });
    }
  }

  return {
    openUser: (id) => whenOpen(() => documents.open(id)),
    listUsers: (which) => whenOpen(() => documents.list(which)),
    deleteUser: (id) => whenOpen(() => documents.remove(id)),
    getOrganization: (id) => whenOpen(() => organizations.get(id)),
    putOrganization: (record) => whenOpen(() => organizations.put(record)),
    listOrganizations: () => whenOpen(() => organizations.list()),
    count: () => whenOpen(() => documents.count()),
    check: () =>
      whenOpen(async () => {
        // Health checks that meet share one question.
        checking ??= probe().finally(() => (checking = null));
        await checking;
      }),
    async close() {
      if (closed) return;
      closed = true;
      await documents.close();
    },
  };
}
