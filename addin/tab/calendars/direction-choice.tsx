import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import {
  ArrowBidirectionalLeftRightRegular,
  ArrowLeftRegular,
  ArrowRightRegular,
  SubtractCircleRegular,
  type FluentIcon,
} from '@fluentui/react-icons';
import { useId } from 'react';
import type { Direction } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.tsx';

/** Outlook stands on the left, Lupax on the right, as in the drawing of the sign-in. */
const ICONS: [Direction, FluentIcon][] = [
  ['off', SubtractCircleRegular],
  ['to_lupax', ArrowRightRegular],
  ['to_outlook', ArrowLeftRegular],
  ['both', ArrowBidirectionalLeftRightRegular],
];

const useStyles = makeStyles({
  group: {
    display: 'grid',
    gridTemplateColumns: 'repeat(4, 1fr)',
    gap: '2px',
    minWidth: 0,
    margin: 0,
    padding: '2px',
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground3,
    '@media (max-width: 480px)': { gridTemplateColumns: 'repeat(2, 1fr)' },
  },
  hidden: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
  option: {
    position: 'relative',
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    gap: tokens.spacingHorizontalXS,
    minHeight: '32px',
    boxSizing: 'border-box',
    paddingInline: tokens.spacingHorizontalS,
    border: '1px solid transparent',
    borderRadius: tokens.borderRadiusSmall,
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    whiteSpace: 'nowrap',
    cursor: 'pointer',
    ':hover': { color: tokens.colorNeutralForeground1, backgroundColor: tokens.colorNeutralBackground3Hover },
    ':has(:focus-visible)': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '1px', zIndex: 1 },
    '@media (max-width: 480px)': { minHeight: '40px' },
  },
  chosen: {
    color: tokens.colorNeutralForeground1,
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStrokeAccessible}`,
    boxShadow: `inset 0 0 0 1px ${tokens.colorNeutralStrokeAccessible}`,
    fontWeight: tokens.fontWeightSemibold,
    ':hover': { backgroundColor: tokens.colorNeutralBackground1 },
    '@media (forced-colors: active)': { border: '2px solid Highlight' },
  },
  running: {
    color: tokens.colorBrandForeground2,
    border: `1px solid ${tokens.colorCompoundBrandStroke}`,
    boxShadow: `inset 0 0 0 1px ${tokens.colorCompoundBrandStroke}`,
    ':hover': { color: tokens.colorBrandForeground2 },
  },
  impossible: {
    color: tokens.colorNeutralForegroundDisabled,
    cursor: 'not-allowed',
    ':hover': { color: tokens.colorNeutralForegroundDisabled, backgroundColor: 'transparent' },
  },
  input: { position: 'absolute', inset: 0, width: '100%', height: '100%', margin: 0, opacity: 0, cursor: 'inherit' },
  icon: { flexShrink: 0, fontSize: '16px' },
});

export interface DirectionChoiceProps {
  /** The calendar's name. */
  name: string;
  direction: Direction;
  /** The others are shown, and cannot be chosen. */
  possible: readonly Direction[];
  /** Id of the element that says why something is not possible. */
  explainedBy?: string | undefined;
  onChoose(direction: Direction): void;
}

/** In which direction a calendar is synchronised: native radio buttons side by side. */
export function DirectionChoice({ name, direction, possible, explainedBy, onChoose }: DirectionChoiceProps) {
  const { t } = useTexts();
  const styles = useStyles();
  const group = useId();
  return (
    <fieldset className={styles.group} aria-describedby={explainedBy}>
      <legend className={styles.hidden}>{t('calendars.direction.label', { name })}</legend>
      {ICONS.map(([option, Icon]) => {
        const isChosen = option === direction;
        const isPossible = possible.includes(option);
        const look = mergeClasses(
          styles.option,
          isChosen ? styles.chosen : !isPossible && styles.impossible,
          isChosen && option !== 'off' && styles.running,
        );
        return (
          <label key={option} className={look}>
            <input
              type="radio"
              name={group}
              className={styles.input}
              checked={isChosen}
              disabled={!isPossible}
              onChange={() => onChoose(option)}
            />
            <Icon className={styles.icon} aria-hidden />
            {t(`calendars.direction.${option}`)}
          </label>
        );
      })}
    </fieldset>
  );
}
