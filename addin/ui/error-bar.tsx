import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { useTexts } from '../i18n/texts.tsx';
import { describeError } from './describe-error.ts';

/** Why something that was tried did not work; nothing when there is no error. */
export function ErrorBar({ error }: { error: unknown }) {
  const texts = useTexts();
  if (!error) return null;
  const { title, detail } = describeError(error, texts);
  return (
    <MessageBar intent="error" layout="multiline" politeness="assertive">
      <MessageBarBody>
        <MessageBarTitle>{title}</MessageBarTitle>
        {detail}
      </MessageBarBody>
    </MessageBar>
  );
}
