import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import {
  ArrowExitRegular,
  CalendarMultipleRegular,
  CheckmarkCircleFilled,
  ClockRegular,
  DismissCircleRegular,
  InfoRegular,
  type FluentIcon,
} from '@fluentui/react-icons';
import type { PaneFacts } from '../api/queries.ts';
import { useTexts } from '../i18n/texts.tsx';
import { describeWhy, readState, type PaneState } from './describe-state.ts';

const ICONS: Record<PaneState, FluentIcon> = {
  in_sync: CheckmarkCircleFilled,
  excluded: DismissCircleRegular,
  leaving: ArrowExitRegular,
  next_sync: ClockRegular,
  not_in_sync: InfoRegular,
  series: CalendarMultipleRegular,
};

const useStyles = makeStyles({
  card: {
    display: 'flex',
    gap: tokens.spacingHorizontalM,
    padding: tokens.spacingHorizontalM,
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
  },
  icon: { flexShrink: 0, fontSize: '24px', lineHeight: 0, color: tokens.colorNeutralForeground2 },
  in_sync: { color: tokens.colorStatusSuccessForeground1 },
  title: { margin: 0 },
  why: { color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
});

/** Whether the appointment is in Lupax, and why or why not. */
export function StateCard(facts: PaneFacts) {
  const texts = useTexts();
  const styles = useStyles();
  const state = readState(facts);
  const Icon = ICONS[state];
  return (
    <section className={styles.card}>
      <Icon className={mergeClasses(styles.icon, state === 'in_sync' && styles.in_sync)} aria-hidden />
      <div>
        <Text as="h2" size={400} weight="semibold" block className={styles.title}>
          {texts.t(`pane.state.${state}`)}
        </Text>
        <Text className={styles.why}>{describeWhy(facts, texts)}</Text>
      </div>
    </section>
  );
}
