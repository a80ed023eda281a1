import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makePrivateFolder, replaceFile, syncFolder } from '../store/durable-file.ts';
import { lockDataFolder } from '../store/lock.ts';
import { openLowdbStore } from '../store/lowdb-store.ts';
import { finishRestore, RESTORED_FOLDER } from '../store/restored-folder.ts';
import { ORGANIZATIONS_FILE, USERS_FOLDER } from '../store/snapshot.ts';
import type { StoreLog } from '../store/stored-document.ts';
import { StoreError } from '../store/errors.ts';
import { forgetAgreements } from '../sync/forget-agreements.ts';
import { readArchive, type Manifest } from './archive.ts';
import { BackupError } from './errors.ts';

const UNFINISHED_FOLDER = `${RESTORED_FOLDER}.partial`;

export interface RestoreReport {
  manifest: Manifest;
  /** Where the data that were there are now; null when there were none. */
  movedTo: string | null;
}

/**
 * Puts a backup in the place of the data folder's contents, which are kept aside. Everything is unpacked and checked
 * beside them first, so a file that turns out damaged changes nothing, and the change itself can be finished by the next
 * start wherever it is cut off.
 * @throws BackupError; StoreError `locked` while a server uses the folder
 */
export async function restoreBackup(options: {
  dataDir: string;
  file: string;
  force: boolean;
  now: number;
  log: StoreLog;
}): Promise<RestoreReport> {
  const { dataDir, file, force, now } = options;
  if (!existsSync(file)) throw new BackupError('unreadable', `there is no file ${file}`);
  await makePrivateFolder(dataDir);
  const lock = await lockDataFolder(dataDir);
  const unfinished = join(dataDir, UNFINISHED_FOLDER);
  try {
    await finishRestore(dataDir);
    if ((await holdsData(dataDir)) && !force) {
      throw new BackupError(
        'exists',
        `DATA_DIR: ${dataDir} holds data; replace them with --force (they are kept aside)`,
      );
    }
    await rm(unfinished, { recursive: true, force: true });
    const manifest = await unpack(file, unfinished);
    await prepare(unfinished, now, options.log);
    await rename(unfinished, join(dataDir, RESTORED_FOLDER));
    await syncFolder(dataDir);
    return { manifest, movedTo: await finishRestore(dataDir) };
  } finally {
    await rm(unfinished, { recursive: true, force: true });
    await lock.release();
  }
}

async function unpack(file: string, folder: string): Promise<Manifest> {
  await makePrivateFolder(folder);
  await makePrivateFolder(join(folder, USERS_FOLDER));
  const manifest = await readArchive(file, ({ name, text }) => replaceFile(join(folder, name), text));
  const organizations = join(folder, ORGANIZATIONS_FILE);
  if (!existsSync(organizations)) await replaceFile(organizations, '{"version":1,"organizations":[]}');
  return manifest;
}

/** Opens everything once, as the server will, and takes out what is not true any more. */
async function prepare(folder: string, now: number, log: StoreLog): Promise<void> {
  const onDamaged = (): never => {
    throw new BackupError('damaged', 'the backup holds a document that cannot be read');
  };
  const store = await openLowdbStore({ dataDir: folder, log, onDamaged });
  try {
    for (const user of await store.listUsers()) {
      const document = await store.openUser(user);
      await document.commit(forgetAgreements(document, new Date(now).toISOString()));
    }
  } finally {
    await store.close();
  }
}

async function holdsData(dataDir: string): Promise<boolean> {
  if (existsSync(join(dataDir, ORGANIZATIONS_FILE))) return true;
  const users = await readdir(join(dataDir, USERS_FOLDER)).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new StoreError('unavailable', `${dataDir} cannot be read`, { cause: error });
  });
  return users.length > 0;
}
