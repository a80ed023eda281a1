import { makeStyles, tokens } from '@fluentui/react-components';

const useStyles = makeStyles({
  logo: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalS },
  word: { fontSize: tokens.fontSizeBase400, fontWeight: tokens.fontWeightSemibold, letterSpacing: '-0.01em' },
});

const NAME = 'Lupax';

/** Two pages of a calendar that turn into each other, and the name. */
export function Logo() {
  const styles = useStyles();
  return (
    <span className={styles.logo}>
      <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
        <rect x="1" y="1" width="22" height="22" rx="5" fill={tokens.colorBrandBackground} />
        <path
          d="M7 9.5h9.2l-2.4-2.4M17 14.5H7.8l2.4 2.4"
          fill="none"
          stroke={tokens.colorNeutralForegroundOnBrand}
          strokeWidth="2"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      <span className={styles.word}>{NAME}</span>
    </span>
  );
}
