import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

/** The variables of the environment, and those of the folder's `.env` that the environment does not set. */
export function readEnvironment(folder: string, environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const path = join(folder, '.env');
  return existsSync(path) ? { ...parseEnv(readFileSync(path, 'utf8')), ...environment } : { ...environment };
}
