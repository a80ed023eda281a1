import { Button, makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { CalendarEmptyRegular, ChevronLeftRegular, ChevronRightRegular } from '@fluentui/react-icons';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../../api/context.tsx';
import { useTexts } from '../../i18n/texts.tsx';
import { startOfDay, writeDay, writeDays } from '../../i18n/write-time.ts';
import { Card } from '../../ui/card.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Notice } from '../../ui/notice.tsx';
import { RowsSkeleton } from '../../ui/skeletons.tsx';
import { EntryRow } from './entry-row.tsx';
import { addDays, findMonday, planWeek, type Day } from './plan-week.ts';

const WEEK_DAYS = 7;

const useStyles = makeStyles({
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    marginBottom: tokens.spacingVerticalS,
  },
  title: { margin: 0, flexGrow: 1 },
  card: { padding: 0 },
  day: {
    display: 'grid',
    gridTemplateColumns: '224px minmax(0, 1fr)',
    columnGap: tokens.spacingHorizontalM,
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalL}`,
    ':not(:first-child)': { borderTop: `1px solid ${tokens.colorNeutralStroke2}` },
    '@media (max-width: 640px)': { gridTemplateColumns: 'minmax(0, 1fr)', rowGap: tokens.spacingVerticalXS },
  },
  date: {
    margin: 0,
    color: tokens.colorNeutralForeground2,
    fontSize: 'inherit',
    fontWeight: tokens.fontWeightRegular,
    lineHeight: tokens.lineHeightBase300,
  },
  today: { color: tokens.colorBrandForeground1, fontWeight: tokens.fontWeightSemibold },
  list: {
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
  },
  none: { color: tokens.colorNeutralForeground3 },
});

/** A week of both sides together, each entry once. */
export function Week() {
  const { t, language } = useTexts();
  const { queries } = useApi();
  const styles = useStyles();
  const [monday, setMonday] = useState(() => findMonday(new Date()));
  const end = addDays(monday, WEEK_DAYS);
  const entries = useQuery({
    ...queries.entries(monday.toISOString(), end.toISOString()),
    placeholderData: keepPreviousData,
  });
  const calendars = useQuery(queries.calendars);
  const days = planWeek(monday, entries.data ?? []);
  const isEmpty = days.every((day) => day.entries.length === 0);
  return (
    <section aria-labelledby="week">
      <div className={styles.head}>
        <Text as="h2" id="week" aria-live="polite" size={400} weight="semibold" className={styles.title}>
          {writeDays(monday, addDays(end, -1), language)}
        </Text>
        <Button size="small" onClick={() => setMonday(findMonday(new Date()))}>
          {t('overview.today')}
        </Button>
        <Button
          size="small"
          icon={<ChevronLeftRegular />}
          aria-label={t('overview.previous')}
          onClick={() => setMonday(addDays(monday, -WEEK_DAYS))}
        />
        <Button
          size="small"
          icon={<ChevronRightRegular />}
          aria-label={t('overview.next')}
          onClick={() => setMonday(end)}
        />
      </div>
      {entries.isPending && <RowsSkeleton rows={WEEK_DAYS} height={56} />}
      {!entries.isPending && !entries.data && (
        <ErrorState error={entries.error} onRetry={() => void entries.refetch()} />
      )}
      {entries.data && isEmpty && (
        <Card>
          <Notice
            icon={<CalendarEmptyRegular />}
            title={t('overview.empty.title')}
            detail={t('overview.empty.detail')}
          />
        </Card>
      )}
      {entries.data && !isEmpty && (
        <Card className={styles.card}>
          {days.map((day) => (
            <DayRow key={day.date.getTime()} day={day} colors={new Map(calendars.data?.map((one) => [one.id, one]))} />
          ))}
        </Card>
      )}
    </section>
  );
}

interface DayRowProps {
  day: Day;
  colors: ReadonlyMap<string, { color: string; name: string }>;
}

function DayRow({ day: { date, entries }, colors }: DayRowProps) {
  const { t, language } = useTexts();
  const styles = useStyles();
  const isToday = date.getTime() === startOfDay(new Date()).getTime();
  return (
    <div className={styles.day}>
      <h3 className={mergeClasses(styles.date, isToday && styles.today)}>
        {isToday ? t('overview.day_today', { day: writeDay(date, language) }) : writeDay(date, language)}
      </h3>
      {entries.length === 0 ? (
        <Text className={styles.none}>{t('overview.free')}</Text>
      ) : (
        <ul className={styles.list}>
          {entries.map(({ entry, part }) => (
            <EntryRow key={entry.id} entry={entry} part={part} calendar={colors.get(entry.calendarId ?? '')} />
          ))}
        </ul>
      )}
    </div>
  );
}
