import { fileURLToPath } from 'node:url';
import type { AppManifest, Translations } from '../../manifest/app-manifest.ts';
import { buildPackage, type Sources } from '../../manifest/build-package.ts';
import { checkPackage } from '../../manifest/check-package.ts';
import { loadSchemas } from '../../manifest/check-schema.ts';
import type { Fault } from '../../manifest/faults.ts';
import { readSources } from '../../manifest/read-sources.ts';
import { readValues, type Environment, type PackageValues } from '../../manifest/values.ts';

export const FOLDER = fileURLToPath(new URL('../../manifest', import.meta.url));
export const PUBLIC_URL = 'https://lupax.hauptstadt.example';
export const CLIENT_ID = '5f0c9d3e-9a51-4c0b-8f83-6d1f6a3b2c11';
export const BOT_ID = '0c7b9a52-21d6-4f0e-9b6e-8a4f2f7d1a10';
export const TEAMS_APP_ID = '7a1e5b3c-40d2-4e9f-8b6a-2c9d1f0e7a35';

export const VARIABLES = { PUBLIC_URL, AAD_APP_CLIENT_ID: CLIENT_ID, BOT_ID, TEAMS_APP_ID };

export const sources = await readSources(FOLDER);
export const schemas = await loadSchemas('1.21');

export function valuesOf(environment: Environment = 'production', more: NodeJS.ProcessEnv = {}): PackageValues {
  const reading = readValues(environment, { ...VARIABLES, ...more });
  if (!reading.ok) throw new Error(JSON.stringify(reading.faults));
  return reading.values;
}

/** What the check says about these files. */
export const checkSources = (changed: Sources, values = valuesOf()): Promise<Fault[]> =>
  checkPackage(buildPackage(changed, values), values, schemas);

/** The templates with another file in the place of one of them; null: without it. */
export function replaceFile(name: string, content: Buffer | string | null): Sources {
  const changed = new Map(sources);
  if (content === null) changed.delete(name);
  else changed.set(name, Buffer.from(content));
  return changed;
}

// Tests break the template in ways that its type does not allow.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Loose = any;

/** The templates with one thing changed in the manifest. */
export const changeManifest = (change: (manifest: AppManifest & Loose) => void): Sources =>
  changeJson('manifest.json', change);

export const changeTranslations = (change: (texts: Translations) => void): Sources => changeJson('en.json', change);

function changeJson<T>(name: string, change: (value: T) => void): Sources {
  const value = JSON.parse(sources.get(name)!.toString()) as T;
  change(value);
  return replaceFile(name, JSON.stringify(value));
}

/** The templates with one text of the add-in-only manifest replaced, wherever it stands. */
export function changeOutlook(from: string | RegExp, to: string): Sources {
  const xml = sources.get('outlook.xml')!.toString();
  const changed = xml.replace(from, to);
  if (changed === xml) throw new Error(`nothing to replace: ${String(from)}`);
  return replaceFile('outlook.xml', changed);
}
