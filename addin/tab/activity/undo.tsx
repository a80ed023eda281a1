import { ArrowUndoRegular } from '@fluentui/react-icons';
import { useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../api/context.tsx';
import type { RunStarted } from '../../api/types.ts';
import { useSync, type SyncStep } from '../../api/use-sync.ts';
import { useTexts } from '../../i18n/texts.tsx';
import { RunOver } from '../../preview/run-over.tsx';
import { RunProgress } from '../../preview/run-progress.tsx';
import { ErrorBar } from '../../ui/error-bar.tsx';
import { AskButton } from './ask-button.tsx';

/** Restores what a run wrote, and pauses the synchronisation. */
export function useUndo(runId: string): { state: SyncStep; start(): void } {
  const { call } = useApi();
  const cache = useQueryClient();
  const { state, follow } = useSync();
  const undo = async (): Promise<void> => {
    await follow(() => call<RunStarted>('POST', `/api/me/runs/${encodeURIComponent(runId)}/undo`));
    await cache.invalidateQueries({ queryKey: ['settings'] });
  };
  return { state, start: () => void undo() };
}

export function UndoButton({ onConfirm }: { onConfirm: () => void }) {
  const { t } = useTexts();
  return (
    <AskButton
      label={t('activity.undo.button')}
      look={{ icon: <ArrowUndoRegular /> }}
      title={t('activity.undo.title')}
      detail={t('activity.undo.detail')}
      onConfirm={onConfirm}
    />
  );
}

/** How far it is, and what came of it. */
export function UndoState({ state }: { state: SyncStep }) {
  const { t } = useTexts();
  if (state.step === 'running') {
    return <RunProgress title={t('activity.undo.running')} detail="" progress={state.progress} />;
  }
  if (state.step === 'over') return <RunOver run={state.run} />;
  return <ErrorBar error={state.step === 'failed' ? state.error : null} />;
}
