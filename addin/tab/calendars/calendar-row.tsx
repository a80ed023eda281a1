import { Badge, Button, makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { ArrowRightRegular, CheckmarkRegular, InfoRegular } from '@fluentui/react-icons';
import { useId } from 'react';
import type { Calendar, Direction } from '../../api/types.ts';
import { useTexts, type Texts } from '../../i18n/texts.tsx';
import { writeMoment } from '../../i18n/write-time.ts';
import { ColorDot } from '../../ui/color-dot.tsx';
import { VisibilityLabel } from '../../ui/visibility-label.tsx';
import { DirectionChoice } from './direction-choice.tsx';
import { isTarget } from './use-directions.ts';

const useStyles = makeStyles({
  row: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 460px)',
    columnGap: tokens.spacingHorizontalXL,
    rowGap: tokens.spacingVerticalS,
    alignItems: 'center',
    padding: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalL}`,
    '@media (max-width: 860px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  further: { borderTop: `1px solid ${tokens.colorNeutralStroke2}` },
  words: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXXS, minWidth: 0 },
  head: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS, minWidth: 0 },
  name: { margin: 0, minWidth: 0, overflowWrap: 'anywhere' },
  line: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalXS,
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
  indented: { paddingLeft: '20px' },
  small: { flexShrink: 0, fontSize: '14px', color: tokens.colorNeutralForeground3 },
  saved: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXXS,
    marginLeft: tokens.spacingHorizontalXS,
    color: tokens.colorStatusSuccessForeground1,
  },
  note: {
    gridColumn: '1 / -1',
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalM}`,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    backgroundColor: tokens.colorNeutralBackground3,
    borderRadius: tokens.borderRadiusMedium,
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
  noteWords: { display: 'flex', gap: tokens.spacingHorizontalS, flex: '1 1 240px', minWidth: 0 },
  // Below the words instead of beside them.
  noteAction: { '@media (max-width: 480px)': { marginLeft: `calc(16px + ${tokens.spacingHorizontalS})` } },
  noteIcon: { flexShrink: 0, fontSize: '16px' },
});

export type SaveState = 'saving' | 'looking' | 'saved' | null;

export interface CalendarRowProps {
  calendar: Calendar;
  /** As chosen, saved or not. */
  direction: Direction;
  /** The other calendar that receives Lupax' appointments. */
  target: Calendar | null;
  saveState: SaveState;
  isFirst: boolean;
  onChoose(direction: Direction): void;
  /** Makes this calendar the one that receives them. */
  onBecomeTarget(): void;
}

/** One calendar: what Outlook lets the organisation see, what that means in Lupax, and in which direction it goes. */
export function CalendarRow(props: CalendarRowProps) {
  const { calendar, direction, target, saveState, isFirst, onChoose, onBecomeTarget } = props;
  const texts = useTexts();
  const { t } = texts;
  const styles = useStyles();
  const noteId = useId();
  const mayReceive = calendar.allowedDirections.some(isTarget);
  const possible = calendar.allowedDirections.filter((each) => target === null || !isTarget(each));
  const isTaken = mayReceive && target !== null;
  const note = isTaken
    ? t('calendars.second_target', { name: target.name })
    : calendar.reason && t(`calendars.reason.${calendar.reason}`);
  return (
    <li className={mergeClasses(styles.row, !isFirst && styles.further)}>
      <div className={styles.words}>
        <div className={styles.head}>
          <ColorDot color={calendar.color} />
          <Text as="h2" size={400} weight="semibold" className={styles.name}>
            {calendar.name}
          </Text>
          {calendar.isDefault && (
            <Badge appearance="tint" color="informative">
              {t('calendars.default')}
            </Badge>
          )}
        </div>
        <div className={mergeClasses(styles.line, styles.indented)}>
          {t('calendars.shared', { role: t(`calendars.sharing.${calendar.sharing}`) })}
          <ArrowRightRegular className={styles.small} aria-hidden />
          {calendar.visibility === null ? (
            t('calendars.invisible')
          ) : (
            <>
              {t('calendars.in_lupax')}
              <VisibilityLabel visibility={calendar.visibility} />
            </>
          )}
        </div>
        <div className={mergeClasses(styles.line, styles.indented)}>
          {describeState(calendar, direction, texts)}
          {saveState !== null && (
            <span className={saveState === 'saved' ? styles.saved : undefined} aria-hidden>
              {saveState === 'saved' ? <CheckmarkRegular /> : '·'} {t(`calendars.save.${saveState}`)}
            </span>
          )}
        </div>
      </div>
      <DirectionChoice
        name={calendar.name}
        direction={direction}
        possible={possible}
        explainedBy={note ? noteId : undefined}
        onChoose={onChoose}
      />
      {note && (
        <div className={styles.note}>
          <span className={styles.noteWords} id={noteId}>
            <InfoRegular className={styles.noteIcon} aria-hidden />
            <span>{note}</span>
          </span>
          {isTaken && (
            <Button size="small" className={styles.noteAction} onClick={onBecomeTarget}>
              {t('calendars.become_target')}
            </Button>
          )}
        </div>
      )}
    </li>
  );
}

function describeState({ entries, lastSyncedAt }: Calendar, direction: Direction, { t, language }: Texts): string {
  if (direction === 'off')
    return entries > 0 ? t('calendars.state.kept', { count: entries }) : t('calendars.state.off');
  if (lastSyncedAt === null) return t('calendars.state.never');
  const count = t('calendars.entries', { count: entries });
  return t('calendars.state.synced', { entries: count, moment: writeMoment(lastSyncedAt, language) });
}
