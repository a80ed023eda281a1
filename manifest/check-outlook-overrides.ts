import { OUTLOOK_FILE as file } from './files.ts';
import type { Fault } from './faults.ts';
import { findElement, listElements, type XmlElement } from './xml-element.ts';

const SURFACES = ['AppointmentOrganizerCommandSurface', 'AppointmentAttendeeCommandSurface'];
const LOCALES = ['en-US', 'en-GB'];
/** learn.microsoft.com/javascript/api/manifest/{shortstrings,longstrings} */
const LONGEST_TEXT: Record<string, number> = { 'bt:ShortStrings': 125, 'bt:LongStrings': 250 };
const LONGEST_RESOURCE_ID = 32;

/** The add-in's buttons, in both versions of the overrides: each with its own resources. */
export function checkOverrides(app: XmlElement): Fault[] {
  const older = findElement(app, 'VersionOverrides');
  const newer = older && findElement(older, 'VersionOverrides');
  return [older, newer].flatMap((overrides): Fault[] => {
    if (!overrides) return [{ code: 'xml_missing', where: 'VersionOverrides', file }];
    const [hosts, resources] = ['Hosts', 'Resources'].map((name) => findElement(overrides, name));
    if (!hosts || !resources) return [{ code: 'xml_missing', where: hosts ? 'Resources' : 'Hosts', file }];
    return [...checkSurfaces(hosts), ...checkReferences(hosts, resources), ...checkStrings(resources)];
  });
}

function checkSurfaces(hosts: XmlElement): Fault[] {
  const found = listElements(hosts).map(({ attributes }) => attributes['xsi:type']);
  return SURFACES.filter((surface) => !found.includes(surface)).map((surface) => ({
    code: 'ribbon_missing',
    where: 'DesktopFormFactor',
    file,
    expected: surface,
  }));
}

function checkReferences(hosts: XmlElement, resources: XmlElement): Fault[] {
  const ids = listElements(resources).flatMap(({ attributes }) => attributes['id'] ?? []);
  const references = listElements(hosts).flatMap(({ name, attributes }) =>
    attributes['resid'] === undefined ? [] : [{ where: name, value: attributes['resid'] }],
  );
  return [
    ...references
      .filter(({ value }) => !ids.includes(value))
      .map(({ where, value }): Fault => ({ code: 'xml_resource_missing', where, file, value })),
    ...ids
      .filter((id) => !references.some(({ value }) => value === id))
      .map((id): Fault => ({ code: 'xml_resource_unused', where: 'Resources', file, value: id })),
    ...ids
      .filter((id) => id.length > LONGEST_RESOURCE_ID)
      .map((id): Fault => {
        const lengths = { value: String(id.length), expected: String(LONGEST_RESOURCE_ID) };
        return { code: 'xml_text_too_long', where: id, file, ...lengths };
      }),
  ];
}

function checkStrings(resources: XmlElement): Fault[] {
  return resources.children.flatMap(({ name, children }) => {
    const longest = LONGEST_TEXT[name];
    if (longest === undefined) return [];
    return children.flatMap(({ attributes, children: translations }): Fault[] => {
      const where = attributes['id'] ?? name;
      const texts = [attributes['DefaultValue'], ...translations.map((one) => one.attributes['Value'])];
      const length = Math.max(...texts.map((text) => text?.length ?? 0));
      const missing = LOCALES.filter((locale) => !translations.some((one) => one.attributes['Locale'] === locale));
      return [
        ...missing.map((expected): Fault => ({ code: 'xml_translation_missing', where, file, expected })),
        ...(length > longest
          ? [{ code: 'xml_text_too_long', where, file, value: String(length), expected: String(longest) } as const]
          : []),
      ];
    });
  });
}
