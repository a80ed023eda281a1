import { makeStyles, tokens } from '@fluentui/react-components';

const useStyles = makeStyles({
  dot: {
    display: 'inline-block',
    flexShrink: 0,
    width: '12px',
    height: '12px',
    borderRadius: tokens.borderRadiusCircular,
    forcedColorAdjust: 'none',
  },
});

/** Graph's names of calendar colours (learn.microsoft.com/graph/api/resources/calendar#calendarcolor-values), as Outlook shows them. */
const COLORS: Record<string, string> = {
  lightBlue: '#a6d1f5',
  lightGreen: '#87d28e',
  lightOrange: '#fcab73',
  lightGray: '#c0c0c0',
  lightYellow: '#f5ce45',
  lightTeal: '#4adacc',
  lightPink: '#f28cc0',
  lightBrown: '#c59683',
  lightRed: '#f3848c',
};
const AUTOMATIC = '#0f6cbd';

/**
 * The calendar's colour in Outlook.
 * @param color `#rrggbb`, or one of Graph's names
 */
export function ColorDot({ color }: { color: string }) {
  const backgroundColor = /^#[0-9a-f]{6}$/i.test(color) ? color : (COLORS[color] ?? AUTOMATIC);
  return <span className={useStyles().dot} style={{ backgroundColor }} aria-hidden />;
}
