import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createDocuments } from './documents.ts';
import type { Damage } from './documents.ts';
import { makePrivateFolder, readTextFile, replaceFile } from './durable-file.ts';
import { StoreError } from './errors.ts';
import { lockDataFolder } from './lock.ts';
import { openOrganizations } from './organizations.ts';
import { finishRestore } from './restored-folder.ts';
import { ORGANIZATIONS_FILE, USERS_FOLDER } from './snapshot.ts';
import { toStoreError } from './stored-document.ts';
import type { StoreLog } from './stored-document.ts';
import type { Store } from './types.ts';

const IDLE_MS = 60_000;

export interface LowdbStoreOptions {
  dataDir: string;
  log: StoreLog;
  /** Called for each file that was damaged and moved aside; the log has a line, too. */
  onDamaged?: (damage: Damage) => void;
  /** How long an unused document stays in memory. */
  idleMs?: number;
}

/**
 * The embedded store: a folder with `organizations.json` and, per linked user, `users/<tenant>_<object>.json` and `.log`.
 * @throws StoreError `locked` when another process has the folder, `unavailable` when it cannot be used
 */
export async function openLowdbStore(options: LowdbStoreOptions): Promise<Store> {
  const { dataDir, log, onDamaged } = options;
  const folder = join(dataDir, USERS_FOLDER);
  await makePrivateFolder(dataDir).catch(refuse(dataDir));
  const lock = await lockDataFolder(dataDir);
  try {
    await finishRestore(dataDir).catch(refuse(dataDir));
    await makePrivateFolder(folder).catch(refuse(folder));
    const organizations = await openOrganizations(join(dataDir, ORGANIZATIONS_FILE), (movedTo, reason) => {
      log.error({ movedTo, reason }, 'damaged file moved aside; no organisation is configured');
      onDamaged?.({ movedTo: [movedTo], user: null });
    });
    const documents = createDocuments({ folder, idleMs: options.idleMs ?? IDLE_MS, log, onDamaged });
    let closed = false;
    let checking: Promise<void> | null = null;

    const whenOpen = <T>(work: () => T): T => {
      if (closed) throw new StoreError('closed', 'the store is closed');
      return work();
    };
    /** Where organisations are written, and where people's documents are. */
    const writeProbes = async (): Promise<void> => {
      for (const place of [dataDir, folder]) await writeProbe(join(place, '.probe'));
    };

    return {
      openUser: async (id) => whenOpen(() => documents.open(id)),
      listUsers: async (which) => whenOpen(() => documents.list(which).catch(refuse(folder))),
      deleteUser: async (id) => whenOpen(() => documents.remove(id)),
      getOrganization: async (id) => whenOpen(() => organizations.get(id)),
      putOrganization: async (record) => whenOpen(() => organizations.put(record)),
      count: async () => whenOpen(() => documents.count().catch(refuse(folder))),
      listOrganizations: async () => whenOpen(() => organizations.list()),
      async check() {
        // Health checks that meet share one probe.
        checking ??= whenOpen(writeProbes)
          .catch(refuse(dataDir))
          .finally(() => (checking = null));
        await checking;
      },
      async close() {
        if (closed) return;
        closed = true;
        await documents.close();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Writes a file as documents are written, durably, and reads it back. */
async function writeProbe(path: string): Promise<void> {
  const text = randomUUID();
  await replaceFile(path, text);
  if ((await readTextFile(path)) !== text) throw new StoreError('unavailable', `${path}: not read as it was written`);
  await rm(path);
}

function refuse(path: string): (error: unknown) => never {
  return (error) => {
    throw toStoreError(error, path);
  };
}
