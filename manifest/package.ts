import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildPackage, type BuiltPackage } from './build-package.ts';
import { checkPackage } from './check-package.ts';
import { loadSchemas } from './check-schema.ts';
import { PackageError, type Fault } from './faults.ts';
import { describeFault, LANGUAGES, say, type Language } from './i18n/index.ts';
import { readSources, readVariables } from './read-sources.ts';
import { ENVIRONMENTS, readValues, type Environment } from './values.ts';
import { writeZip } from './zip.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = join(ROOT, 'manifest');
const BUILD_FOLDER = join(FOLDER, 'build');

interface Options {
  environment: Environment;
  language: Language;
  /** Where the package goes. */
  folder: string;
}

/** `npm run package`: builds the app package of one environment, or says what keeps it from working. */
async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (!options) {
    console.error(say('de', 'usage'));
    return 2;
  }
  const { environment, language } = options;
  const reading = readValues(environment, await readVariables(ROOT, environment));
  if (!reading.ok) return refuse(reading.faults, options);
  try {
    const built = buildPackage(await readSources(FOLDER), reading.values);
    const schemas = await loadSchemas(built.manifest.manifestVersion ?? '');
    const faults = await checkPackage(built, reading.values, schemas);
    if (faults.length > 0) return await refuse(faults, options);
    const files = await writePackage(built, options);
    console.log(say(language, 'done', { file: files.zip }));
    console.log(say(language, 'outlook', { file: files.outlook }));
    console.log(say(language, 'entra', { file: files.entra }));
    if (reading.values.botId === null) console.log(say(language, 'withoutBot'));
    return 0;
  } catch (error) {
    if (error instanceof PackageError) return refuse([error.fault], options);
    throw error;
  }
}

/** Says what is wrong, and leaves nothing behind that could be taken for a good package. */
async function refuse(faults: Fault[], { environment, language, folder }: Options): Promise<number> {
  const files = Object.values(nameFiles(environment));
  await Promise.all(files.map((file) => rm(join(folder, file), { force: true, recursive: true })));
  console.error(say(language, 'faults', { count: faults.length }));
  for (const fault of faults) console.error(`- ${describeFault(language, fault)}`);
  return 1;
}

async function writePackage({ files, outlook, entra }: BuiltPackage, { environment, folder }: Options) {
  const names = nameFiles(environment);
  await rm(join(folder, names.unpacked), { recursive: true, force: true });
  await mkdir(join(folder, names.unpacked), { recursive: true });
  await Promise.all([
    writeFile(join(folder, names.zip), writeZip(files)),
    ...[...files].map(([name, content]) => writeFile(join(folder, names.unpacked, name), content)),
    writeFile(join(folder, names.outlook), outlook),
    writeFile(join(folder, names.entra), entra),
  ]);
  const show = (name: string): string => relative(process.cwd(), join(folder, name));
  return { zip: show(names.zip), outlook: show(names.outlook), entra: show(names.entra) };
}

function nameFiles(environment: Environment) {
  return {
    zip: `lupax.${environment}.zip`,
    /** The same files; the Agents Toolkit validates them unpacked. */
    unpacked: environment,
    outlook: `outlook.${environment}.xml`,
    entra: `aad.manifest.${environment}.json`,
  };
}

function readOptions(args: string[]): Options | null {
  try {
    const { env, lang, out } = parseArgs({
      args,
      options: {
        env: { type: 'string' },
        lang: { type: 'string', default: 'de' },
        out: { type: 'string', default: BUILD_FOLDER },
      },
    }).values;
    const environment = ENVIRONMENTS.find((known) => known === env);
    const language = LANGUAGES.find((known) => known === lang);
    return environment && language ? { environment, language, folder: resolve(out) } : null;
  } catch {
    return null;
  }
}

process.exitCode = await main();
