import { Button, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../api/context.tsx';
import type { Settings } from '../api/types.ts';
import { useChange } from '../api/use-change.ts';
import { useTexts } from '../i18n/texts.tsx';
import { ErrorBar } from '../ui/error-bar.tsx';

/** Says that the synchronisation pauses, as after an undo, and lets it go on. @param detail what that means where it stands */
export function PausedBar({ detail }: { detail: string }) {
  const { t } = useTexts();
  const { queries } = useApi();
  const { data } = useQuery(queries.settings);
  const resume = useChange(
    (call, paused: boolean) => call<Settings>('PATCH', '/api/me/settings', { paused }),
    [['settings'], ['sync']],
  );
  if (!data?.paused) return null;
  return (
    <>
      <MessageBar intent="warning" layout="multiline">
        <MessageBarBody>
          <MessageBarTitle>{t('preview.paused.title')}</MessageBarTitle>
          {detail}
        </MessageBarBody>
        <MessageBarActions>
          <Button disabledFocusable={resume.isPending} onClick={() => resume.mutate(false)}>
            {t('preview.paused.resume')}
          </Button>
        </MessageBarActions>
      </MessageBar>
      <ErrorBar error={resume.error} />
    </>
  );
}
