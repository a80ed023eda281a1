import { useTexts } from '../i18n/texts.tsx';
import { describeError } from './describe-error.ts';
import { Message } from './message.tsx';

/** Why something that was tried did not work; nothing when there is no error. */
export function ErrorBar({ error }: { error: unknown }) {
  const texts = useTexts();
  if (!error) return null;
  return <Message intent="error" politeness="assertive" {...describeError(error, texts)} />;
}
