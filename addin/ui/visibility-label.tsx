import { makeStyles, tokens } from '@fluentui/react-components';
import { EyeOffRegular, EyeRegular, LockClosedRegular, type FluentIcon } from '@fluentui/react-icons';
import type { Visibility } from '../api/types.ts';
import { useTexts } from '../i18n/texts.tsx';

const ICONS: Record<Visibility, FluentIcon> = {
  public: EyeRegular,
  notes_private: EyeOffRegular,
  title_and_notes_private: LockClosedRegular,
};

const useStyles = makeStyles({
  label: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXS,
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
  icon: { flexShrink: 0, fontSize: '16px' },
});

/** How visible an entry is in Lupax, in Lupax' own words. */
export function VisibilityLabel({ visibility }: { visibility: Visibility }) {
  const { t } = useTexts();
  const styles = useStyles();
  const Icon = ICONS[visibility];
  return (
    <span className={styles.label}>
      <Icon className={styles.icon} aria-hidden />
      {t(`visibility.${visibility}`)}
    </span>
  );
}
