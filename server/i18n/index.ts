import i18next from 'i18next';
import de from './de.json' with { type: 'json' };
import deSetup from './de-setup.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };
import enSetup from './en-setup.json' with { type: 'json' };

export const LANGUAGES = ['de', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const catalogues = i18next.createInstance();
await catalogues.init({
  // Nothing but this product's own lines on stdout.
  showSupportNotice: false,
  lng: 'de',
  fallbackLng: 'de',
  supportedLngs: [...LANGUAGES],
  resources: { de: { translation: { ...de, setup: deSetup } }, en: { translation: { ...en, setup: enSetup } } },
  // Texts are answered as JSON; whoever shows them escapes them.
  interpolation: { escapeValue: false },
});

/**
 * The sentence of a key, e.g. `problem.not_linked.title`.
 * @returns undefined when no catalogue has it
 */
export function translate(language: Language, key: string, params: Record<string, unknown> = {}): string | undefined {
  return catalogues.exists(key) ? catalogues.t(key, { ...params, lng: language }) : undefined;
}
