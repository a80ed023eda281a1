import { UnreachableError } from '../api/problem.ts';
import { useTexts } from '../i18n/texts.tsx';
import { describeError } from './describe-error.ts';
import { Message } from './message.tsx';

/** Why something that was tried did not work; nothing when there is no error. */
export function ErrorBar({ error }: { error: unknown }) {
  const texts = useTexts();
  if (!error) return null;
  // That the device is offline stands above already (OfflineBar): what matters here is that nothing came of it.
  const isOffline = error instanceof UnreachableError && !navigator.onLine;
  const words = isOffline
    ? { title: texts.t('error.not_done.title'), detail: texts.t('error.not_done.detail') }
    : describeError(error, texts);
  return <Message intent="error" politeness="assertive" {...words} />;
}
