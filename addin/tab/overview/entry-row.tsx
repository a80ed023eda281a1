import { Link, makeStyles, tokens } from '@fluentui/react-components';
import { BriefcaseRegular, CalendarLtrRegular, PeopleTeamRegular, type FluentIcon } from '@fluentui/react-icons';
import type { Entry } from '../../api/types.ts';
import { useTexts, type Texts } from '../../i18n/texts.tsx';
import { writeTime } from '../../i18n/write-time.ts';
import { ColorDot } from '../../ui/color-dot.tsx';
import { VisibilityLabel } from '../../ui/visibility-label.tsx';
import type { DayEntry } from './plan-week.ts';

const ICONS: Record<Entry['origin'], FluentIcon> = {
  outlook: CalendarLtrRegular,
  lupax: PeopleTeamRegular,
  project: BriefcaseRegular,
};

const useStyles = makeStyles({
  row: {
    display: 'grid',
    gridTemplateColumns: '110px minmax(0, 1fr)',
    columnGap: tokens.spacingHorizontalM,
    '@media (max-width: 480px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  time: { color: tokens.colorNeutralForeground2, fontVariantNumeric: 'tabular-nums' },
  title: {
    display: 'flex',
    // With the first line of a long title.
    alignItems: 'baseline',
    gap: tokens.spacingHorizontalS,
    fontWeight: tokens.fontWeightSemibold,
    overflowWrap: 'anywhere',
    hyphens: 'auto',
  },
  facts: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalM,
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
  fact: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalXS },
  icon: { flexShrink: 0, fontSize: '16px' },
  link: { fontSize: tokens.fontSizeBase200, textDecorationLine: 'underline' },
});

interface EntryRowProps {
  entry: Entry;
  part: DayEntry['part'];
  calendar: { color: string; name: string } | undefined;
}

/** One entry: when, what, where it came from, how visible it is in Lupax, and the way to it on both sides. */
export function EntryRow({ entry, part, calendar }: EntryRowProps) {
  const texts = useTexts();
  const { t } = texts;
  const styles = useStyles();
  const Icon = ICONS[entry.origin];
  const title = entry.title || t('overview.untitled');
  return (
    <li className={styles.row}>
      <span className={styles.time}>{describeTime(entry, part, texts)}</span>
      <div>
        <div className={styles.title}>
          {calendar && <ColorDot color={calendar.color} />}
          {title}
        </div>
        <div className={styles.facts}>
          <span className={styles.fact}>
            <Icon className={styles.icon} aria-hidden />
            {t(`overview.origin.${entry.origin}`)}
          </span>
          {entry.visibility && <VisibilityLabel visibility={entry.visibility} />}
          {entry.project && entry.origin !== 'project' && <span>{entry.project.title}</span>}
          <OpenLink url={entry.outlookUrl} side="outlook" title={title} />
          <OpenLink url={entry.lupaxUrl} side="lupax" title={title} />
        </div>
      </div>
    </li>
  );
}

function OpenLink({ url, side, title }: { url: string | null; side: 'outlook' | 'lupax'; title: string }) {
  const { t } = useTexts();
  const styles = useStyles();
  // Addresses come from outside; `javascript:` must never become a link.
  if (url === null || !/^https?:\/\//i.test(url)) return null;
  return (
    <Link
      className={styles.link}
      href={url}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={t(`overview.open_named.${side}`, { title })}
    >
      {t(`overview.open.${side}`)}
    </Link>
  );
}

function describeTime({ allDay, start, end }: Entry, part: DayEntry['part'], { t, language }: Texts): string {
  if (allDay || part === 'middle') return t('overview.time.all_day');
  if (part === 'first') return t('overview.time.from', { time: writeTime(start, language) });
  if (part === 'last') return t('overview.time.until', { time: writeTime(end, language) });
  return `${writeTime(start, language)}–${writeTime(end, language)}`;
}
