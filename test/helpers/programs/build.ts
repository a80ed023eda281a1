import { mkdir, mkdtemp } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Plugin } from 'vite';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** What tests start as processes of their own. */
const SOURCES = [
  'server/main.ts',
  'server/setup-check.ts',
  'server/commands/migrate-to-postgres.ts',
  'server/commands/backup.ts',
  'server/commands/restore.ts',
  'test/demo/main.ts',
  'test/sandbox/main.ts',
  'test/helpers/fast-product.ts',
  'test/unit/store/committer.ts',
];
/** Loaded where they are wanted, and much too large to put together again. */
const LEFT_OUT = ['vite', 'typescript', 'pg-native'];

/** Modules go on finding what lies beside their source. */
const keepPlaces: Plugin = {
  name: 'keep-places',
  enforce: 'pre',
  transform(code, id) {
    if (!code.includes('import.meta.url') || id.includes('node_modules')) return null;
    return { code: code.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href)), map: null };
  },
};

/**
 * Puts each program into one file with all it imports. Reading a thousand modules through tsx takes four seconds of the
 * CPU, and the tests start the product about a hundred times.
 * @returns the folder; a program has the path of its source in it, ending in `.mjs`
 */
export async function buildPrograms(): Promise<string> {
  const { build } = await import('vite');
  await mkdir(join(ROOT, 'dist'), { recursive: true });
  // Here, so that what was left out is found.
  const folder = await mkdtemp(join(ROOT, 'dist', 'test-programs-'));
  await build({
    configFile: false,
    root: ROOT,
    mode: 'production',
    logLevel: 'error',
    plugins: [keepPlaces],
    ssr: { noExternal: true, external: LEFT_OUT },
    build: {
      ssr: true,
      target: 'node20',
      minify: false,
      outDir: folder,
      rolldownOptions: {
        input: Object.fromEntries(SOURCES.map((path) => [path.replace(/\.ts$/, ''), path])),
        output: { entryFileNames: '[name].mjs', chunkFileNames: 'parts/[name]-[hash].mjs' },
      },
    },
  });
  return relative(ROOT, folder);
}
