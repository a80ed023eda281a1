import { randomBytes } from 'node:crypto';
import { connectDatabase, SCHEMA, type Database } from '../../server/store/postgres/database.ts';
import { createLeaseRows } from '../../server/store/postgres/lease-rows.ts';
import { migrate } from '../../server/store/postgres/migrate.ts';
import { createPostgresOrganizations } from '../../server/store/postgres/organizations.ts';
import { createPostgresStore } from '../../server/store/postgres/postgres-store.ts';
import { createUserRows } from '../../server/store/postgres/user-rows.ts';
import { startPostgres } from '../helpers/postgres/server.ts';
import { createSharedBacking, type Backing, type BackingParts } from './backing.ts';
import { putFarAway } from './far-away.ts';
import { watchRows } from './memory-tables.ts';

/** Found before PostgreSQL's own functions: `clock_timestamp()` tells the story's time. */
const CLOCK_SCHEMA = 'simulated';
const CLOCK = `
  CREATE SCHEMA IF NOT EXISTS ${CLOCK_SCHEMA};
  CREATE OR REPLACE FUNCTION ${CLOCK_SCHEMA}.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS
    $$ SELECT to_timestamp(current_setting('simulated.now')::float8 / 1000) $$`;

export interface SimulatedDatabase {
  /** Empties the database for the next story. */
  createBacking(parts: BackingParts): Promise<Backing>;
  close(): Promise<void>;
}

/** A database of its own, on the PostgreSQL that is given, else on one that is started. */
export async function openSimulatedDatabase(given: string | undefined): Promise<SimulatedDatabase> {
  const server = given ? { url: given, stop: async () => {} } : await startPostgres();
  const name = `simulation_${randomBytes(8).toString('hex')}`;
  const outer = connectDatabase({ url: server.url, maxConnections: 1 });
  await outer.query(`CREATE DATABASE ${name}`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  url.searchParams.set('options', `-c search_path=${CLOCK_SCHEMA},pg_catalog,public`);
  // One connection: the time is the session's, and one statement follows the other, the same way each time.
  const database = connectDatabase({ url: url.href, maxConnections: 1 });
  await migrate(database);
  await database.borrow((connection) => connection.query(CLOCK));

  return {
    async createBacking(parts) {
      await database.query(`TRUNCATE ${SCHEMA}.users, ${SCHEMA}.records, ${SCHEMA}.organizations`);
      await fill(database, parts);
      return backStory(database, parts);
    },
    async close() {
      await database.close();
      await outer.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await outer.close();
      await server.stop();
    },
  };
}

async function fill(database: Database, { disk }: BackingParts): Promise<void> {
  const organizations = createPostgresOrganizations(database);
  for (const record of disk.organizations.values()) await organizations.put(record);
  const store = createPostgresStore(database);
  for (const { id, records } of disk.users.values()) {
    const document = await store.openUser(id);
    const changes = [...records].flatMap(([collection, entries]) =>
      [...entries].map(([key, value]) => ({ collection, key, value })),
    );
    await document.commit(changes as Parameters<typeof document.commit>[0]);
  }
  await store.close();
}

/** The store, the leases and the statements of the product, by the time of the story. */
function backStory(database: Database, parts: BackingParts): Backing {
  const { disk, scheduler } = parts;
  const setTime = async (): Promise<void> =>
    void (await database.query(`SELECT set_config('simulated.now', $1, false)`, [String(scheduler.now())]));
  const timed: Database = {
    ...database,
    async query(text, values) {
      await setTime();
      return await database.query(text, values);
    },
    async repeat(text, values) {
      await setTime();
      return await database.repeat(text, values);
    },
  };
  return createSharedBacking(parts, (life) => {
    const far = putFarAway(database, life, scheduler);
    const store = createPostgresStore(far, {
      // Before the way there and back: what is carried out is known at once.
      makeRows: (_far, id) => putFarAway(watchRows(createUserRows(database, id), id, disk, parts), life, scheduler),
    });
    return { store, leaseRows: createLeaseRows(timed) };
  });
}
