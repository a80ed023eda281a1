import { Button, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../api/context.tsx';
import type { Settings } from '../../api/types.ts';
import { useChange } from '../../api/use-change.ts';
import { useTexts } from '../../i18n/texts.tsx';
import { ErrorBar } from '../../ui/error-bar.tsx';

/** After an undo the synchronisation pauses, so that it does not do again what was undone; here it goes on. */
export function PausedBar() {
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
          <MessageBarTitle>{t('activity.paused.title')}</MessageBarTitle>
          {t('activity.paused.detail')}
        </MessageBarBody>
        <MessageBarActions>
          <Button disabled={resume.isPending} onClick={() => resume.mutate(false)}>
            {t('activity.paused.resume')}
          </Button>
        </MessageBarActions>
      </MessageBar>
      <ErrorBar error={resume.error} />
    </>
  );
}
