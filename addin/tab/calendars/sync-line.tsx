import { Spinner } from '@fluentui/react-components';
import type { SyncStep } from '../../api/use-sync.ts';
import { useTexts } from '../../i18n/texts.tsx';
import { writeNumber } from '../../i18n/write-time.ts';

/** Says that a synchronisation goes on, and how far it is where that is known. */
export function SyncLine({ state, isRunning }: { state: SyncStep; isRunning: boolean }) {
  const { t, language } = useTexts();
  if (state.step !== 'running' && !isRunning) return null;
  const progress = state.step === 'running' ? state.progress : null;
  const label =
    progress && progress.total > 0
      ? t('calendars.syncing.progress', {
          done: writeNumber(progress.done, language),
          total: writeNumber(progress.total, language),
        })
      : t('calendars.syncing.plain');
  return <Spinner size="extra-tiny" label={label} />;
}
