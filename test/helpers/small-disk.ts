import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** A disk of its own, that can be full and read-only. */
export interface SmallDisk {
  path: string;
  /** Takes all space that is left. */
  fill(): Promise<void>;
  free(): Promise<void>;
  setReadOnly(readOnly: boolean): Promise<void>;
  unmount(): Promise<void>;
}

/** @returns null where file systems cannot be mounted: only root on Linux may */
export function mountSmallDisk(bytes: number): SmallDisk | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null;
  const path = mkdtempSync(join(tmpdir(), 'small-disk-'));
  const run = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;
  const ballast = join(path, 'ballast');
  if (!run('mount', '-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', path)) return null;
  return {
    path,
    fill: () => writeFile(ballast, Buffer.alloc(bytes)).catch(() => undefined),
    free: () => rm(ballast, { force: true }),
    async setReadOnly(readOnly) {
      const isDone = (): boolean => run('mount', '-o', `remount,${readOnly ? 'ro' : 'rw'}`, path);
      // Refused while a file is open for writing; a log is so for a moment after its last line.
      for (let tries = 0; !isDone(); tries += 1) {
        if (tries > 40) throw new Error('remount was refused');
        await setTimeout(100);
      }
    },
    async unmount() {
      if (!run('umount', path) && !run('umount', '-l', path)) throw new Error(`${path} could not be unmounted`);
      await rm(path, { recursive: true, force: true });
    },
  };
}
