import { Button, makeStyles, ProgressBar, Radio, RadioGroup, Spinner, Text, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../../api/context.tsx';
import type { RunStarted } from '../../api/types.ts';
import { useChange } from '../../api/use-change.ts';
import { useSync } from '../../api/use-sync.ts';
import { useTexts } from '../../i18n/texts.tsx';
import { ErrorBar } from '../../ui/error-bar.tsx';
import { Modal } from '../../ui/modal.tsx';
import { describeRemoval } from './describe-removal.ts';

const useStyles = makeStyles({
  removal: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  hint: { display: 'block', color: tokens.colorNeutralForeground2 },
});

type Copies = 'keep' | 'remove';
const COPIES: Copies[] = ['keep', 'remove'];

/** Asks what becomes of the copies, parts the accounts, and follows a removal to its end. */
export function UnlinkDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts();
  const { t } = texts;
  const styles = useStyles();
  const { call } = useApi();
  const cache = useQueryClient();
  const [copies, setCopies] = useState<Copies>('keep');
  const keep = useChange((api) => api<void>('DELETE', '/api/me/link?copies=keep'), [['me']]);
  const removal = useSync();
  const { state } = removal;
  const isOver = state.step === 'over';

  /** The link may be gone: the tab asks, and shows what there is now. */
  function close(): void {
    if (state.step !== 'idle') void cache.invalidateQueries({ queryKey: ['me'] });
    onClose();
  }
  function unlink(): void {
    if (copies === 'keep') keep.mutate(undefined);
    else void removal.follow(() => call<RunStarted>('DELETE', '/api/me/link?copies=remove'));
  }

  if (state.step === 'running' || isOver) {
    return (
      <Modal
        title={t(isOver && state.run.state === 'done' ? 'settings.unlink.over' : 'settings.unlink.title')}
        onClose={close}
        actions={
          <Button appearance={isOver ? 'primary' : 'secondary'} onClick={close}>
            {t('action.close')}
          </Button>
        }
      >
        <div className={styles.removal} aria-live="polite">
          {isOver ? (
            describeRemoval(state.run, texts).map((sentence) => <Text key={sentence}>{sentence}</Text>)
          ) : (
            <RemovalProgress progress={state.progress} />
          )}
        </div>
      </Modal>
    );
  }
  return (
    <Modal
      title={t('settings.unlink.title')}
      onClose={close}
      actions={
        <>
          <Button onClick={close}>{t('action.cancel')}</Button>
          <Button
            appearance="primary"
            disabledFocusable={keep.isPending}
            icon={keep.isPending ? <Spinner size="tiny" /> : null}
            onClick={unlink}
          >
            {t('settings.link.end')}
          </Button>
        </>
      }
    >
      <Question copies={copies} onChoose={setCopies} />
      <ErrorBar error={keep.error ?? (state.step === 'failed' ? state.error : null)} />
    </Modal>
  );
}

interface QuestionProps {
  copies: Copies;
  onChoose(copies: Copies): void;
}

function Question({ copies, onChoose }: QuestionProps) {
  const { t } = useTexts();
  const styles = useStyles();
  return (
    <>
      <Text>{t('settings.unlink.question')}</Text>
      <RadioGroup
        value={copies}
        onChange={(_, { value }) => onChoose(value as Copies)}
        aria-label={t('settings.unlink.copies')}
      >
        {COPIES.map((choice) => (
          <Radio
            key={choice}
            value={choice}
            label={
              <>
                {t(`settings.unlink.${choice}.label`)}
                <Text size={200} className={styles.hint}>
                  {t(`settings.unlink.${choice}.hint`)}
                </Text>
              </>
            }
          />
        ))}
      </RadioGroup>
    </>
  );
}

function RemovalProgress({ progress }: { progress: { done: number; total: number } | null }) {
  const { t } = useTexts();
  const styles = useStyles();
  const label = progress ? t('settings.unlink.progress', { ...progress }) : t('settings.unlink.looking');
  return (
    <>
      <Text>{label}</Text>
      <ProgressBar
        aria-label={t('settings.unlink.bar')}
        {...(progress ? { value: progress.done, max: progress.total } : {})}
      />
      <Text size={200} className={styles.hint}>
        {t('settings.unlink.leave')}
      </Text>
    </>
  );
}
