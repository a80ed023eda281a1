import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { useTexts } from '../../i18n/texts.tsx';
import { ErrorBar } from '../../ui/error-bar.tsx';
import { readExplained } from './read-refusal.ts';

/** Why linking did not work and what to do, where it is not about what was typed in. */
export function LinkFailure({ error }: { error: unknown }) {
  const { t } = useTexts();
  const code = readExplained(error);
  if (!code) return <ErrorBar error={error} />;
  return (
    <MessageBar intent="error" layout="multiline" politeness="assertive">
      <MessageBarBody>
        <MessageBarTitle>{t(`link.failure.${code}.title`)}</MessageBarTitle>
        {t(`link.failure.${code}.detail`)}
      </MessageBarBody>
    </MessageBar>
  );
}
