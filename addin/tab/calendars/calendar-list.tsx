import { makeStyles } from '@fluentui/react-components';
import { CalendarLtrRegular } from '@fluentui/react-icons';
import type { Calendar, Direction } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.tsx';
import { Card } from '../../ui/card.tsx';
import { Notice } from '../../ui/notice.tsx';
import { CalendarRow, type SaveState } from './calendar-row.tsx';
import { isTarget } from './use-directions.ts';

const useStyles = makeStyles({
  card: { padding: 0 },
  list: { listStyleType: 'none', margin: 0, padding: 0 },
});

/** Without what comes to Outlook, and with it. */
const AS_TARGET: Record<Direction, Direction> = {
  off: 'to_outlook',
  to_lupax: 'both',
  to_outlook: 'to_outlook',
  both: 'both',
};
const AS_SOURCE: Record<Direction, Direction> = {
  off: 'off',
  to_lupax: 'to_lupax',
  to_outlook: 'off',
  both: 'to_lupax',
};

export interface CalendarListProps {
  /** With the directions as chosen, saved or not. */
  calendars: readonly Calendar[];
  readSaveState(calendar: Calendar): SaveState;
  onChoose(changes: { id: string; direction: Direction }[]): void;
}

/** All calendars, the mailbox's own first. */
export function CalendarList({ calendars, readSaveState, onChoose }: CalendarListProps) {
  const { t } = useTexts();
  const styles = useStyles();
  if (calendars.length === 0) {
    return (
      <Notice icon={<CalendarLtrRegular />} title={t('calendars.empty.title')} detail={t('calendars.empty.detail')} />
    );
  }
  const sorted = [...calendars].sort((a, b) => Number(b.isDefault) - Number(a.isDefault));
  const target = calendars.find(({ direction }) => isTarget(direction)) ?? null;
  return (
    <Card className={styles.card}>
      <ul className={styles.list}>
        {sorted.map((calendar, position) => (
          <CalendarRow
            key={calendar.id}
            calendar={calendar}
            direction={calendar.direction}
            target={target?.id === calendar.id ? null : target}
            saveState={readSaveState(calendar)}
            isFirst={position === 0}
            onChoose={(direction) => onChoose([{ id: calendar.id, direction }])}
            onBecomeTarget={() =>
              onChoose([
                ...(target ? [{ id: target.id, direction: AS_SOURCE[target.direction] }] : []),
                { id: calendar.id, direction: AS_TARGET[calendar.direction] },
              ])
            }
          />
        ))}
      </ul>
    </Card>
  );
}
