import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { startPostgres, type PostgresServer } from './server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Answers with the address of a PostgreSQL on which tests may make databases. */
    postgresBroker: string;
  }
}

/**
 * One PostgreSQL for all tests, started when the first of them asks for it: the one that DATABASE_URL names (its user
 * must be allowed to make databases), else one of our own.
 */
export default async function providePostgres(project: TestProject): Promise<() => Promise<void>> {
  let starting: Promise<PostgresServer> | null = null;
  const given = process.env['DATABASE_URL'];
  const broker = createServer((_request, response) => {
    const asked = given ? Promise.resolve({ url: given }) : (starting ??= startPostgres());
    asked.then(
      ({ url }) => response.end(url),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  }).listen(0, '127.0.0.1');
  await once(broker, 'listening');
  project.provide('postgresBroker', `http://127.0.0.1:${(broker.address() as AddressInfo).port}`);
  return async () => {
    broker.closeAllConnections();
    broker.close();
    await (await starting?.catch(() => null))?.stop();
  };
}
