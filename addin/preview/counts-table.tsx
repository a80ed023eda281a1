import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { Run } from '../api/types.ts';
import { useTexts } from '../i18n/texts.tsx';
import { writeNumber } from '../i18n/write-time.ts';
import { countChanges, SIDES } from './judge-run.ts';

const KINDS = ['created', 'updated', 'deleted', 'loosened'] as const;

const useStyles = makeStyles({
  table: { width: '100%', borderCollapse: 'collapse' },
  cell: {
    paddingBlock: tokens.spacingVerticalXS,
    paddingInline: 0,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    fontSize: tokens.fontSizeBase300,
    lineHeight: tokens.lineHeightBase300,
    fontWeight: tokens.fontWeightRegular,
    textAlign: 'left',
  },
  head: { borderTopStyle: 'none', color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  caption: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
  number: { width: '22%', textAlign: 'right', fontVariantNumeric: 'tabular-nums' },
  none: { color: tokens.colorNeutralForeground3 },
  some: { fontWeight: tokens.fontWeightSemibold },
  grave: { color: tokens.colorPaletteRedForeground1 },
});

/** How many entries a run creates, changes, removes and opens on each side. */
export function CountsTable({ run }: { run: Run }) {
  const { t, language } = useTexts();
  const styles = useStyles();
  const changes = SIDES.map((side) => countChanges(run, side));
  return (
    <table className={styles.table}>
      <caption className={styles.caption}>{t('preview.counts.caption')}</caption>
      <thead>
        <tr>
          <th scope="col" className={mergeClasses(styles.cell, styles.head)}>
            {t('preview.counts.kind')}
          </th>
          {SIDES.map((side) => (
            <th key={side} scope="col" className={mergeClasses(styles.cell, styles.head, styles.number)}>
              {t(`side.${side}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {KINDS.map((kind) => (
          <tr key={kind}>
            <th scope="row" className={styles.cell}>
              {t(`preview.counts.${kind}`)}
            </th>
            {SIDES.map((side, position) => {
              const count = changes[position]![kind];
              const isGrave = kind === 'deleted' || kind === 'loosened';
              const look = count === 0 ? styles.none : mergeClasses(styles.some, isGrave && styles.grave);
              return (
                <td key={side} className={mergeClasses(styles.cell, styles.number, look)}>
                  {writeNumber(count, language)}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
