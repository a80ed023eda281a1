/** As the Agents Toolkit writes them: `${{NAME}}`; a text of the manifest is `${{de:name.short}}`. */
const PLACEHOLDER = /\$\{\{\s*([^{}]+?)\s*\}\}/g;

/**
 * Puts values in the place of placeholders. What has no value stays, for the check to name it.
 * @param escape makes a value fit the file: within a JSON string, or as XML text
 */
export function fillTemplate(
  template: string,
  values: Readonly<Record<string, string>>,
  escape: (value: string) => string,
): string {
  return template.replace(PLACEHOLDER, (whole, name: string) =>
    Object.hasOwn(values, name) ? escape(values[name]!) : whole,
  );
}

export const escapeJson = (value: string): string => JSON.stringify(value).slice(1, -1);

const XML_ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;' };
export const escapeXml = (value: string): string => value.replace(/[&<>"\n]/g, (char) => XML_ENTITIES[char]!);

/** The placeholders that are left in a text. */
export function findPlaceholders(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].map(([whole]) => whole);
}
