import {
  Button,
  makeStyles,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  Text,
  tokens,
} from '@fluentui/react-components';
import { WarningRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../api/context.tsx';
import type { Run, RunStarted, RunSummary } from '../../api/types.ts';
import { useChange } from '../../api/use-change.ts';
import { useSync, type Sync } from '../../api/use-sync.ts';
import { useTexts } from '../../i18n/texts.tsx';
import { writeMoment } from '../../i18n/write-time.ts';
import { OperationList } from '../../preview/operation-list.tsx';
import { RunOver } from '../../preview/run-over.tsx';
import { RunProgress } from '../../preview/run-progress.tsx';
import { Card } from '../../ui/card.tsx';
import { ErrorBar } from '../../ui/error-bar.tsx';
import { RowsSkeleton } from '../../ui/skeletons.tsx';
import { AskButton } from './ask-button.tsx';

/** The question stays in sight; whoever wants to see all of it asks for it. */
const SHOWN_FIRST = 5;

const useStyles = makeStyles({
  card: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  head: { display: 'flex', gap: tokens.spacingHorizontalM, alignItems: 'flex-start' },
  icon: { flexShrink: 0, fontSize: '20px', marginTop: '1px', color: tokens.colorStatusWarningForeground1 },
  title: { margin: 0 },
  actions: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

export interface WaitingRunProps {
  summary: RunSummary;
  /** The person has decided: the card stays, with what comes of it, until `onClose`. */
  onDecide(): void;
  onClose(): void;
}

/** What the brake holds back: unusually many deletions or loosenings, until a person says what shall become of them. */
export function WaitingRun({ summary, onDecide, onClose }: WaitingRunProps) {
  const { t } = useTexts();
  const { call } = useApi();
  const styles = useStyles();
  const path = `/api/me/runs/${encodeURIComponent(summary.id)}`;
  const approval = useSync();
  const discard = useChange((change, _: null) => change<Run>('POST', `${path}/discard`), [['runs'], ['sync']]);
  const isOver = approval.state.step === 'over' || discard.isSuccess;
  const close = (): void => {
    approval.reset();
    discard.reset();
    onClose();
  };
  return (
    <section aria-label={t('activity.waiting.label')}>
      <Card className={styles.card}>
        {isOver || approval.state.step === 'running' ? (
          <Outcome approval={approval} />
        ) : (
          <Question
            summary={summary}
            error={approval.state.step === 'failed' ? approval.state.error : discard.error}
            isBusy={discard.isPending}
            onApprove={() => {
              onDecide();
              void approval.follow(() => call<RunStarted>('POST', `${path}/approve`));
            }}
            onDiscard={() => {
              onDecide();
              discard.mutate(null);
            }}
          />
        )}
        {isOver && (
          <div className={styles.actions}>
            <Button onClick={close}>{t('action.close')}</Button>
          </div>
        )}
      </Card>
    </section>
  );
}

function Outcome({ approval: { state } }: { approval: Sync }) {
  const { t } = useTexts();
  if (state.step === 'running') {
    return <RunProgress title={t('activity.waiting.running')} detail="" progress={state.progress} />;
  }
  if (state.step === 'over') return <RunOver run={state.run} />;
  return (
    <MessageBar intent="success" layout="multiline" politeness="assertive">
      <MessageBarBody>
        <MessageBarTitle>{t('activity.waiting.discarded.title')}</MessageBarTitle>
        {t('activity.waiting.discarded.detail')}
      </MessageBarBody>
    </MessageBar>
  );
}

interface QuestionProps {
  summary: RunSummary;
  error: unknown;
  isBusy: boolean;
  onApprove(): void;
  onDiscard(): void;
}

function Question({ summary, error, isBusy, onApprove, onDiscard }: QuestionProps) {
  const { t, language } = useTexts();
  const { queries } = useApi();
  const styles = useStyles();
  const run = useQuery(queries.run(summary.id));
  const waiting = run.data?.operations.filter(({ result }) => result === 'planned') ?? [];
  return (
    <>
      <div className={styles.head}>
        <WarningRegular className={styles.icon} aria-hidden />
        <div>
          <Text as="h2" size={400} weight="semibold" block className={styles.title}>
            {t('activity.waiting.title', { count: waiting.length })}
          </Text>
          <Text>{t('activity.waiting.detail', { when: writeMoment(summary.startedAt, language) })}</Text>
        </div>
      </div>
      {run.isPending ? (
        <RowsSkeleton rows={3} height={40} />
      ) : (
        <OperationList operations={waiting} shownFirst={SHOWN_FIRST} />
      )}
      <ErrorBar error={error} />
      <div className={styles.actions}>
        <AskButton
          label={t('activity.waiting.approve')}
          look={{ appearance: 'primary', disabledFocusable: isBusy }}
          title={t('activity.waiting.ask_approve.title')}
          detail={t('activity.waiting.ask_approve.detail', { count: waiting.length })}
          onConfirm={onApprove}
        />
        <AskButton
          label={t('activity.waiting.discard')}
          look={{ disabledFocusable: isBusy }}
          title={t('activity.waiting.ask_discard.title')}
          detail={t('activity.waiting.ask_discard.detail')}
          onConfirm={onDiscard}
        />
      </div>
    </>
  );
}
