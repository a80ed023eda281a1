import { ProblemError, UnreachableError } from '../api/problem.ts';
import { OutlookError } from '../host/office-item.ts';
import { SignInError } from '../host/sign-in-error.ts';
import type { Texts } from '../i18n/texts.tsx';

/** What a person reads of an error: what is the matter, and what to do. The server's own sentences where it answered. */
export function describeError(error: unknown, { t }: Texts): { title: string; detail: string } {
  if (error instanceof ProblemError) return { title: error.problem.title, detail: error.problem.detail };
  if (error instanceof SignInError) {
    return { title: t(`error.sign_in.${error.fault}.title`), detail: t(`error.sign_in.${error.fault}.detail`) };
  }
  if (error instanceof OutlookError) {
    return { title: t(`error.outlook.${error.fault}.title`), detail: t(`error.outlook.${error.fault}.detail`) };
  }
  if (error instanceof UnreachableError) {
    return navigator.onLine
      ? { title: t('error.unreachable.title'), detail: t('error.unreachable.detail') }
      : { title: t('error.offline.title'), detail: t('error.offline.detail') };
  }
  return { title: t('error.unexpected.title'), detail: t('error.unexpected.detail') };
}
