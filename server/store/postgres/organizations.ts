import { parseOrganization } from '../organizations.ts';
import type { OrganizationRecord } from '../types.ts';
import { SCHEMA, type Database } from './database.ts';

export interface PostgresOrganizations {
  get(id: number): Promise<OrganizationRecord | undefined>;
  put(record: OrganizationRecord): Promise<void>;
  list(): Promise<OrganizationRecord[]>;
}

/** Read anew each time: what an administrator closes in one process is closed in all of them at once. */
export function createPostgresOrganizations(database: Database): PostgresOrganizations {
  const read = async (condition = '', values: unknown[] = []): Promise<OrganizationRecord[]> => {
    const text = `SELECT record FROM ${SCHEMA}.organizations ${condition} ORDER BY id`;
    return (await database.repeat<{ record: string }>(text, values)).map(({ record }) => parseOrganization(record));
  };
  return {
    get: async (id) => (await read('WHERE id = $1', [id]))[0],
    async put(record) {
      await database.repeat(
        `INSERT INTO ${SCHEMA}.organizations (id, record) VALUES ($1, $2)
         ON CONFLICT (id) DO UPDATE SET record = excluded.record`,
        [record.id, JSON.stringify(record)],
      );
    },
    list: () => read(),
  };
}
