import { Badge, makeStyles, mergeClasses, tokens, type BadgeProps } from '@fluentui/react-components';
import { ChevronDownRegular } from '@fluentui/react-icons';
import type { RunSummary } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.tsx';
import { writeMoment } from '../../i18n/write-time.ts';
import { describeCounts, markRun, type RunMark } from './describe-run.ts';
import { RunDetails } from './run-details.tsx';

const COLORS: Record<RunMark, NonNullable<BadgeProps['color']>> = {
  running: 'brand',
  done: 'success',
  partly: 'warning',
  failed: 'danger',
  waiting: 'warning',
  preview: 'informative',
  undone: 'informative',
  undo: 'success',
};

const useStyles = makeStyles({
  item: { ':not(:first-child)': { borderTop: `1px solid ${tokens.colorNeutralStroke2}` } },
  row: {
    display: 'grid',
    gridTemplateColumns: '150px minmax(0, 1fr) auto 20px',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    width: '100%',
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalL}`,
    border: 'none',
    background: 'none',
    color: 'inherit',
    font: 'inherit',
    textAlign: 'left',
    cursor: 'pointer',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover, color: tokens.colorNeutralForeground1Hover },
    ':hover > span': { color: 'inherit' },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
    '@media (max-width: 640px)': {
      gridTemplateColumns: 'minmax(0, 1fr) auto 20px',
      gridTemplateAreas: '"when mark chevron" "what what what"',
      rowGap: tokens.spacingVerticalXS,
    },
  },
  when: { fontWeight: tokens.fontWeightSemibold, '@media (max-width: 640px)': { gridArea: 'when' } },
  what: { color: tokens.colorNeutralForeground2, '@media (max-width: 640px)': { gridArea: 'what' } },
  mark: { justifySelf: 'end', '@media (max-width: 640px)': { gridArea: 'mark' } },
  chevron: {
    fontSize: '20px',
    lineHeight: 0,
    color: tokens.colorNeutralForeground3,
    transitionProperty: 'transform',
    transitionDuration: tokens.durationFast,
    '@media (max-width: 640px)': { gridArea: 'chevron' },
  },
  open: { transform: 'rotate(180deg)' },
});

/** A run in one line; opened, with everything it did. */
export function RunRow({ run, isOpen, onToggle }: { run: RunSummary; isOpen: boolean; onToggle: () => void }) {
  const texts = useTexts();
  const styles = useStyles();
  const mark = markRun(run);
  const detailsId = `run-${run.id}`;
  return (
    <li className={styles.item}>
      <button
        type="button"
        className={styles.row}
        aria-expanded={isOpen}
        aria-controls={isOpen ? detailsId : undefined}
        onClick={onToggle}
      >
        <span className={styles.when}>{writeMoment(run.startedAt, texts.language)}</span>
        <span className={styles.what}>{run.error ? run.error.detail : describeCounts(run, texts)}</span>
        <Badge className={styles.mark} appearance="tint" color={COLORS[mark]}>
          {texts.t(`activity.mark.${mark}`)}
        </Badge>
        <ChevronDownRegular className={mergeClasses(styles.chevron, isOpen && styles.open)} aria-hidden />
      </button>
      {isOpen && (
        <div id={detailsId}>
          <RunDetails summary={run} />
        </div>
      )}
    </li>
  );
}
