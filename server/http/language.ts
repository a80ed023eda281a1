import type { Request } from 'express';
import { LANGUAGES, type Language } from '../i18n/index.ts';

/** Language of the answer, by `Accept-Language`; German when in doubt. */
export function chooseLanguage(request: Request): Language {
  return request.acceptsLanguages(...LANGUAGES) === 'en' ? 'en' : 'de';
}
