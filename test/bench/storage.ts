import { startDatabase, type BenchDatabase } from './database.ts';
import { importOf, prepare } from './scenarios.ts';

export interface Stored {
  store: 'folder' | 'PostgreSQL';
  /** What a first import adds, divided by its entries. */
  bytesPerEntry: number;
  /** Of the records' text, by collection; the rest are indices and what the database adds. */
  parts: { collection: string; bytesPerEntry: number }[];
}

/** What a store takes for an entry after a first import: the entry itself, what undoing it needs, and the run's record. */
export async function measureStorage(entries: number): Promise<Stored[]> {
  return [await measureFolder(entries), await measureDatabase(entries)];
}

async function measureFolder(entries: number): Promise<Stored> {
  const { stage, person } = await prepare(importOf(entries), { warmUp: [] });
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
  const database = await startDatabase();
  try {
    const { stage, person } = await prepare(importOf(entries), { warmUp: [], env: { DATABASE_URL: database.url } });
    try {
      const before = await readSize(database);
      await person.sync();
      const bytesPerEntry = ((await readSize(database)) - before) / entries;
      const rows = await database.query<{ collection: string; bytes: string }>(
        `SELECT collection, sum(octet_length(value)) AS bytes FROM lupax_m365.records
          WHERE value IS NOT NULL GROUP BY collection ORDER BY 2 DESC`,
      );
      const parts = rows.map(({ collection, bytes }) => ({ collection, bytesPerEntry: Number(bytes) / entries }));
      return { store: 'PostgreSQL', bytesPerEntry, parts };
    } finally {
      await stage.stop();
    }
  } finally {
    await database.stop();
  }
}

/** Of tables and indices, as they are once what the import has replaced is cleared away. */
async function readSize(database: BenchDatabase): Promise<number> {
  await database.query('VACUUM FULL lupax_m365.users');
  await database.query('VACUUM FULL lupax_m365.records');
  const [row] = await database.query<{ bytes: string }>(
    `SELECT pg_total_relation_size('lupax_m365.users') + pg_total_relation_size('lupax_m365.records') AS bytes`,
  );
  return Number(row!.bytes);
}
