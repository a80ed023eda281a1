import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const QUOTED = { de: /„([^“]+)“/g, en: /“([^”]+)”/g };
/** Not of this product: names of Microsoft's, of Lupax' own pages, and what somebody writes to the bot. */
const OTHERS = {
  de: ['Administrator für privilegierte Rollen', 'Delegierte', 'Globaler Administrator'],
  en: [
    'Apps',
    'Delegated',
    'Global Administrator',
    'Notizen privat',
    'Notizen und Titel privat',
    'Privileged Role Administrator',
    'meet with Anna and tom@example.org tomorrow 2pm, 45 minutes, stage approval',
  ],
};

function readCatalogues(language: 'de' | 'en'): string {
  const pages = readdirSync(`${ROOT}addin/i18n/${language}`).filter((name) => name.endsWith('.json'));
  return [
    ...pages.map((name) => `addin/i18n/${language}/${name}`),
    `server/i18n/${language}.json`,
    `server/i18n/${language}-setup.json`,
    `bot/i18n/${language}.json`,
    `manifest/i18n/${language}.json`,
  ]
    .map((path) => readFileSync(ROOT + path, 'utf8'))
    .join('\n');
}

describe.each(['de', 'en'] as const)('what the documentation quotes (%s)', (language) => {
  const catalogues = readCatalogues(language);

  it.each(['user', 'admin'])('stands on the pages as it is quoted: docs/%s', (document) => {
    const text = readFileSync(`${ROOT}docs/${document}.${language}.md`, 'utf8').replace(/\s+/g, ' ');
    const quoted = new Set([...text.matchAll(QUOTED[language])].map(([, label]) => label!));
    expect(quoted.size).toBeGreaterThan(5);
    const isThere = (label: string) =>
      catalogues.includes(label) || catalogues.includes(label.replace(/Outlook|Lupax/, '{{side}}'));
    const unknown = [...quoted].filter((label) => !isThere(label) && !OTHERS[language].includes(label));
    expect(unknown).toEqual([]);
  });
});
