import { basename } from 'node:path';
import { splitCalendar } from './components.ts';
import { groupEntries, isRecurring } from './entries.ts';
import type { Entry } from './entries.ts';
import { expandSeries, listOccurrences } from './expand.ts';
import { readCalendarFile } from './read-calendar-file.ts';
import { toMs } from './times.ts';
import type { EntryTime } from './times.ts';
import type { Span } from './window.ts';
import { createZoneFinder } from './zones.ts';
import type { ZoneFinder } from './zones.ts';

/** What a person should know about a file: a code of the catalogue and its values. */
export interface Note {
  code:
    | 'broken'
    | 'cancelled'
    | 'duplicates'
    | 'zone_unknown'
    | 'expanded'
    | 'capped'
    | 'moved_out'
    | 'refused'
    | 'outside';
  title?: string;
  count?: number;
}

/** A calendar file that was read. */
export interface IcsCalendar {
  path: string;
  /** As the file calls itself, else as the file is called. */
  name: string;
  entries: Entry[];
  zones: ZoneFinder;
  notes: Note[];
}

/**
 * Reads a calendar file.
 * @param mailboxZone IANA zone of the person, for floating times
 * @throws IcsFileError when it cannot be read or is no calendar
 */
export async function readIcsCalendar(path: string, mailboxZone: string): Promise<IcsCalendar> {
  return parseIcsCalendar(await readCalendarFile(path), path, mailboxZone);
}

/** @param text unfolded, LF line ends */
export function parseIcsCalendar(text: string, path: string, mailboxZone: string): IcsCalendar {
  const parts = splitCalendar(text);
  const zones = createZoneFinder(parts.zones, mailboxZone);
  const { entries, cancelled, duplicates, broken } = groupEntries(parts.events, zones);
  const notes: Note[] = [...parts.broken, ...broken].map((title) => ({ code: 'broken', title }));
  if (cancelled > 0) notes.push({ code: 'cancelled', count: cancelled });
  if (duplicates > 0) notes.push({ code: 'duplicates', count: duplicates });
  for (const title of zones.unknown) notes.push({ code: 'zone_unknown', title });
  return { path, name: parts.name ?? basename(path).replace(/\.ics$/i, ''), entries, zones, notes };
}

/** From the first to the last moment of a calendar; a series without an end counts with its beginning. Null: empty. */
export function measureSpan({ entries, zones }: IcsCalendar): Span | null {
  let span: Span | null = null;
  const cover = ({ start, end }: EntryTime): void => {
    const [startMs, endMs] = [toMs(start), toMs(end)];
    span = { startMs: Math.min(span?.startMs ?? startMs, startMs), endMs: Math.max(span?.endMs ?? endMs, endMs) };
  };
  for (const entry of entries) {
    const expansion = isRecurring(entry.component) ? expandSeries(entry, zones, toMs(entry.time.start)) : null;
    for (const { time } of listOccurrences(entry, expansion, zones)) cover(time);
    for (const { item } of entry.overrides) if (item) cover(item.time);
  }
  return span;
}
