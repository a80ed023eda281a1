import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { CheckmarkRegular } from '@fluentui/react-icons';
import { useApi } from '../../api/context.tsx';
import type { Operation, Run } from '../../api/types.ts';
import { useChange } from '../../api/use-change.ts';
import { useSync } from '../../api/use-sync.ts';
import { useTexts } from '../../i18n/texts.tsx';
import { SIDES } from '../../preview/judge-run.ts';
import { ErrorBar } from '../../ui/error-bar.tsx';
import { describeField, describeValue } from './describe-value.ts';

const useStyles = makeStyles({
  conflict: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    padding: tokens.spacingHorizontalM,
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusMedium,
  },
  title: { margin: 0, overflowWrap: 'anywhere' },
  sides: {
    display: 'grid',
    gridTemplateColumns: 'repeat(2, minmax(0, 1fr))',
    gap: tokens.spacingHorizontalM,
    '@media (max-width: 480px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  side: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    padding: tokens.spacingHorizontalM,
    backgroundColor: tokens.colorNeutralBackground2,
    // Seen in high contrast alone, where both grounds are black.
    border: `1px solid ${tokens.colorTransparentStroke}`,
    borderRadius: tokens.borderRadiusMedium,
  },
  head: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS, alignItems: 'center' },
  counts: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXS,
    color: tokens.colorNeutralForeground2,
  },
  fields: {
    margin: 0,
    flexGrow: 1,
    '& dt': { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
    '& dd': { margin: `0 0 ${tokens.spacingVerticalXS}`, overflowWrap: 'anywhere' },
  },
});

interface ConflictProps {
  runId: string;
  /** Position of the operation in the run. */
  index: number;
  operation: Operation;
}

/** Both sides changed the same fields: what each said, whose values stand, and the way to choose the other's. */
export function Conflict({ runId, index, operation }: ConflictProps) {
  const texts = useTexts();
  const { t } = texts;
  const { queries } = useApi();
  const styles = useStyles();
  const sync = useSync();
  const path = `/api/me/runs/${encodeURIComponent(runId)}/conflicts/${index}`;
  const decide = useChange(
    (call, keep: 'outlook' | 'lupax') => call<Run>('POST', path, { keep }),
    [queries.run(runId).queryKey],
  );
  const { conflict, lost = {} } = operation;
  if (!conflict) return null;

  const { loser, kept, decided } = conflict;
  const stands = decided ?? (loser === 'outlook' ? 'lupax' : 'outlook');
  const isBusy = decide.isPending || sync.state.step === 'running';
  const choose = async (keep: 'outlook' | 'lupax'): Promise<void> => {
    await decide.mutateAsync(keep).then(
      () => (keep === loser ? sync.start({ dryRun: false }) : null),
      () => null,
    );
  };
  return (
    <section className={styles.conflict} aria-label={t('activity.conflict.label', { title: operation.title })}>
      <div>
        <Text as="h3" weight="semibold" block className={styles.title}>
          {operation.title}
        </Text>
        <Text>{t('activity.conflict.detail')}</Text>
      </div>
      <div className={styles.sides}>
        {SIDES.map((side) => {
          const values = side === loser ? lost : kept;
          return (
            <div key={side} className={styles.side}>
              <div className={styles.head}>
                <Text weight="semibold">{t(`side.${side}`)}</Text>
                {side === stands && (
                  <span className={styles.counts}>
                    <CheckmarkRegular aria-hidden />
                    {t('activity.conflict.counts')}
                  </span>
                )}
              </div>
              <dl className={styles.fields}>
                {Object.entries(values).map(([field, value]) => (
                  <div key={field}>
                    <dt>{describeField(field, texts)}</dt>
                    <dd>{describeValue(value, texts)}</dd>
                  </div>
                ))}
              </dl>
              {decided === null && (
                <Button disabled={isBusy} onClick={() => void choose(side)}>
                  {t('activity.conflict.keep', { side: t(`side.${side}`) })}
                </Button>
              )}
            </div>
          );
        })}
      </div>
      {decided !== null && <Text role="status">{t('activity.conflict.decided', { side: t(`side.${decided}`) })}</Text>}
      <ErrorBar error={decide.error ?? (sync.state.step === 'failed' ? sync.state.error : null)} />
    </section>
  );
}
