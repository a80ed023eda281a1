import { DateTime } from 'luxon';
import type { Language } from './i18n/index.ts';

const LOCALES: Record<Language, string> = { de: 'de-DE', en: 'en-GB' };

/** "Freitag, 27. November 2026" */
export function formatDay(instant: string | number, zone: string, language: Language): string {
  return read(instant, zone, language).toLocaleString({
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
}

/** "14:00 Uhr" · "14:00" */
export function formatTime(instant: string, zone: string, language: Language): string {
  const time = read(instant, zone, language).toFormat('HH:mm');
  return language === 'de' ? `${time} Uhr` : time;
}

/** "Freitag, 27. November 2026, 14:00–14:45 Uhr (Mitteleuropäische Normalzeit)" */
export function formatSlot({ start, end }: { start: string; end: string }, zone: string, language: Language): string {
  const [from, to] = [read(start, zone, language), read(end, zone, language)];
  const clock = language === 'de' ? ' Uhr' : '';
  const until = from.hasSame(to, 'day')
    ? to.toFormat('HH:mm')
    : `${formatShortDay(to, language)}, ${to.toFormat('HH:mm')}`;
  return `${formatDay(start, zone, language)}, ${from.toFormat('HH:mm')}–${until}${clock} (${nameZone(from, language)})`;
}

/** "Fr., 27.11., 14:00 Uhr": for buttons. */
export function formatShort(instant: string, zone: string, language: Language): string {
  const at = read(instant, zone, language);
  const clock = language === 'de' ? ' Uhr' : '';
  return `${formatShortDay(at, language)}, ${at.toFormat('HH:mm')}${clock}`;
}

/** "heute um 14:00 Uhr", "Freitag, 27. November 2026, 14:00 Uhr" */
export function formatMoment(instant: string, zone: string, language: Language, now: number): string {
  const at = read(instant, zone, language);
  const time = formatTime(instant, zone, language);
  const days = at.startOf('day').diff(read(now, zone, language).startOf('day'), 'days').days;
  const near = Math.round(days);
  if (near >= -1 && near <= 1) {
    const words = { de: ['gestern', 'heute', 'morgen'], en: ['yesterday', 'today', 'tomorrow'] }[language];
    return language === 'de' ? `${words[near + 1]} um ${time}` : `${words[near + 1]} at ${time}`;
  }
  return `${formatDay(instant, zone, language)}, ${time}`;
}

function formatShortDay(at: DateTime, language: Language): string {
  return language === 'de'
    ? `${at.toFormat('ccc').replace(/\.?$/, '.')}, ${at.toFormat('d.M.')}`
    : at.toFormat('ccc, d LLL');
}

function nameZone(at: DateTime, language: Language): string {
  const parts = new Intl.DateTimeFormat(LOCALES[language], {
    timeZone: at.zoneName ?? 'UTC',
    timeZoneName: 'long',
  }).formatToParts(at.toMillis());
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? at.zoneName ?? 'UTC';
}

function read(instant: string | number, zone: string, language: Language): DateTime {
  const at = typeof instant === 'number' ? DateTime.fromMillis(instant, { zone }) : DateTime.fromISO(instant, { zone });
  return at.setLocale(LOCALES[language]);
}
