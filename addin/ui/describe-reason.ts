import { REASONS } from '../i18n/reasons.ts';
import type { Texts } from '../i18n/texts.tsx';

/** Why something was, or would be, done to an entry, in words. @param code an operation's `reason`; a newer server may know more of them */
export function describeReason(code: string, { t }: Texts): string {
  const known = REASONS.find((reason) => reason === code);
  return known ? t(`reason.${known}`) : t('reason.other', { code });
}
