import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  notice: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    flexGrow: 1,
    gap: tokens.spacingVerticalS,
    padding: `${tokens.spacingVerticalXXXL} ${tokens.spacingHorizontalL}`,
    textAlign: 'center',
  },
  icon: { fontSize: '40px', lineHeight: 0, color: tokens.colorNeutralForeground3 },
  title: { margin: 0, textWrap: 'balance' },
  detail: { maxWidth: '48ch', color: tokens.colorNeutralForeground2 },
  actions: {
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'center',
    gap: tokens.spacingHorizontalS,
    marginTop: tokens.spacingVerticalS,
  },
});

export interface NoticeProps {
  icon?: ReactNode;
  title: string;
  detail?: string;
  /** Buttons. */
  children?: ReactNode;
}

/** What stands where there is nothing (yet, or any more) to show: what is the matter, and what to do. */
export function Notice({ icon, title, detail, children }: NoticeProps) {
  const styles = useStyles();
  return (
    <div className={styles.notice}>
      {icon !== undefined && (
        <div className={styles.icon} aria-hidden>
          {icon}
        </div>
      )}
      <Text as="h2" size={500} weight="semibold" align="center" block className={styles.title}>
        {title}
      </Text>
      {detail !== undefined && (
        <Text align="center" block className={styles.detail}>
          {detail}
        </Text>
      )}
      {children !== undefined && <div className={styles.actions}>{children}</div>}
    </div>
  );
}
