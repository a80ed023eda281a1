export type Language = 'de' | 'en';

/** German is the language of Lupax; whoever shows Teams in English gets English. */
export function chooseLanguage(locale: string): Language {
  return locale.toLowerCase().startsWith('en') ? 'en' : 'de';
}
