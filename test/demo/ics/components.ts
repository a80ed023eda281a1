import ICAL from 'ical.js';

export interface CalendarParts {
  /** X-WR-CALNAME or NAME; null when the file says neither. */
  name: string | null;
  zones: ICAL.Component[];
  events: ICAL.Component[];
  /** Titles of the VEVENTs that cannot be read, '' without one. */
  broken: string[];
}

type BlockName = 'VTIMEZONE' | 'VEVENT';
interface Block {
  name: BlockName;
  lines: string[];
  complete: boolean;
}

/**
 * Takes a calendar apart into its zones and events. Each is parsed by itself, so that one that is broken does not take
 * the rest of the file with it.
 * @param text unfolded, LF line ends
 */
export function splitCalendar(text: string): CalendarParts {
  const parts: CalendarParts = { name: findName(text), zones: [], events: [], broken: [] };
  for (const block of findBlocks(text)) {
    const component = block.complete ? parseBlock(block.lines) : null;
    if (component && block.name === 'VEVENT') parts.events.push(component);
    else if (component) parts.zones.push(component);
    else if (block.name === 'VEVENT') parts.broken.push(findTitle(block.lines));
  }
  return parts;
}

function findName(text: string): string | null {
  const value = /^(?:X-WR-CALNAME|NAME)(?:;[^:\n]*)?:(.+)$/im.exec(text)?.[1]?.trim();
  return value ? value.replace(/\\([,;\\])/g, '$1') : null;
}

function findBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | null = null;
  for (const line of text.split('\n')) {
    const begun = /^BEGIN:(VTIMEZONE|VEVENT)\s*$/i.exec(line)?.[1]?.toUpperCase() as BlockName | undefined;
    if (begun) {
      // A second one begins before the first has ended: the first is torn.
      if (open) blocks.push(open);
      open = { name: begun, lines: [], complete: false };
    }
    open?.lines.push(line.trimEnd());
    if (open && new RegExp(`^END:${open.name}\\s*$`, 'i').test(line)) {
      blocks.push({ ...open, complete: true });
      open = null;
    }
  }
  return open ? [...blocks, open] : blocks;
}

function parseBlock(lines: string[]): ICAL.Component | null {
  // Lines that are no content lines come from line breaks that were not escaped.
  const dated = lines.map(nameDates);
  const sound = dated.filter((line) => /^[A-Za-z0-9-]+[;:]/.test(line));
  for (const attempt of [dated, sound]) {
    try {
      return new ICAL.Component(ICAL.parse(attempt.join('\n')) as unknown[]);
    } catch {
      continue;
    }
  }
  return null;
}

/** Dates that do not say that they are dates, which RFC 5545 §3.8.2.4 demands and some programs forget. */
function nameDates(line: string): string {
  return line.replace(
    /^(DTSTART|DTEND|RECURRENCE-ID|EXDATE|RDATE)(?:;TZID=[^:;]*)?:(?=\d{8}(?:,\d{8})*$)/i,
    '$1;VALUE=DATE:',
  );
}

function findTitle(lines: string[]): string {
  return lines.map((line) => /^SUMMARY(?:;[^:]*)?:(.*)$/i.exec(line)?.[1]).find((title) => title !== undefined) ?? '';
}
