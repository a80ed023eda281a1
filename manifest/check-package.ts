import type { BuiltPackage } from './build-package.ts';
import { checkIcons } from './check-icons.ts';
import { checkManifest } from './check-manifest.ts';
import { checkOutlook } from './check-outlook.ts';
import { checkPane } from './check-pane.ts';
import { checkSchema, type Schemas } from './check-schema.ts';
import { checkTexts } from './check-texts.ts';
import type { Fault } from './faults.ts';
import { MANIFEST_FILE, OUTLOOK_FILE } from './files.ts';
import { findPlaceholders } from './fill.ts';
import type { PackageValues } from './values.ts';
import { listLeaves } from './walk.ts';

/**
 * Everything that is wrong with a package, without a network.
 * @returns each place once, by the rule that says most precisely what to do
 */
export async function checkPackage(built: BuiltPackage, values: PackageValues, schemas: Schemas): Promise<Fault[]> {
  const { manifest, translations, files, outlook } = built;
  const { textPaths } = schemas;
  const own = [
    ...checkPlaceholders(built),
    ...checkManifest(manifest, values),
    ...checkPane(manifest),
    ...checkIcons(manifest, files),
    ...checkTexts(manifest, translations, textPaths),
    ...(await checkOutlook(outlook, manifest, values)),
  ];
  const schema = [
    ...checkSchema(schemas.manifest, manifest, MANIFEST_FILE),
    ...[...translations].flatMap(([file, texts]) => checkSchema(schemas.translations, texts, file)),
  ];
  return onlyOnePerPlace([...own, ...schema]);
}

function checkPlaceholders({ manifest, translations, outlook }: BuiltPackage): Fault[] {
  const places = [
    ...listLeaves(manifest).map(({ path, value }) => ({ file: MANIFEST_FILE, path, text: String(value) })),
    ...[...translations].flatMap(([file, texts]) =>
      Object.entries(texts).map(([path, text]) => ({ file, path, text })),
    ),
  ];
  const left = places.flatMap(({ file, path, text }) =>
    findPlaceholders(text).map((value): Fault => ({ code: 'unresolved', where: path, file, value })),
  );
  // The add-in-only manifest takes its texts from these files: what is wrong or missing there is named there.
  const { additionalLanguages = [] } = manifest.localizationInfo ?? {};
  const isTranslation = (name: string): boolean =>
    additionalLanguages.some(({ languageTag }) => name.startsWith(`${languageTag}:`));
  const ownNames = new Set(findPlaceholders(outlook).filter((value) => !left.some((fault) => fault.value === value)));
  return [
    ...left,
    ...[...ownNames]
      .filter((value) => !isTranslation(value.slice(3)))
      .map((value): Fault => ({ code: 'unresolved', where: OUTLOOK_FILE, file: OUTLOOK_FILE, value })),
  ];
}

function onlyOnePerPlace(faults: Fault[]): Fault[] {
  const placeOf = ({ where, file = MANIFEST_FILE }: Fault): string => `${file}: ${where}`;
  // Elements of XML are told apart by more than their name.
  return faults.filter(
    (fault, at) => fault.file === OUTLOOK_FILE || faults.findIndex((other) => placeOf(other) === placeOf(fault)) === at,
  );
}
