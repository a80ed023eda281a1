export interface Axis {
  /** What it shows, with its unit. */
  label: string;
  kind: 'linear' | 'log';
  /** Where it begins and ends, and what is written between. */
  ticks: readonly number[];
}

export interface Series {
  name: string;
  points: readonly (readonly [x: number, y: number])[];
  /** Marks at the points: for a few measured values, not for a distribution. */
  marked: boolean;
}

export interface Chart {
  title: string;
  x: Axis;
  y: Axis;
  series: readonly Series[];
}

const SIZE = { width: 720, height: 400 };
const PLOT = { left: 92, top: 44, right: 540, bottom: 342 };
const LEGEND = { left: 560, top: 64, row: 24 };
/** Told apart in light, in dark and without red and green; each line has a dash pattern of its own, too. */
const COLOURS = [
  { light: '#0b5cad', dark: '#6db3f2', dash: '' },
  { light: '#b45309', dark: '#f5b14c', dash: '7 4' },
  { light: '#6d28d9', dark: '#c4a5fd', dash: '2 4' },
];

/** Draws lines as an SVG that is readable in light and in dark, also where it is shown as an image. */
export function drawChart({ title, x, y, series }: Chart): string {
  const toX = (value: number): number => scale(x, value, PLOT.left, PLOT.right);
  const toY = (value: number): number => scale(y, value, PLOT.bottom, PLOT.top);
  const [middleX, middleY] = [(PLOT.left + PLOT.right) / 2, (PLOT.top + PLOT.bottom) / 2];
  const parts = [
    `<rect class="paper" width="${SIZE.width}" height="${SIZE.height}" rx="8"/>`,
    `<text class="title" x="${PLOT.left}" y="26">${escape(title)}</text>`,
    ...x.ticks.flatMap((tick) => [
      `<line class="grid" x1="${round(toX(tick))}" x2="${round(toX(tick))}" y1="${PLOT.top}" y2="${PLOT.bottom}"/>`,
      `<text x="${round(toX(tick))}" y="${PLOT.bottom + 20}" text-anchor="middle">${format(tick)}</text>`,
    ]),
    ...y.ticks.flatMap((tick) => [
      `<line class="grid" x1="${PLOT.left}" x2="${PLOT.right}" y1="${round(toY(tick))}" y2="${round(toY(tick))}"/>`,
      `<text x="${PLOT.left - 8}" y="${round(toY(tick) + 4)}" text-anchor="end">${format(tick)}</text>`,
    ]),
    `<text x="${middleX}" y="${SIZE.height - 14}" text-anchor="middle">${escape(x.label)}</text>`,
    `<text x="16" y="${middleY}" text-anchor="middle" transform="rotate(-90 16 ${middleY})">${escape(y.label)}</text>`,
    ...series.flatMap((one, index) => drawSeries(one, index, toX, toY)),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE.width} ${SIZE.height}" width="${SIZE.width}" height="${SIZE.height}" role="img">
<title>${escape(title)}</title>
<style>${writeStyle()}</style>
${parts.join('\n')}
</svg>
`;
}

function drawSeries(series: Series, index: number, toX: (x: number) => number, toY: (y: number) => number): string[] {
  const places = series.points.map(([x, y]) => `${round(toX(x))},${round(toY(y))}`);
  const at = LEGEND.top + index * LEGEND.row;
  const dots = series.marked ? places.map((place) => place.split(',')) : [];
  return [
    `<polyline class="line s${index}" points="${places.join(' ')}"/>`,
    ...dots.map(([cx, cy]) => `<circle class="dot s${index}" cx="${cx}" cy="${cy}" r="4"/>`),
    `<line class="line s${index}" x1="${LEGEND.left}" x2="${LEGEND.left + 28}" y1="${at - 4}" y2="${at - 4}"/>`,
    `<text x="${LEGEND.left + 36}" y="${at}">${escape(series.name)}</text>`,
  ];
}

/** Where a value lies between both ends of its axis; what is beyond them is drawn at the end. */
function scale({ kind, ticks }: Axis, value: number, from: number, to: number): number {
  const place = (one: number): number => (kind === 'log' ? Math.log10(one) : one);
  const [first, last] = [place(ticks[0]!), place(ticks.at(-1)!)];
  const share = (place(Math.max(value, kind === 'log' ? Number.MIN_VALUE : value)) - first) / (last - first);
  return from + Math.min(1, Math.max(0, share)) * (to - from);
}

function writeStyle(): string {
  const colour = (key: 'light' | 'dark'): string =>
    COLOURS.map((one, index) => `.s${index}{stroke:${one[key]}}.dot.s${index}{fill:${one[key]}}`).join('');
  const dashes = COLOURS.map(({ dash }, index) => (dash ? `.line.s${index}{stroke-dasharray:${dash}}` : '')).join('');
  return (
    'text{font:13px system-ui,sans-serif;fill:#1f2937}.title{font-size:15px;font-weight:600}.paper{fill:#fff}' +
    '.grid{stroke:#d1d5db;stroke-width:1}.line{fill:none;stroke-width:2.5}' +
    `${dashes}${colour('light')}` +
    `@media(prefers-color-scheme:dark){text{fill:#e5e7eb}.paper{fill:#111827}.grid{stroke:#374151}${colour('dark')}}`
  );
}

const round = (value: number): number => Math.round(value * 10) / 10;
const format = (value: number): string => value.toLocaleString('en');

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
