import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { CheckmarkRegular, ErrorCircleRegular } from '@fluentui/react-icons';
import { useId, type ReactNode } from 'react';
import { useTexts } from '../../i18n/texts.tsx';
import { ErrorBar } from '../../ui/error-bar.tsx';
import type { Saving } from './use-save-setting.ts';

const useStyles = makeStyles({
  row: {
    marginTop: tokens.spacingVerticalM,
    paddingTop: tokens.spacingVerticalM,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  line: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    columnGap: tokens.spacingHorizontalXXL,
    rowGap: tokens.spacingVerticalS,
  },
  // On a telephone a wide control stands below its words, a switch beside them.
  wrapping: { flexWrap: 'wrap' },
  words: { flex: '1 1 0', minWidth: 0, maxWidth: '64ch' },
  wideWords: { flexBasis: '240px' },
  head: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalM, alignItems: 'baseline' },
  label: { fontSize: tokens.fontSizeBase300, lineHeight: tokens.lineHeightBase300 },
  hint: { display: 'block', color: tokens.colorNeutralForeground2 },
  saved: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXS,
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    whiteSpace: 'nowrap',
  },
  problem: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXS,
    marginTop: tokens.spacingVerticalXS,
    color: tokens.colorStatusDangerForeground1,
    fontSize: tokens.fontSizeBase200,
  },
  control: { flexShrink: 0, maxWidth: '100%' },
  error: { marginTop: tokens.spacingVerticalS },
});

/** What ties a control to its words. */
export interface ControlProps {
  id: string;
  'aria-labelledby': string;
  'aria-describedby': string;
  'aria-invalid': boolean | undefined;
}

export interface SettingRowProps {
  label: string;
  /** What it does for the person. */
  hint: string;
  saving: Saving;
  /** What is wrong with what was typed. */
  problem?: string | null;
  /** A switch; everything else may need a line of its own. */
  isNarrow?: boolean;
  children: (control: ControlProps) => ReactNode;
}

/** One setting: its words, its control, and quietly whether it was saved. */
export function SettingRow({ label, hint, saving, problem = null, isNarrow = false, children }: SettingRowProps) {
  const { t } = useTexts();
  const styles = useStyles();
  const id = useId();
  const [labelId, hintId, problemId] = [`${id}-label`, `${id}-hint`, `${id}-problem`];
  return (
    <div className={styles.row}>
      <div className={mergeClasses(styles.line, !isNarrow && styles.wrapping)}>
        <div className={mergeClasses(styles.words, !isNarrow && styles.wideWords)}>
          <span className={styles.head}>
            <label id={labelId} htmlFor={id} className={styles.label}>
              {label}
            </label>
            <span aria-live="polite" className={styles.saved}>
              {saving.isSaved && (
                <>
                  <CheckmarkRegular aria-hidden />
                  {t('settings.saved')}
                </>
              )}
            </span>
          </span>
          <Text id={hintId} size={200} className={styles.hint}>
            {hint}
          </Text>
        </div>
        <div className={styles.control}>
          {children({
            id,
            'aria-labelledby': labelId,
            'aria-describedby': problem === null ? hintId : `${problemId} ${hintId}`,
            'aria-invalid': problem === null ? undefined : true,
          })}
        </div>
      </div>
      {problem !== null && (
        <div id={problemId} role="alert" className={styles.problem}>
          <ErrorCircleRegular aria-hidden />
          {problem}
        </div>
      )}
      {saving.error !== null && (
        <div className={styles.error}>
          <ErrorBar error={saving.error} />
        </div>
      )}
    </div>
  );
}
