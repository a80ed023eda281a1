import { existsSync } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '../store/durable-file.ts';
import { readSnapshot } from '../store/snapshot.ts';
import { readArchive, writeArchive, type Manifest } from './archive.ts';
import { BackupError } from './errors.ts';

export interface BackupReport {
  manifest: Manifest;
  bytes: number;
  /** Files that were damaged already and are not in the backup. */
  left: string[];
}

/**
 * Copies the data folder into one file while a server may be using it, and reads the file back before it gets its name.
 * @throws BackupError, StoreError
 */
export async function createBackup(options: {
  dataDir: string;
  file: string;
  force: boolean;
  version: string;
  now: number;
}): Promise<BackupReport> {
  const { dataDir, file, force } = options;
  if (existsSync(file) && !force) {
    throw new BackupError('exists', `${file} is there already; name another file, or replace it with --force`);
  }
  if (!existsSync(dataDir)) throw new BackupError('no_data', `DATA_DIR: there is no folder ${dataDir}`);
  const partial = `${file}.partial-${process.pid}`;
  const left: string[] = [];
  try {
    const snapshot = readSnapshot(dataDir, (name) => left.push(name));
    const facts = { version: options.version, createdAt: new Date(options.now).toISOString() };
    const written = await writeArchive(partial, snapshot, facts);
    const manifest = await readArchive(partial, async () => {});
    if (JSON.stringify(manifest) !== JSON.stringify(written)) {
      throw new BackupError('damaged', `${file} was not read back as it was written`);
    }
    await rename(partial, file);
    await syncFolder(dirname(file));
    return { manifest, bytes: (await stat(file)).size, left };
  } finally {
    await rm(partial, { force: true });
  }
}
