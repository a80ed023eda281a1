import i18next from 'i18next';
import de from './de.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };

export type Language = 'de' | 'en';

type Paths<Tree, Prefix extends string = ''> = {
  [Key in keyof Tree & string]: Tree[Key] extends string ? `${Prefix}${Key}` : Paths<Tree[Key], `${Prefix}${Key}.`>;
}[keyof Tree & string];
/** Keys of the catalogue, without the endings of plurals. */
export type TextKey =
  Paths<typeof de> extends infer Key ? (Key extends `${infer Base}_one` | `${infer Base}_other` ? Base : Key) : never;

const catalogues = i18next.createInstance();
await catalogues.init({
  showSupportNotice: false,
  lng: 'de',
  fallbackLng: 'de',
  supportedLngs: ['de', 'en'],
  resources: { de: { translation: de }, en: { translation: en } },
  // Cards show text as text; what could be read as Markdown in it is escaped where it is put in.
  interpolation: { escapeValue: false },
});

export type Text = (key: TextKey, params?: Record<string, unknown>) => string;

/** The sentences of one language. */
export function textsOf(language: Language): Text {
  return (key, params = {}) => catalogues.t(key as string, { ...params, lng: language });
}

/** A sentence whose key is made at run time. @returns undefined when no catalogue has it */
export function findText(language: Language, key: string, params: Record<string, unknown> = {}): string | undefined {
  return catalogues.exists(key) ? catalogues.t(key, { ...params, lng: language }) : undefined;
}
