import { Button, makeStyles, mergeClasses, ProgressBar, Text, tokens } from '@fluentui/react-components';
import {
  ArrowSyncRegular,
  CheckmarkCircleFilled,
  InfoFilled,
  PauseCircleFilled,
  WarningFilled,
  type FluentIcon,
} from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useApi } from '../../api/context.tsx';
import type { SyncState } from '../../api/types.ts';
import { useSync, type Sync } from '../../api/use-sync.ts';
import { useTexts } from '../../i18n/texts.tsx';
import { writeMoment } from '../../i18n/write-time.ts';
import { Card } from '../../ui/card.tsx';
import { ErrorBar } from '../../ui/error-bar.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { RowsSkeleton } from '../../ui/skeletons.tsx';
import { SyncResult } from './sync-result.tsx';
import { useConcerns, type Concerns } from './use-concerns.ts';

const useStyles = makeStyles({
  card: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  row: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  icon: { flexShrink: 0, fontSize: '32px', lineHeight: 0, '@media (max-width: 480px)': { alignSelf: 'flex-start' } },
  good: { color: tokens.colorStatusSuccessForeground1 },
  warning: { color: tokens.colorStatusWarningForeground1 },
  neutral: { color: tokens.colorNeutralForeground3 },
  words: { flex: '1 1 200px', minWidth: 0 },
  title: { margin: 0 },
  detail: { color: tokens.colorNeutralForeground2 },
  link: { textDecorationLine: 'none' },
});

type Standing = 'never' | 'fine' | 'paused' | 'attention';
const ICONS: Record<Standing, [FluentIcon, 'good' | 'warning' | 'neutral']> = {
  never: [InfoFilled, 'neutral'],
  fine: [CheckmarkCircleFilled, 'good'],
  paused: [PauseCircleFilled, 'neutral'],
  attention: [WarningFilled, 'warning'],
};

/** One sentence on how the synchronisation stands, when it was and will be, and the way to start it. */
export function StatusCard() {
  const { t } = useTexts();
  const { queries } = useApi();
  const styles = useStyles();
  const state = useQuery(queries.sync);
  const concerns = useConcerns();
  const sync = useSync();
  const runningId = state.data?.state === 'running' ? state.data.runId : null;
  const isIdle = sync.state.step === 'idle';
  const { follow } = sync;
  useEffect(() => {
    if (runningId !== null && isIdle) void follow(() => Promise.resolve({ runId: runningId }));
  }, [runningId, isIdle, follow]);
  if (state.isPending) return <RowsSkeleton rows={1} height={74} />;
  if (!state.data) return <ErrorState error={state.error} onRetry={() => void state.refetch()} />;

  const standing = judge(state.data, concerns);
  const [Icon, color] = ICONS[standing];
  return (
    <Card className={styles.card}>
      <div className={styles.row}>
        <Icon className={mergeClasses(styles.icon, styles[color])} aria-hidden />
        <div className={styles.words}>
          <Text as="h2" size={400} weight="semibold" block className={styles.title}>
            {t(`overview.standing.${standing}`)}
          </Text>
          <Text className={styles.detail}>
            <Times state={state.data} />
          </Text>
        </div>
        <Action state={state.data} sync={sync} />
      </div>
      {sync.state.step === 'running' && <Progress sync={sync} />}
      {sync.state.step === 'failed' && <ErrorBar error={sync.state.error} />}
      {sync.state.step === 'over' && <SyncResult run={sync.state.run} />}
    </Card>
  );
}

function judge({ state }: SyncState, { attention, isDecisionDue }: Concerns): Standing {
  if (state === 'never' || state === 'paused') return state;
  return attention.length > 0 || isDecisionDue ? 'attention' : 'fine';
}

function Times({ state: { state, lastSuccessAt, nextAt } }: { state: SyncState }) {
  const { t, language } = useTexts();
  if (state === 'never') return t('overview.times.never');
  const parts = [
    lastSuccessAt && t('overview.times.last', { when: writeMoment(lastSuccessAt, language) }),
    nextAt && t('overview.times.next', { when: writeMoment(nextAt, language) }),
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(' · ') : t('overview.times.unknown');
}

function Action({ state, sync }: { state: SyncState; sync: Sync }) {
  const { t } = useTexts();
  const styles = useStyles();
  // What the first synchronisation will do is looked at where the calendars are chosen.
  if (state.state === 'never' || state.state === 'paused') {
    const target = state.state === 'never' ? 'calendars' : 'settings';
    return (
      <Button as="a" appearance="primary" href={`#/${target}`} className={styles.link}>
        {t(`overview.go.${target}`)}
      </Button>
    );
  }
  const isRunning = sync.state.step === 'running';
  return (
    <Button
      appearance="primary"
      icon={<ArrowSyncRegular />}
      disabled={isRunning}
      onClick={() => void sync.start({ dryRun: false })}
    >
      {t('overview.sync')}
    </Button>
  );
}

function Progress({ sync }: { sync: Sync }) {
  const { t } = useTexts();
  const progress = sync.state.step === 'running' ? sync.state.progress : null;
  const isKnown = progress !== null && progress.total > 0;
  return (
    <div role="status">
      <ProgressBar
        thickness="large"
        aria-label={t('overview.running')}
        {...(isKnown ? { value: progress.done, max: progress.total } : {})}
      />
      <Text size={200}>{isKnown ? t('overview.progress', { ...progress }) : t('overview.running')}</Text>
    </div>
  );
}
