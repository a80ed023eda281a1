import { makeStyles, Select, Text, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useApi } from '../../api/context.tsx';
import type { Operation, Run, RunSummary } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.tsx';
import { OperationList } from '../../preview/operation-list.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { RowsSkeleton } from '../../ui/skeletons.tsx';
import { Conflict } from './conflict.tsx';
import { UndoButton, UndoState, useUndo } from './undo.tsx';

const useStyles = makeStyles({
  details: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL} ${tokens.spacingVerticalL}`,
  },
  bar: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  filter: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS },
  undo: { marginLeft: 'auto' },
  requests: { color: tokens.colorNeutralForeground2 },
});

const RESULTS = ['done', 'conflict', 'failed', 'skipped', 'planned'] as const;

/** Everything a run did, with reasons; conflicts with both values; and the way to undo it. */
export function RunDetails({ summary }: { summary: RunSummary }) {
  const { t } = useTexts();
  const { queries } = useApi();
  const styles = useStyles();
  const filterId = useId();
  const [result, setResult] = useState<Operation['result'] | ''>('');
  const run = useQuery(queries.run(summary.id));
  const undo = useUndo(summary.id);
  if (run.isPending) return <RowsSkeleton rows={3} height={40} />;
  if (!run.data) return <ErrorState error={run.error} onRetry={() => void run.refetch()} />;

  const { operations, requests } = run.data;
  const present = RESULTS.filter((each) => operations.some((operation) => operation.result === each));
  const shown = operations
    .map((operation, index) => ({ operation, index }))
    .filter(({ operation }) => result === '' || operation.result === result);
  // A conflict says more than its line would.
  const plain = shown.map(({ operation }) => operation).filter(({ conflict }) => !conflict);
  const isIdle = undo.state.step === 'idle' || undo.state.step === 'failed';
  return (
    <div className={styles.details}>
      <div className={styles.bar}>
        {present.length > 1 && (
          <div className={styles.filter}>
            <label htmlFor={filterId}>{t('activity.filter')}</label>
            <Select id={filterId} value={result} onChange={(_, { value }) => setResult(value as typeof result)}>
              <option value="">{t('activity.all')}</option>
              {present.map((each) => (
                <option key={each} value={each}>
                  {t(`result.${each}`)}
                </option>
              ))}
            </Select>
          </div>
        )}
        {isIdle && canUndo(run.data) && (
          <div className={styles.undo}>
            <UndoButton onConfirm={undo.start} />
          </div>
        )}
      </div>
      <UndoState state={undo.state} />
      {run.data.dryRun && <Text>{t('activity.dry_run')}</Text>}
      {shown.map(({ operation, index }) =>
        operation.conflict ? <Conflict key={index} runId={summary.id} index={index} operation={operation} /> : null,
      )}
      {operations.length === 0 && <Text>{t('activity.nothing')}</Text>}
      {plain.length > 0 && <OperationList operations={plain} />}
      <Text size={200} className={styles.requests}>
        {t('activity.requests', { graph: requests.graph, lupax: requests.lupax })}
      </Text>
    </div>
  );
}

function canUndo({ kind, dryRun, undone, state, operations }: Run): boolean {
  const isOver = state === 'done' || state === 'failed';
  const hasWritten = operations.some(({ result }) => result === 'done' || result === 'conflict');
  return kind === undefined && !dryRun && !undone && isOver && hasWritten;
}
