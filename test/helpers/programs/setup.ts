import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { buildPrograms } from './build.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Answers with the folder of the programs that tests start. */
    programsBroker: string;
  }
}

/** The programs for all tests, built when the first of them asks. */
export default async function providePrograms(project: TestProject): Promise<() => Promise<void>> {
  let building: Promise<string> | null = null;
  const broker = createServer((_request, response) => {
    (building ??= buildPrograms()).then(
      (folder) => response.end(folder),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  }).listen(0, '127.0.0.1');
  await once(broker, 'listening');
  project.provide('programsBroker', `http://127.0.0.1:${(broker.address() as AddressInfo).port}`);
  return async () => {
    broker.closeAllConnections();
    broker.close();
    const folder = await building?.catch(() => null);
    if (folder) await rm(folder, { recursive: true, force: true });
  };
}
