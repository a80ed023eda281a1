import pg from 'pg';
import { startPostgres } from '../helpers/postgres/server.ts';
import { importOf, prepare } from './scenarios.ts';

export interface Stored {
  store: 'folder' | 'PostgreSQL';
  /** What a first import adds, divided by its entries. */
  bytesPerEntry: number;
  /** Of the records' text, by collection; the rest are indices and what the database adds. */
  parts: { collection: string; bytesPerEntry: number }[];
}

/** Of a database that does nothing else. */
const DATABASE = 'bench';

/** What a store takes for an entry after a first import: the entry itself, what undoing it needs, and the run's record. */
export async function measureStorage(entries: number): Promise<Stored[]> {
  return [await measureFolder(entries), await measureDatabase(entries)];
}

async function measureFolder(entries: number): Promise<Stored> {
  const { stage, person } = await prepare(importOf(entries));
  try {
    const before = await stage.measureStore();
    await person.sync();
    // What was appended to the log is folded into the document.
    await stage.stopProduct();
    return { store: 'folder', bytesPerEntry: ((await stage.measureStore()) - before) / entries, parts: [] };
  } finally {
    await stage.stop();
  }
}

async function measureDatabase(entries: number): Promise<Stored> {
  const server = await startPostgres();
  const url = new URL(server.url);
  url.pathname = `/${DATABASE}`;
  try {
    await ask(server.url, `CREATE DATABASE ${DATABASE}`);
    const { stage, person } = await prepare(importOf(entries), { env: { DATABASE_URL: url.href } });
    try {
      const before = await readSize(url.href);
      await person.sync();
      const bytesPerEntry = ((await readSize(url.href)) - before) / entries;
      const rows = await ask<{ collection: string; bytes: string }>(
        url.href,
        `SELECT collection, sum(octet_length(value)) AS bytes FROM lupax_m365.records
          WHERE value IS NOT NULL GROUP BY collection ORDER BY 2 DESC`,
      );
      const parts = rows.map(({ collection, bytes }) => ({ collection, bytesPerEntry: Number(bytes) / entries }));
      return { store: 'PostgreSQL', bytesPerEntry, parts };
    } finally {
      await stage.stop();
    }
  } finally {
    await server.stop();
  }
}

/** Of tables and indices, as they are once what the import has replaced is cleared away. */
async function readSize(url: string): Promise<number> {
  await ask(url, 'VACUUM FULL lupax_m365.users');
  await ask(url, 'VACUUM FULL lupax_m365.records');
  const [row] = await ask<{ bytes: string }>(
    url,
    `SELECT pg_total_relation_size('lupax_m365.users') + pg_total_relation_size('lupax_m365.records') AS bytes`,
  );
  return Number(row!.bytes);
}

async function ask<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}
