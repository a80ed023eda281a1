import { Link, makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import {
  CheckmarkCircleRegular,
  DismissCircleRegular,
  InfoRegular,
  SubtractCircleRegular,
  type FluentIcon,
} from '@fluentui/react-icons';
import type { CheckResult } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.tsx';
import { ScriptBlock } from './script-block.tsx';

const useStyles = makeStyles({
  row: {
    display: 'flex',
    gap: tokens.spacingHorizontalM,
    padding: `${tokens.spacingVerticalM} 0`,
    ':not(:last-child)': { borderBottom: `1px solid ${tokens.colorNeutralStroke2}` },
  },
  icon: { flexShrink: 0, fontSize: '20px', lineHeight: 0, marginTop: '1px' },
  ok: { color: tokens.colorStatusSuccessForeground1 },
  hint: { color: tokens.colorNeutralForeground2 },
  failed: { color: tokens.colorStatusDangerForeground1 },
  skipped: { color: tokens.colorNeutralForeground3 },
  words: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS, minWidth: 0, flexGrow: 1 },
  state: { fontWeight: tokens.fontWeightRegular, color: tokens.colorNeutralForeground2 },
  detail: { color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
  fix: { overflowWrap: 'anywhere' },
});

const ICONS: Record<CheckResult['status'], FluentIcon> = {
  ok: CheckmarkCircleRegular,
  hint: InfoRegular,
  failed: DismissCircleRegular,
  skipped: SubtractCircleRegular,
};

/** One step of the check: what was found, and of a fault what to do, where, and the script. */
export function CheckRow({ result }: { result: CheckResult }) {
  const { t } = useTexts();
  const styles = useStyles();
  const { status, title, detail, fix, script, link } = result;
  const Icon = ICONS[status];
  return (
    <li className={styles.row}>
      <span className={mergeClasses(styles.icon, styles[status])} aria-hidden>
        <Icon />
      </span>
      <div className={styles.words}>
        <Text weight="semibold">
          {title} <span className={styles.state}>{t(`administration.check.status.${status}`)}</span>
        </Text>
        <Text className={styles.detail}>{detail}</Text>
        {fix !== null && <Text className={styles.fix}>{fix}</Text>}
        {link !== null && (
          <Link href={link} target="_blank" rel="noreferrer" inline>
            {t('administration.check.open', { title })}
          </Link>
        )}
        {script !== null && <ScriptBlock script={script} of={title} />}
      </div>
    </li>
  );
}
