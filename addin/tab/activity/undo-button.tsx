import { Button, Spinner } from '@fluentui/react-components';
import { ArrowUndoRegular } from '@fluentui/react-icons';
import { useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../api/context.tsx';
import type { RunStarted } from '../../api/types.ts';
import { useSync } from '../../api/use-sync.ts';
import { useTexts } from '../../i18n/texts.tsx';
import { RunOver } from '../../preview/run-over.tsx';
import { ErrorBar } from '../../ui/error-bar.tsx';
import { AskDialog } from './ask-dialog.tsx';

/** Restores what the run wrote, and pauses the synchronisation. */
export function UndoButton({ runId }: { runId: string }) {
  const { t } = useTexts();
  const { call } = useApi();
  const cache = useQueryClient();
  const { state, follow } = useSync();
  const undo = async (): Promise<void> => {
    await follow(() => call<RunStarted>('POST', `/api/me/runs/${encodeURIComponent(runId)}/undo`));
    await cache.invalidateQueries({ queryKey: ['settings'] });
  };
  if (state.step === 'running') return <Spinner size="tiny" label={t('activity.undo.running')} />;
  if (state.step === 'over') return <RunOver run={state.run} />;
  return (
    <>
      {state.step === 'failed' && <ErrorBar error={state.error} />}
      <AskDialog
        trigger={<Button icon={<ArrowUndoRegular />}>{t('activity.undo.button')}</Button>}
        title={t('activity.undo.title')}
        detail={t('activity.undo.detail')}
        confirm={t('activity.undo.button')}
        onConfirm={() => void undo()}
      />
    </>
  );
}
