import { createContext, useContext } from 'react';
import type { Language } from '../i18n/language.ts';

/** Changes the language of the page; null: the host's. */
export type ChooseLanguage = (language: Language | null) => void;

const LanguageContext = createContext<ChooseLanguage>(() => undefined);
export const LanguageProvider = LanguageContext.Provider;

export function useLanguageChoice(): ChooseLanguage {
  return useContext(LanguageContext);
}
