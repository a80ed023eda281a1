import type { Texts } from '../../i18n/texts.tsx';

/** @returns what is wrong with a whole number that must lie between the two; null when nothing is */
export function checkNumber(text: string, least: number, most: number, { t }: Texts): string | null {
  const isWhole = /^\d{1,6}$/.test(text.trim());
  const isWithin = isWhole && Number(text) >= least && Number(text) <= most;
  return isWithin ? null : t('settings.problem.number', { least, most });
}

/** @returns what is wrong with a time of day, `HH:mm`; null when nothing is */
export function checkTime(text: string, { t }: Texts): string | null {
  return /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(text) ? null : t('settings.problem.time');
}
