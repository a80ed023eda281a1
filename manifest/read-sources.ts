import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { Sources } from './build-package.ts';
import type { Environment } from './values.ts';

/** Reads the templates and icons. */
export async function readSources(folder: string): Promise<Sources> {
  const listed = await readdir(folder, { withFileTypes: true });
  const names = listed
    .filter((entry) => entry.isFile() && /\.(json|xml|png)$/.test(entry.name))
    .map(({ name }) => name);
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name))] as const)));
}

/**
 * The variables of an environment. The process beats `env/.env.<environment>.user`, that beats `env/.env.<environment>`, and the
 * server's own `.env` comes last; an empty one is none.
 * @param root the folder of the project
 */
export async function readVariables(
  root: string,
  environment: Environment,
  own: NodeJS.ProcessEnv = process.env,
): Promise<NodeJS.ProcessEnv> {
  const paths = ['.env', `env/.env.${environment}`, `env/.env.${environment}.user`].map((path) => join(root, path));
  const read = await Promise.all(
    paths.filter((path) => existsSync(path)).map(async (path) => parseEnv(await readFile(path, 'utf8'))),
  );
  const given = [...read, own].flatMap((variables) => Object.entries(variables).filter(([, value]) => value !== ''));
  return Object.fromEntries(given);
}
