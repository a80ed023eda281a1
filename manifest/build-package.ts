import { leaveOutBot, leaveOutBotTexts, type AppManifest, type Translations } from './app-manifest.ts';
import { PackageError } from './faults.ts';
import { ENTRA_FILE, MANIFEST_FILE, OUTLOOK_FILE } from './files.ts';
import { escapeJson, escapeXml, fillTemplate } from './fill.ts';
import { listPlaceholders, type PackageValues } from './values.ts';
import { listLeaves } from './walk.ts';

/** The files of the folder manifest, by name. */
export type Sources = ReadonlyMap<string, Buffer>;

/** A package put together; nobody has checked it yet. */
export interface BuiltPackage {
  manifest: AppManifest;
  /** By file name. */
  translations: ReadonlyMap<string, Translations>;
  /** What goes into the zip, by name: the manifest, the translations, the icons. */
  files: ReadonlyMap<string, Buffer>;
  /** The add-in-only manifest. */
  outlook: string;
  /** The app registration, as Microsoft Graph and the Entra admin centre take it. */
  entra: string;
}

/**
 * Puts a package together: placeholders filled, the bot left out where there is none.
 * @throws PackageError when a template is missing or no JSON
 */
export function buildPackage(sources: Sources, values: PackageValues): BuiltPackage {
  const placeholders = listPlaceholders(values);
  const withBot = values.botId !== null;
  const readJson = <T>(file: string): T =>
    parseJson<T>(file, fillTemplate(readText(sources, file), placeholders, escapeJson));

  const given = readJson<AppManifest>(MANIFEST_FILE);
  const manifest = withBot ? given : leaveOutBot(given);
  const translations = new Map<string, Translations>();
  for (const { file } of manifest.localizationInfo?.additionalLanguages ?? []) {
    if (!sources.has(file)) continue;
    const texts = readJson<Translations>(file);
    translations.set(file, withBot ? texts : leaveOutBotTexts(texts));
  }

  const files = new Map<string, Buffer>([[MANIFEST_FILE, writeJson(manifest)]]);
  for (const [file, texts] of translations) files.set(file, writeJson(texts));
  for (const file of Object.values(manifest.icons ?? {})) {
    const icon = sources.get(file);
    if (icon) files.set(file, icon);
  }

  const texts = { ...placeholders, APP_VERSION: manifest.version ?? '', ...listTexts(manifest, translations) };
  const outlook = fillTemplate(readText(sources, OUTLOOK_FILE), texts, escapeXml);
  const entra = writeJson(readJson(ENTRA_FILE)).toString();
  return { manifest, translations, files, outlook, entra };
}

/** The texts of the manifest in each language, so that the add-in-only manifest says the same: `de:name.short`. */
function listTexts(manifest: AppManifest, translations: ReadonlyMap<string, Translations>): Record<string, string> {
  const { defaultLanguageTag = '', additionalLanguages = [] } = manifest.localizationInfo ?? {};
  const own = listLeaves(manifest).map(({ path, value }) => [`${defaultLanguageTag}:${path}`, String(value)]);
  const others = additionalLanguages.flatMap(({ languageTag, file }) =>
    Object.entries(translations.get(file) ?? {}).map(([path, text]) => [`${languageTag}:${path}`, text]),
  );
  return Object.fromEntries([...own, ...others]) as Record<string, string>;
}

function readText(sources: Sources, file: string): string {
  const source = sources.get(file);
  if (!source) throw new PackageError({ code: 'file_missing', where: `manifest/${file}`, file });
  return source.toString('utf8');
}

function parseJson<T>(file: string, text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new PackageError({ code: 'not_json', where: file, file, value: (error as Error).message });
  }
}

const writeJson = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
