import type { Language } from './language.ts';

const LOCALES: Record<Language, string> = { de: 'de-DE', en: 'en-GB' };

const formats = new Map<string, Intl.DateTimeFormat>();
function format(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  const made = formats.get(key) ?? new Intl.DateTimeFormat(LOCALES[language], options);
  formats.set(key, made);
  return made;
}

/** `14:05` in the device's zone. @param instant ISO 8601 */
export function writeTime(instant: string, language: Language): string {
  return format(language, { hour: '2-digit', minute: '2-digit' }).format(new Date(instant));
}

/** `Do., 26. November` of a day. @param date an instant, or a date of its own without a zone */
export function writeDay(date: Date, language: Language): string {
  return format(language, { weekday: 'short', day: 'numeric', month: 'long' }).format(date);
}

/** `23.–29. November`, both ends included. */
export function writeDays(first: Date, last: Date, language: Language): string {
  return format(language, { day: 'numeric', month: 'long' }).formatRange(first, last);
}

/** `14:05` today, `gestern, 14:05` with the word of the language, else `24. Nov., 14:05`. @param instant ISO 8601 */
export function writeMoment(instant: string, language: Language, now = new Date()): string {
  const date = new Date(instant);
  const time = writeTime(instant, language);
  const days = Math.round((startOfDay(date).getTime() - startOfDay(now).getTime()) / DAY_MS);
  if (days === 0) return time;
  if (Math.abs(days) === 1) {
    const word = new Intl.RelativeTimeFormat(LOCALES[language], { numeric: 'auto' }).format(days, 'day');
    return `${word}, ${time}`;
  }
  return `${format(language, { day: 'numeric', month: 'short' }).format(date)}, ${time}`;
}

const DAY_MS = 24 * 60 * 60 * 1000;

export function startOfDay(date: Date): Date {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate());
}

export function writeNumber(value: number, language: Language): string {
  return new Intl.NumberFormat(LOCALES[language]).format(value);
}
