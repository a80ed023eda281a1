import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Where the server finds the built pages. */
export const PAGES_DIR = join(ROOT, 'dist', 'addin');
const DIGEST_FILE = 'built-from';

/**
 * Builds tab and pane unless what is there was built from these very sources. Several processes may do so at once: each
 * builds in a folder of its own, and the last one that is done stays.
 * @returns whether something was built
 * @throws when the sources cannot be built, or Vite is not installed and nothing was built before
 */
export async function ensureBuilt(): Promise<boolean> {
  const digest = await digestSources();
  const built = await readFile(join(PAGES_DIR, DIGEST_FILE), 'utf8').catch(() => null);
  if (built === digest) return false;
  // An installation without development dependencies serves what was built when it was packed.
  if (built !== null && !isViteInstalled()) return false;
  await buildPages(digest);
  return true;
}

async function buildPages(digest: string): Promise<void> {
  const { build } = await import('vite');
  const folder = join(ROOT, 'dist', `.addin-${process.pid}-${Date.now()}`);
  const old = `${folder}-old`;
  // Vite builds React's development version, twice as large, where this says anything else, e.g. `test`.
  const { NODE_ENV } = process.env;
  process.env['NODE_ENV'] = 'production';
  try {
    await build({
      configFile: join(ROOT, 'addin', 'vite.config.ts'),
      logLevel: 'error',
      mode: 'production',
      build: { outDir: folder },
    });
    await writeFile(join(folder, DIGEST_FILE), digest);
    await rename(PAGES_DIR, old).catch(() => undefined);
    await rename(folder, PAGES_DIR).catch((error: unknown) => {
      // Another process was faster, with the same sources.
      if (!existsSync(PAGES_DIR)) throw error;
    });
  } finally {
    if (NODE_ENV === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = NODE_ENV;
    await Promise.all([folder, old].map((path) => rm(path, { recursive: true, force: true })));
  }
}

function isViteInstalled(): boolean {
  return existsSync(join(ROOT, 'node_modules', 'vite', 'package.json'));
}

async function digestSources(): Promise<string> {
  const hash = createHash('sha256');
  const listed = await readdir(join(ROOT, 'addin'), { recursive: true, withFileTypes: true });
  const sources = listed.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const path of [...sources.sort(), join(ROOT, 'package-lock.json')]) {
    hash
      .update(path.slice(ROOT.length))
      .update('\0')
      .update(await readFile(path))
      .update('\0');
  }
  return hash.digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await mkdir(join(ROOT, 'dist'), { recursive: true });
  await ensureBuilt();
}
