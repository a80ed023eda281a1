import i18next from 'i18next';
import type { Fault } from '../faults.ts';
import de from './de.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };

export const LANGUAGES = ['de', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const catalogues = i18next.createInstance();
await catalogues.init({
  showSupportNotice: false,
  lng: 'de',
  fallbackLng: 'de',
  supportedLngs: [...LANGUAGES],
  resources: { de: { translation: de }, en: { translation: en } },
  // The sentences are read in a terminal.
  interpolation: { escapeValue: false },
});

type CommandKey = keyof typeof de.command extends infer Key
  ? Key extends `${infer Base}_${'one' | 'other'}`
    ? Base
    : Key
  : never;

/** A sentence of the command line. */
export function say(language: Language, key: CommandKey, params: Record<string, unknown> = {}): string {
  return catalogues.t(`command.${key}`, { ...params, lng: language });
}

/** What is wrong, where, and what to do. */
export function describeFault(language: Language, { code, ...params }: Fault): string {
  return catalogues.t(`fault.${code}`, { ...params, lng: language });
}
