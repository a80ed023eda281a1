import { readdir, readFile } from 'node:fs/promises';
import { StoreError } from '../errors.ts';
import { SCHEMA, type Connection, type Database } from './database.ts';

const FOLDER = new URL('./migrations/', import.meta.url);
const FILE_NAME = /^(\d{4})-[a-z-]+\.sql$/;
/** Any number that no other program uses for an advisory lock in this database. */
const LOCK_KEY = 365_365_001;
/** Another process may be migrating a large database. */
const LONGEST_MIGRATION_MS = 10 * 60 * 1000;

interface Migration {
  number: number;
  name: string;
}

/**
 * Brings the schema up to date, once, however many processes start at the same time: the others wait. Each migration is
 * a transaction, and none is ever undone.
 * @returns how many were carried out
 * @throws StoreError; also when a newer version of the product has migrated the database
 */
export async function migrate(database: Database): Promise<number> {
  const migrations = await listMigrations();
  return await database.borrow(async (connection) => {
    await connection.query(`SET statement_timeout = ${LONGEST_MIGRATION_MS}`);
    await connection.query('SELECT pg_advisory_lock($1)', [LOCK_KEY], LONGEST_MIGRATION_MS);
    // Where it fails, the connection is closed, and with it the transaction and the lock are gone.
    const carriedOut = await carryOut(connection, migrations);
    await connection.query('SELECT pg_advisory_unlock($1)', [LOCK_KEY]);
    await connection.query('RESET statement_timeout');
    return carriedOut;
  });
}

async function listMigrations(): Promise<Migration[]> {
  const names = await readdir(FOLDER);
  const migrations = names.flatMap((name) => {
    const number = FILE_NAME.exec(name)?.[1];
    return number ? [{ number: Number(number), name }] : [];
  });
  return migrations.sort((a, b) => a.number - b.number);
}

async function carryOut(connection: Connection, migrations: Migration[]): Promise<number> {
  // IF NOT EXISTS asks for the right to create one also where it is there.
  const found = await connection.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [SCHEMA]);
  if (found.length === 0) await connection.query(`CREATE SCHEMA ${SCHEMA}`);
  await connection.query(
    `CREATE TABLE IF NOT EXISTS ${SCHEMA}.migrations (
       number integer PRIMARY KEY, name text NOT NULL, carried_out_at timestamptz NOT NULL DEFAULT now())`,
  );
  const [{ last } = { last: 0 }] = await connection.query<{ last: number }>(
    `SELECT coalesce(max(number), 0) AS last FROM ${SCHEMA}.migrations`,
  );
  if (last > (migrations.at(-1)?.number ?? 0)) {
    const reason = `the database is of a newer version of this product (migration ${last}); install that version`;
    throw new StoreError('unavailable', reason, { variable: 'DATABASE_URL' });
  }
  const due = migrations.filter(({ number }) => number > last);
  for (const { number, name } of due) {
    const sql = await readFile(new URL(name, FOLDER), 'utf8');
    await connection.query('BEGIN');
    await connection.query(sql, [], LONGEST_MIGRATION_MS);
    await connection.query(`INSERT INTO ${SCHEMA}.migrations (number, name) VALUES ($1, $2)`, [number, name]);
    await connection.query('COMMIT');
  }
  return due.length;
}
