import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from './durable-file.ts';
import { ORGANIZATIONS_FILE, USERS_FOLDER } from './snapshot.ts';

/** What a restore has unpacked and checked; from the moment that it is there, it counts. */
export const RESTORED_FOLDER = 'restored';

/**
 * Moves restored data into their place and what was there aside. Whatever was cut off is finished by the next call: what
 * is still in the folder is still to be done. Called by whoever holds the lock of the data folder.
 * @returns where the old data are; null when there were none, or nothing to do
 */
export async function finishRestore(dataDir: string): Promise<string | null> {
  const restored = join(dataDir, RESTORED_FOLDER);
  if (!existsSync(restored)) return null;
  const aside = join(dataDir, `before-restore-${new Date().toISOString().replace(/[-:.]/g, '')}`);
  let moved = false;
  for (const name of [ORGANIZATIONS_FILE, USERS_FOLDER]) {
    if (!existsSync(join(restored, name))) continue;
    if (existsSync(join(dataDir, name))) {
      await mkdir(aside, { recursive: true, mode: 0o700 });
      await rename(join(dataDir, name), join(aside, name));
      moved = true;
    }
    await rename(join(restored, name), join(dataDir, name));
  }
  await syncFolder(dataDir);
  await rm(restored, { recursive: true, force: true });
  return moved ? aside : null;
}
