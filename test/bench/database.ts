import { connectDatabase } from '../../server/store/postgres/database.ts';
import { startPostgres } from '../helpers/postgres/server.ts';

/** A PostgreSQL of its own with an empty database. */
export interface BenchDatabase {
  url: string;
  /** Of the process that all others of it come from. */
  pid: number;
  query<Row extends object>(text: string): Promise<Row[]>;
  stop(): Promise<void>;
}

/** @param durable as in production: what is committed is on the disk */
export async function startDatabase({ durable = false } = {}): Promise<BenchDatabase> {
  const server = await startPostgres({ durable });
  const first = connectDatabase({ url: server.url });
  await first.query('CREATE DATABASE bench');
  await first.close();
  const url = new URL(server.url);
  url.pathname = '/bench';
  const database = connectDatabase({ url: url.href });
  return {
    url: url.href,
    pid: server.pid,
    query: (text) => database.query(text),
    async stop() {
      await database.close();
      await server.stop();
    },
  };
}
