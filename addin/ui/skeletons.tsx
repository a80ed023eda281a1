import { makeStyles, Skeleton, SkeletonItem, tokens } from '@fluentui/react-components';
import { useTexts } from '../i18n/texts.tsx';

const useStyles = makeStyles({
  page: {
    boxSizing: 'border-box',
    width: '100%',
    maxWidth: '1040px',
    marginInline: 'auto',
    padding: tokens.spacingHorizontalL,
  },
  rows: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
});

/** As many grey rows as will stand there, so that nothing jumps when they arrive. */
export function RowsSkeleton({ rows = 4, height = 64 }: { rows?: number; height?: number }) {
  const { t } = useTexts();
  const styles = useStyles();
  return (
    <Skeleton aria-label={t('loading')} className={styles.rows}>
      {Array.from({ length: rows }, (_, row) => (
        <SkeletonItem key={row} style={{ height: `${height}px` }} />
      ))}
    </Skeleton>
  );
}

/** While a whole view loads. */
export function PageSkeleton() {
  const styles = useStyles();
  return (
    <div className={styles.page}>
      <RowsSkeleton rows={3} height={88} />
    </div>
  );
}
