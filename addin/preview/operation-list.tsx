import { Badge, Button, makeStyles, mergeClasses, tokens, type BadgeProps } from '@fluentui/react-components';
import { AddCircleRegular, DeleteRegular, EditRegular, EyeRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import type { Operation } from '../api/types.ts';
import { useTexts } from '../i18n/texts.tsx';
import { describeOperation } from './describe-operation.ts';
import { isGrave, sortByGravity } from './judge-run.ts';

/** A first synchronisation may have thousands; more than this many are drawn when they are asked for. */
const SHOWN_FIRST = 50;

const ICONS = { create: AddCircleRegular, update: EditRegular, delete: DeleteRegular, loosens: EyeRegular };

/** What did not go as planned can be found at a glance. */
const MARKS: Partial<Record<Operation['result'], NonNullable<BadgeProps['color']>>> = {
  conflict: 'warning',
  failed: 'danger',
  skipped: 'informative',
};

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  row: {
    display: 'flex',
    alignItems: 'flex-start',
    gap: tokens.spacingHorizontalM,
    paddingBlock: tokens.spacingVerticalS,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  icon: { flexShrink: 0, fontSize: '20px', color: tokens.colorNeutralForeground3 },
  grave: { color: tokens.colorPaletteRedForeground1 },
  words: { minWidth: 0, flexGrow: 1, overflowWrap: 'anywhere', hyphens: 'auto' },
  title: { fontWeight: tokens.fontWeightSemibold },
  detail: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  mark: { flexShrink: 0 },
  // Its words begin where those of the rows do.
  more: { alignSelf: 'flex-start', marginLeft: '20px' },
});

interface OperationListProps {
  operations: readonly Operation[];
  /** How many are drawn before the rest is asked for. */
  shownFirst?: number;
}

/** What a run does, or did, entry by entry, in words; what removes or opens something comes first. */
export function OperationList({ operations, shownFirst = SHOWN_FIRST }: OperationListProps) {
  const texts = useTexts();
  const { t } = texts;
  const styles = useStyles();
  const [isWhole, setWhole] = useState(false);
  const sorted = sortByGravity(operations);
  return (
    <>
      <ul className={styles.list} aria-label={t('preview.list')}>
        {(isWhole ? sorted : sorted.slice(0, shownFirst)).map((operation, position) => {
          const Icon = ICONS[operation.loosens ? 'loosens' : operation.action];
          const mark = MARKS[operation.result];
          return (
            <li key={position} className={styles.row}>
              <Icon className={mergeClasses(styles.icon, isGrave(operation) && styles.grave)} aria-hidden />
              <div className={styles.words}>
                <div className={styles.title}>{operation.title || t('preview.untitled')}</div>
                <div className={styles.detail}>{describeOperation(operation, texts)}</div>
              </div>
              {mark && (
                <Badge className={styles.mark} appearance="tint" color={mark}>
                  {t(`result.${operation.result}`)}
                </Badge>
              )}
            </li>
          );
        })}
      </ul>
      {!isWhole && sorted.length > shownFirst && (
        <Button appearance="subtle" className={styles.more} onClick={() => setWhole(true)}>
          {t('preview.more', { count: sorted.length })}
        </Button>
      )}
    </>
  );
}
