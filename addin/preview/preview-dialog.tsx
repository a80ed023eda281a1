import { Button, makeStyles } from '@fluentui/react-components';
import { useTexts } from '../i18n/texts.tsx';
import { ErrorBar } from '../ui/error-bar.tsx';
import { Modal } from '../ui/modal.tsx';
import { RunOver } from './run-over.tsx';
import { RunPlan } from './run-plan.tsx';
import { RunProgress } from './run-progress.tsx';
import type { Preview } from './use-preview.ts';

const useStyles = makeStyles({
  link: { color: 'inherit', textDecorationLine: 'none' },
});

/** What the next synchronisation would do; then its progress, and what came of it. */
export function PreviewDialog({ preview }: { preview: Preview }) {
  const { t } = useTexts();
  if (preview.state.step === 'closed') return null;
  const title = preview.sync.state.step === 'idle' ? t('preview.title') : t('preview.syncing.name');
  return (
    <Modal title={title} onClose={preview.close} actions={<Actions preview={preview} />}>
      <Content preview={preview} />
    </Modal>
  );
}

function Content({ preview: { state, sync, isChange } }: { preview: Preview }) {
  const { t } = useTexts();
  if (sync.state.step === 'running') {
    const { progress } = sync.state;
    return <RunProgress title={t('preview.syncing.title')} detail={t('preview.syncing.detail')} progress={progress} />;
  }
  if (sync.state.step === 'over') return <RunOver run={sync.state.run} />;
  if (sync.state.step === 'failed') return <ErrorBar error={sync.state.error} />;
  if (state.step === 'unread') return <ErrorBar error={state.error} />;
  if (state.step === 'review') return <RunPlan run={state.run} isChange={isChange} />;
  const progress = state.step === 'looking' ? state.progress : null;
  return <RunProgress title={t('preview.looking.title')} detail={t('preview.looking.detail')} progress={progress} />;
}

function Actions({ preview }: { preview: Preview }) {
  const { t } = useTexts();
  const styles = useStyles();
  const { state, sync, isChange, confirm, close, lookAgain } = preview;
  if (sync.state.step === 'over') {
    const isOpenEnded = sync.state.run.state === 'waiting_for_approval';
    return (
      <>
        {isOpenEnded && (
          <Button as="a" href="#/activity" className={styles.link}>
            {t('preview.activity')}
          </Button>
        )}
        <Button appearance="primary" onClick={close}>
          {t('preview.finish')}
        </Button>
      </>
    );
  }
  const isFailed = state.step === 'unread' || (state.step === 'review' && state.run.state === 'failed');
  return (
    <>
      <Button onClick={close}>
        {t(sync.state.step !== 'idle' ? 'preview.close' : isChange ? 'preview.discard' : 'action.cancel')}
      </Button>
      {sync.state.step === 'idle' && isFailed && (
        <Button appearance="primary" onClick={lookAgain}>
          {t('action.retry')}
        </Button>
      )}
      {sync.state.step === 'failed' && (
        <Button appearance="primary" onClick={confirm}>
          {t('action.retry')}
        </Button>
      )}
      {sync.state.step === 'idle' && !isFailed && (
        <Button appearance="primary" onClick={confirm} disabledFocusable={state.step !== 'review'}>
          {t(isChange ? 'preview.confirm_change' : 'preview.confirm')}
        </Button>
      )}
    </>
  );
}
