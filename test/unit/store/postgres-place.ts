import { connectDatabase, type Database } from '../../../server/store/postgres/database.ts';
import { migrate } from '../../../server/store/postgres/migrate.ts';
import { createPostgresStore } from '../../../server/store/postgres/postgres-store.ts';
import type { Store } from '../../../server/store/types.ts';
import { createDatabase, type TestDatabase } from '../../helpers/postgres/database.ts';
import type { StoreUnderTest } from './store-contract.ts';

/** A store in a database of its own. */
export interface PostgresUnderTest extends StoreUnderTest {
  place: TestDatabase;
  database: Database;
  /** The same data as another process has them. */
  openOther(): Promise<Store>;
}

export async function createPostgres(options: { idleMs?: number } = {}): Promise<PostgresUnderTest> {
  const place = await createDatabase();
  const databases: Database[] = [];
  async function connect(): Promise<Database> {
    const database = connectDatabase({ url: place.url });
    databases.push(database);
    await migrate(database);
    return database;
  }
  const database = await connect();
  const under: PostgresUnderTest = {
    place,
    database,
    store: createPostgresStore(database, options),
    openOther: async () => createPostgresStore(await connect(), options),
    async reopen() {
      await under.store.close();
      under.store = createPostgresStore(database, options);
      return under.store;
    },
    async destroy() {
      await under.store.close();
      for (const each of databases) await each.close();
      await place.drop();
    },
  };
  return under;
}
