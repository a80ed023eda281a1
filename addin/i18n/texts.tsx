import i18next from 'i18next';
import { createContext, useContext } from 'react';
import type { Language } from './language.ts';
import type { TextKey } from './text-key.ts';

/** The texts of one language, and how it writes dates and numbers. */
export interface Texts {
  language: Language;
  t(key: TextKey, params?: Record<string, string | number>): string;
}

/** Loads the catalogue of a language, and no other. */
export async function loadTexts(language: Language): Promise<Texts> {
  const catalogue = language === 'de' ? await import('./de/index.ts') : await import('./en/index.ts');
  const instance = i18next.createInstance();
  await instance.init({
    showSupportNotice: false,
    lng: language,
    fallbackLng: false,
    resources: { [language]: { translation: catalogue.default } },
    // React escapes.
    interpolation: { escapeValue: false },
  });
  return { language, t: (key, params = {}) => instance.t(key, params) };
}

const TextsContext = createContext<Texts | null>(null);
export const TextsProvider = TextsContext.Provider;

export function useTexts(): Texts {
  const texts = useContext(TextsContext);
  if (!texts) throw new Error('no texts above this component');
  return texts;
}
