import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { Operation } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.tsx';
import { describeField, describeValue } from './describe-value.ts';

const useStyles = makeStyles({
  conflict: {
    margin: 0,
    padding: tokens.spacingHorizontalM,
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusMedium,
  },
  fields: {
    display: 'grid',
    gridTemplateColumns: 'auto minmax(0, 1fr)',
    columnGap: tokens.spacingHorizontalM,
    rowGap: tokens.spacingVerticalXS,
    margin: `${tokens.spacingVerticalS} 0 0`,
    '& dt': { color: tokens.colorNeutralForeground2 },
    '& dd': { margin: 0, overflowWrap: 'anywhere' },
  },
});

/** Both sides changed the same fields: whose values stand, and what the other side had said. */
export function Conflict({ operation }: { operation: Operation }) {
  const texts = useTexts();
  const { t } = texts;
  const styles = useStyles();
  // The side that was written is the one whose values lost.
  const winner = operation.side === 'lupax' ? 'outlook' : 'lupax';
  return (
    <section className={styles.conflict}>
      <Text as="h3" weight="semibold" block style={{ margin: 0 }}>
        {operation.title}
      </Text>
      <Text>{t('activity.conflict.detail', { winner: t(`side.${winner}`), loser: t(`side.${operation.side}`) })}</Text>
      <dl className={styles.fields}>
        {Object.entries(operation.lost ?? {}).map(([field, value]) => (
          <div key={field} style={{ display: 'contents' }}>
            <dt>{describeField(field, texts)}</dt>
            <dd>{describeValue(value, texts)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
