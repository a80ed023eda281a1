import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { useTexts } from '../../i18n/texts.tsx';
import { useFoldStyles } from './fold-styles.ts';

const useStyles = makeStyles({
  list: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(240px, 100%), 1fr))',
    gap: tokens.spacingHorizontalXL,
    margin: `${tokens.spacingVerticalM} 0 0`,
    padding: 0,
    listStyleType: 'none',
  },
  step: { display: 'flex', gap: tokens.spacingHorizontalS, minWidth: 0 },
  number: {
    display: 'inline-flex',
    alignItems: 'center',
    justifyContent: 'center',
    flexShrink: 0,
    width: '24px',
    height: '24px',
    borderRadius: tokens.borderRadiusCircular,
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightSemibold,
  },
  detail: { display: 'block', color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
});

/** Graph's names of what the firm consents to: learn.microsoft.com/graph/permissions-reference. */
const PERMISSIONS = ['Calendars.ReadWrite', 'MailboxSettings.ReadWrite', 'User.Read.All'].join(', ');
const STEPS = ['register', 'permit', 'credential'] as const;

/** Where in Entra each value comes from. */
export function EntraSteps({ isOpen }: { isOpen: boolean }) {
  const { t } = useTexts();
  const styles = useStyles();
  const fold = useFoldStyles();
  return (
    <details className={fold.details} open={isOpen}>
      <summary className={fold.summary}>{t('administration.steps.title')}</summary>
      <ol className={styles.list}>
        {STEPS.map((step, index) => (
          <li key={step} className={styles.step}>
            <span className={styles.number} aria-hidden>
              {index + 1}
            </span>
            <span>
              <Text weight="semibold" block>
                {t(`administration.steps.${step}.title`)}
              </Text>
              <Text size={200} className={styles.detail}>
                {t(`administration.steps.${step}.detail`, { permissions: PERMISSIONS })}
              </Text>
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}
