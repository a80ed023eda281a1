import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { WarningRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../api/context.tsx';
import type { Run, RunStarted, RunSummary } from '../../api/types.ts';
import { useChange } from '../../api/use-change.ts';
import { useSync } from '../../api/use-sync.ts';
import { useTexts } from '../../i18n/texts.tsx';
import { writeMoment } from '../../i18n/write-time.ts';
import { OperationList } from '../../preview/operation-list.tsx';
import { RunProgress } from '../../preview/run-progress.tsx';
import { Card } from '../../ui/card.tsx';
import { ErrorBar } from '../../ui/error-bar.tsx';
import { RowsSkeleton } from '../../ui/skeletons.tsx';
import { AskDialog } from './ask-dialog.tsx';

const useStyles = makeStyles({
  card: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  head: { display: 'flex', gap: tokens.spacingHorizontalM, alignItems: 'flex-start' },
  icon: { flexShrink: 0, fontSize: '24px', color: tokens.colorStatusWarningForeground1 },
  title: { margin: 0 },
  actions: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

/** What the brake holds back: unusually many deletions or loosenings, until a person says what shall become of them. */
export function WaitingRun({ summary }: { summary: RunSummary }) {
  const texts = useTexts();
  const { t, language } = texts;
  const { call, queries } = useApi();
  const styles = useStyles();
  const path = `/api/me/runs/${encodeURIComponent(summary.id)}`;
  const run = useQuery(queries.run(summary.id));
  const { state, follow } = useSync();
  const discard = useChange((change, _: null) => change<Run>('POST', `${path}/discard`), [['runs'], ['sync']]);
  const waiting = run.data?.operations.filter(({ result }) => result === 'planned') ?? [];
  const isBusy = state.step === 'running' || discard.isPending;
  return (
    <Card className={styles.card}>
      <div className={styles.head}>
        <WarningRegular className={styles.icon} aria-hidden />
        <div>
          <Text as="h2" size={400} weight="semibold" block className={styles.title}>
            {t('activity.waiting.title', { count: waiting.length })}
          </Text>
          <Text>{t('activity.waiting.detail', { when: writeMoment(summary.startedAt, language) })}</Text>
        </div>
      </div>
      {run.isPending ? <RowsSkeleton rows={3} height={40} /> : <OperationList operations={waiting} />}
      <ErrorBar error={state.step === 'failed' ? state.error : discard.error} />
      {state.step === 'running' && (
        <RunProgress title={t('activity.waiting.running')} detail="" progress={state.progress} />
      )}
      <div className={styles.actions}>
        <AskDialog
          trigger={
            <Button appearance="primary" disabled={isBusy}>
              {t('activity.waiting.approve')}
            </Button>
          }
          title={t('activity.waiting.ask_approve.title')}
          detail={t('activity.waiting.ask_approve.detail', { count: waiting.length })}
          confirm={t('activity.waiting.approve')}
          onConfirm={() => void follow(() => call<RunStarted>('POST', `${path}/approve`))}
        />
        <AskDialog
          trigger={<Button disabled={isBusy}>{t('activity.waiting.discard')}</Button>}
          title={t('activity.waiting.ask_discard.title')}
          detail={t('activity.waiting.ask_discard.detail')}
          confirm={t('activity.waiting.discard')}
          onConfirm={() => discard.mutate(null)}
        />
      </div>
    </Card>
  );
}
