import { tokens } from '@fluentui/react-components';

/** Outlook's calendar, Lupax' calendar, and what goes to and fro between them. */
export function Drawing() {
  return (
    <svg width="232" height="88" viewBox="0 0 232 88" fill="none" aria-hidden="true">
      <Sheet x={4} head={OUTLOOK_BLUE} dots={[0, 4, 5]} />
      <Sheet x={156} head={tokens.colorBrandBackground} dots={[1, 4, 6]} />
      <g stroke={tokens.colorNeutralForeground2} strokeWidth="2.5" strokeLinecap="round" strokeLinejoin="round">
        <path d="M92 36h46l-8-8" />
        <path d="M140 56H94l8 8" />
      </g>
    </svg>
  );
}

/** Outlook's own colour, the same in every theme. */
const OUTLOOK_BLUE = '#0f6cbd';
const COLUMNS = 3;

function Sheet({ x, head, dots }: { x: number; head: string; dots: number[] }) {
  return (
    <g transform={`translate(${x} 6)`}>
      <rect
        x="1"
        y="1"
        width="70"
        height="74"
        rx="8"
        fill={tokens.colorNeutralBackground1}
        stroke={tokens.colorNeutralStroke1}
        strokeWidth="2"
      />
      <path d="M1 9a8 8 0 0 1 8-8h54a8 8 0 0 1 8 8v11H1Z" fill={head} />
      {Array.from({ length: 9 }, (_, day) => (
        <rect
          key={day}
          x={12 + (day % COLUMNS) * 18}
          y={29 + Math.floor(day / COLUMNS) * 14}
          width="12"
          height="8"
          rx="2"
          fill={dots.includes(day) ? head : tokens.colorNeutralForeground3}
          fillOpacity={dots.includes(day) ? 1 : 0.25}
        />
      ))}
    </g>
  );
}
