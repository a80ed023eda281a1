import type { Texts } from '../../i18n/texts.tsx';
import { writeMoment } from '../../i18n/write-time.ts';

const FIELDS = ['title', 'time', 'location', 'notes', 'reminderMinutes', 'status'] as const;

export function describeField(field: string, { t }: Texts): string {
  const known = FIELDS.find((each) => each === field);
  return known ? t(`activity.field.${known}`) : field;
}

/** A value that lost a conflict, as a person reads it. @param value as the run's record keeps it */
export function describeValue(value: unknown, { t, language }: Texts): string {
  if (value === null || value === undefined || value === '') return t('activity.value.empty');
  if (typeof value === 'number') return t('activity.value.minutes', { count: value });
  if (typeof value === 'string') return readWords(value);
  if (isTime(value)) {
    return value.allDay
      ? `${value.start} – ${value.end}`
      : `${writeMoment(value.start, language)} – ${writeMoment(value.end, language)}`;
  }
  return JSON.stringify(value);
}

interface Time {
  allDay: boolean;
  start: string;
  end: string;
}

function isTime(value: unknown): value is Time {
  const time = value as Partial<Time>;
  return typeof time.start === 'string' && typeof time.end === 'string';
}

/** Notes are HTML from either side: parsed without running anything, and shown as their text. */
function readWords(html: string): string {
  return new DOMParser().parseFromString(html, 'text/html').body.textContent?.trim() ?? '';
}
