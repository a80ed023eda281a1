import type { AppManifest, Translations } from './app-manifest.ts';
import type { Fault } from './faults.ts';
import { listLeaves } from './walk.ts';

/**
 * Whether each text of the manifest stands in every file of translations, and nothing else does.
 * @param textPaths which places are texts (check-schema.ts)
 */
export function checkTexts(
  manifest: AppManifest,
  translations: ReadonlyMap<string, Translations>,
  textPaths: RegExp[],
): Fault[] {
  const texts = listLeaves(manifest)
    .map(({ path }) => path)
    .filter((path) => textPaths.some((pattern) => pattern.test(path)));
  return (manifest.localizationInfo?.additionalLanguages ?? []).flatMap(({ file }, at): Fault[] => {
    const translated = translations.get(file);
    const where = `localizationInfo.additionalLanguages[${at}].file`;
    if (!translated) return [{ code: 'file_missing', where, file }];
    const missing = texts.filter((path) => (translated[path] ?? '') === '');
    const unknown = Object.keys(translated).filter((path) => path !== '$schema' && !texts.includes(path));
    return [
      ...missing.map((path): Fault => ({ code: 'text_missing', where: path, file })),
      ...unknown.map((path): Fault => ({ code: 'text_unknown', where: path, file })),
    ];
  });
}
