import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { useId, type ReactNode } from 'react';
import { Card } from '../../ui/card.tsx';

const useStyles = makeStyles({
  group: { marginBottom: tokens.spacingVerticalL },
  title: { margin: 0, display: 'block' },
  detail: { display: 'block', color: tokens.colorNeutralForeground2, marginTop: tokens.spacingVerticalXXS },
});

/** Settings that belong together, with a sentence on what they are about. */
export function SettingGroup({ title, detail, children }: { title: string; detail: string; children: ReactNode }) {
  const styles = useStyles();
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <Card className={styles.group}>
        <Text as="h2" id={id} size={400} weight="semibold" className={styles.title}>
          {title}
        </Text>
        <Text className={styles.detail}>{detail}</Text>
        {children}
      </Card>
    </section>
  );
}
