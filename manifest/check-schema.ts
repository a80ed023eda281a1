import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import Ajv from 'ajv-draft-04';
import type { ErrorObject, ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { PackageError, type Fault } from './faults.ts';

const { resolve } = createRequire(import.meta.url);

export interface Schemas {
  manifest: ValidateFunction;
  translations: ValidateFunction;
  /** Which places of a manifest are texts that people read, by Microsoft's localization schema. */
  textPaths: RegExp[];
}

/**
 * Microsoft's schemas as @microsoft/app-manifest ships them: nothing is fetched.
 * @param version as in `manifestVersion`
 * @throws PackageError when it is none of them
 */
export async function loadSchemas(version: string): Promise<Schemas> {
  const folder = resolve('@microsoft/app-manifest').replace(/build[\\/].*$/, `build/json-schemas/teams/v${version}/`);
  const [manifest, translations] = await Promise.all(
    ['MicrosoftTeams.schema.json', 'MicrosoftTeams.Localization.schema.json'].map(
      async (file) => JSON.parse(await readFile(folder + file, 'utf8')) as Record<string, object>,
    ),
  ).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new PackageError({ code: 'schema_version', where: 'manifestVersion', value: version });
  });
  // The localization schema has patterns that are no Unicode regular expressions; it cannot be compiled otherwise.
  const ajv = new (Ajv as unknown as typeof Ajv.default)({ strict: false, allErrors: true, unicodeRegExp: false });
  (addFormats as unknown as typeof addFormats.default)(ajv as never);
  const properties = Object.keys(translations!['properties'] ?? {}).filter((name) =>
    /^(name|description)\./.test(name),
  );
  const patterns = Object.keys(translations!['patternProperties'] ?? {}).filter(
    (pattern) => !/(url|page|script)\$$/i.test(pattern),
  );
  return {
    manifest: ajv.compile(manifest!),
    translations: ajv.compile(translations!),
    textPaths: [...properties.map((name) => `^${name.replace('.', '\\.')}$`), ...patterns].map(
      (source) => new RegExp(source),
    ),
  };
}

/**
 * What a schema has against a document, one fault a place.
 * @param file where the document was written
 */
export function checkSchema(validate: ValidateFunction, document: unknown, file: string): Fault[] {
  if (validate(document)) return [];
  const faults = (validate.errors ?? []).map((error) => toFault(error, file));
  return faults.filter(({ where }, at) => faults.findIndex((other) => other.where === where) === at);
}

function toFault({ instancePath, keyword, params, message = '' }: ErrorObject, file: string): Fault {
  const where = instancePath
    .slice(1)
    .split('/')
    .filter((part) => part !== '')
    .map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');
  if (keyword === 'additionalProperties') {
    const key = String((params as { additionalProperty: string }).additionalProperty);
    return { code: 'unknown_key', where: where === '' ? key : `${where}.${key}`, file };
  }
  return { code: 'schema', where: where === '' ? file : where, file, value: message, expected: keyword };
}
