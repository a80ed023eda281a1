import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  row: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: tokens.spacingHorizontalM,
    marginBottom: tokens.spacingVerticalL,
  },
  words: { minWidth: 0, flex: '1 1 260px' },
  title: { margin: 0 },
  detail: { color: tokens.colorNeutralForeground2, display: 'block', marginTop: tokens.spacingVerticalXS },
  actions: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS },
});

/** The head of a view: its name, a sentence, and what can be done on the right. */
export function PageTitle({ title, detail, children }: { title: string; detail?: string; children?: ReactNode }) {
  const styles = useStyles();
  return (
    <div className={styles.row}>
      <div className={styles.words}>
        <Text as="h1" size={600} weight="semibold" className={styles.title}>
          {title}
        </Text>
        {detail !== undefined && <Text className={styles.detail}>{detail}</Text>}
      </div>
      {children !== undefined && <div className={styles.actions}>{children}</div>}
    </div>
  );
}
