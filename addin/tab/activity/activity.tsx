import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { HistoryRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../../api/context.tsx';
import { useTexts } from '../../i18n/texts.tsx';
import { PausedBar } from '../../preview/paused-bar.tsx';
import { Card } from '../../ui/card.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { RowsSkeleton } from '../../ui/skeletons.tsx';
import { RunRow } from './run-row.tsx';
import { WaitingRun } from './waiting-run.tsx';

const useStyles = makeStyles({
  view: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL },
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  runs: { padding: 0, overflow: 'hidden' },
});

/** What was done and why: parked plans first, then the runs, newest first. */
export default function Activity() {
  const { t } = useTexts();
  const { queries } = useApi();
  const styles = useStyles();
  const runs = useQuery(queries.runs);
  const [openId, setOpenId] = useState<string | null>(null);
  // Decided here, and waiting no longer: what comes of them is shown where they were decided.
  const [decidedIds, setDecidedIds] = useState<readonly string[]>([]);
  return (
    <>
      <PageTitle title={t('navigation.activity')} detail={t('activity.detail')} />
      <div className={styles.view}>
        <PausedBar detail={t('activity.paused')} />
        {runs.isPending && <RowsSkeleton rows={6} height={56} />}
        {!runs.isPending && !runs.data && <ErrorState error={runs.error} onRetry={() => void runs.refetch()} />}
        {runs.data
          ?.filter(({ id, state }) => state === 'waiting_for_approval' || decidedIds.includes(id))
          .map((run) => (
            <WaitingRun
              key={run.id}
              summary={run}
              onDecide={() => setDecidedIds((ids) => [...ids, run.id])}
              onClose={() => setDecidedIds((ids) => ids.filter((id) => id !== run.id))}
            />
          ))}
        {runs.data?.length === 0 && (
          <Notice icon={<HistoryRegular />} title={t('activity.empty.title')} detail={t('activity.empty.detail')} />
        )}
        {runs.data && runs.data.length > 0 && (
          <section aria-labelledby="runs">
            <Text
              as="h2"
              id="runs"
              size={400}
              weight="semibold"
              block
              style={{ marginBottom: tokens.spacingVerticalS }}
            >
              {t('activity.runs')}
            </Text>
            <Card className={styles.runs}>
              <ul className={styles.list}>
                {runs.data.map((run) => (
                  <RunRow
                    key={run.id}
                    run={run}
                    isOpen={run.id === openId}
                    onToggle={() => setOpenId(run.id === openId ? null : run.id)}
                  />
                ))}
              </ul>
            </Card>
          </section>
        )}
      </div>
    </>
  );
}
