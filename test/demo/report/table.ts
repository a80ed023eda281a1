import Table from 'cli-table3';
import type { Texts } from '../texts.ts';
import type { Row } from './rows.ts';

const MAX_TITLE_LENGTH = 48;
/** Of a calendar that somebody brought along, the first ones do to see how it went. */
const MAX_ROWS_OF_GROUP = 25;
const NARROWEST_COLUMN = 10;
/** A border and a space on either side. */
const COLUMN_EXTRA = 3;

/** Draws rows as a table. @param width of the terminal in characters; undefined: as wide as it gets */
export function drawRows(head: string[], rows: Row[], texts: Texts, width?: number): string {
  if (rows.length === 0) return texts.nothing;
  const counts = new Map<string, number>();
  const shown = rows.filter(({ group }) => {
    const count = (counts.get(group) ?? 0) + 1;
    counts.set(group, count);
    return count <= MAX_ROWS_OF_GROUP;
  });
  const cells = shown.map(({ cells: [title = '', ...rest] }) => [shorten(title), ...rest]);
  const table = drawTable(head, cells, width);
  return shown.length < rows.length ? `${table}\n${texts.more(rows.length - shown.length)}` : table;
}

export function drawTable(head: string[], cells: (string | number)[][], width?: number): string {
  const texts = cells.map((row) => row.map(String));
  const natural = head.map((name, column) => Math.max(name.length, ...texts.map((row) => row[column]?.length ?? 0)));
  const widths = width === undefined ? null : fitWidths(natural, width);
  const table = new Table({
    head,
    style: { head: [], border: [], compact: true },
    ...(widths ? { colWidths: widths, wordWrap: true } : {}),
  });
  table.push(...texts);
  return table.toString();
}

/** Column widths for a terminal; null when all of it fits anyway. */
function fitWidths(natural: number[], available: number): number[] | null {
  const widths = [...natural];
  const total = () => widths.reduce((sum, width) => sum + width + COLUMN_EXTRA, 1);
  if (total() <= available) return null;
  while (total() > available) {
    const widest = widths.indexOf(Math.max(...widths));
    if (widths[widest]! <= NARROWEST_COLUMN) break;
    widths[widest]! -= 1;
  }
  return widths.map((width) => width + COLUMN_EXTRA - 1);
}

function shorten(title: string): string {
  const line = title.replace(/\s+/g, ' ');
  const characters = [...line];
  return characters.length <= MAX_TITLE_LENGTH ? line : `${characters.slice(0, MAX_TITLE_LENGTH - 1).join('')}…`;
}
