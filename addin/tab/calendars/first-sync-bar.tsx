import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useTexts } from '../../i18n/texts.tsx';

const NARROW = '@media (max-width: 480px)';

const useStyles = makeStyles({
  bar: {
    position: 'sticky',
    bottom: tokens.spacingVerticalM,
    zIndex: 5,
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalL}`,
    marginTop: tokens.spacingVerticalL,
    padding: tokens.spacingHorizontalL,
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorBrandStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
    boxShadow: tokens.shadow8,
    // On a telephone it must not cover what it is about.
    [NARROW]: { flexWrap: 'nowrap', gap: tokens.spacingHorizontalM, padding: tokens.spacingHorizontalM },
  },
  words: { flex: '1 1 240px', minWidth: 0, [NARROW]: { flexBasis: 0 } },
  detail: { display: 'block', color: tokens.colorNeutralForeground2, [NARROW]: { display: 'none' } },
  button: { flexShrink: 0 },
});

/** The step before the first synchronisation, always in sight. @param chosen calendars that are switched on */
export function FirstSyncBar({ chosen, onPreview }: { chosen: number; onPreview(): void }) {
  const { t } = useTexts();
  const styles = useStyles();
  return (
    <div className={styles.bar}>
      <div className={styles.words}>
        <Text weight="semibold" block>
          {chosen === 0 ? t('calendars.first.none') : t('calendars.first.chosen', { count: chosen })}
        </Text>
        <Text size={200} className={styles.detail}>
          {t('calendars.first.detail')}
        </Text>
      </div>
      <Button className={styles.button} appearance="primary" disabledFocusable={chosen === 0} onClick={onPreview}>
        {t('calendars.preview')}
      </Button>
    </div>
  );
}
