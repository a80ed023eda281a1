import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLowdbStore } from '../../../server/store/lowdb-store.ts';
import type { LowdbStoreOptions } from '../../../server/store/lowdb-store.ts';
import type { Store, UserId } from '../../../server/store/types.ts';
import { findProgram } from '../../helpers/programs/program.ts';
import type { StoreUnderTest } from './store-contract.ts';

/** A lowdb store in a folder of its own, with what it logged. */
export interface LowdbUnderTest extends StoreUnderTest {
  dataDir: string;
  lines: { level: string; facts: Record<string, unknown>; message: string }[];
  path(user: UserId, extension: string): string;
  listFiles(): Promise<string[]>;
}

export async function createLowdb(options: Partial<LowdbStoreOptions> = {}): Promise<LowdbUnderTest> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'store-')));
  const lines: LowdbUnderTest['lines'] = [];
  const note =
    (level: string) =>
    (facts: object, message: string): void =>
      void lines.push({ level, facts: { ...facts }, message });
  const log = { warn: note('warn'), error: note('error') };
  const open = (): Promise<Store> => openLowdbStore({ ...options, dataDir, log });
  const place: LowdbUnderTest = {
    dataDir,
    lines,
    store: await open(),
    path: (user, extension) => join(dataDir, 'users', `${user.tenantId}_${user.objectId}.${extension}`),
    listFiles: async () => (await readdir(join(dataDir, 'users'))).sort(),
    async reopen() {
      await place.store.close();
      place.store = await open();
      return place.store;
    },
    async destroy() {
      await place.store.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  return place;
}

/** Starts another server process on the folder: it opens the store, prints `open`, then a number per durable commit. */
export async function startCommitter(dataDir: string): Promise<ChildProcess> {
  const program = await findProgram('test/unit/store/committer.ts');
  return spawn(process.execPath, [...program, dataDir], { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** @returns all that was printed until `isEnough` says so, or until the process ended */
export function readUntil(child: ChildProcess, isEnough: (text: string) => boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.once('error', reject);
    child.once('close', () => resolve(text));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (part) => {
        text += String(part);
        if (isEnough(text)) resolve(text);
      });
    }
  });
}
