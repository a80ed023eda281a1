import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findFreePort } from '../helpers/free-port.ts';
import { fillFolder } from './fill-store.ts';
import { TENANT_ID } from './stage.ts';
import { fitSlope } from './statistics.ts';

export const ENTRIES_PER_USER = 10;
/** Nobody is looked at while it is measured: their first turns are spread over the interval. */
const WEEK_SECONDS = 7 * 24 * 60 * 60;
/** Nowhere: nobody is synchronised here. */
const NOWHERE = 'http://127.0.0.1:9';
/** A start opens what it has to count, and lets go of it. */
const SETTLE_MS = 5_000;

export interface MemoryPoint {
  users: number;
  rssBytes: number;
  heapBytes: number;
}

export interface Memory {
  points: MemoryPoint[];
  /** Of the line through the points: what one more linked user takes. */
  rssBytesPerUser: number;
  heapBytesPerUser: number;
}

/** Memory of a server that has so many linked users of whom nobody does anything. */
export async function measureMemory(sizes: readonly number[]): Promise<Memory> {
  const points: MemoryPoint[] = [];
  for (const users of sizes) points.push(await measurePoint(users));
  const slope = (bytes: (point: MemoryPoint) => number): number =>
    fitSlope(points.map((point) => [point.users, bytes(point)]));
  return {
    points,
    rssBytesPerUser: slope(({ rssBytes }) => rssBytes),
    heapBytesPerUser: slope(({ heapBytes }) => heapBytes),
  };
}

async function measurePoint(users: number): Promise<MemoryPoint> {
  const dataDir = await mkdtemp(join(tmpdir(), 'lupax-bench-memory-'));
  try {
    await fillFolder(dataDir, users, ENTRIES_PER_USER);
    const env = {
      PATH: process.env['PATH'] ?? '',
      PORT: String(await findFreePort()),
      DATA_DIR: dataDir,
      ENCRYPTION_KEY: randomBytes(32).toString('base64'),
      AAD_APP_CLIENT_ID: TENANT_ID,
      AAD_APP_TENANT_ID: TENANT_ID,
      SYNC_INTERVAL_SECONDS: String(WEEK_SECONDS),
      AZURE_AUTHORITY_HOST: NOWHERE,
      GRAPH_BASE_URL: NOWHERE,
      LUPAX_BASE_URL: NOWHERE,
    };
    const file = fileURLToPath(new URL('memory-child.ts', import.meta.url));
    const child = fork(file, { env, execArgv: [...process.execArgv, '--expose-gc'] });
    const ended = once(child, 'exit');
    await once(child, 'message');
    await sleep(SETTLE_MS);
    child.send('measure');
    const [{ rss, heapUsed }] = (await once(child, 'message')) as [{ rss: number; heapUsed: number }];
    child.disconnect();
    await ended;
    return { users, rssBytes: rss, heapBytes: heapUsed };
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
