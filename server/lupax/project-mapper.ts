import type { EntryTime } from '../sync/core/entry.ts';
import type { Project } from '../sync/core/lupax-entry.ts';
import { isMidnight, readDate, toInstant } from './dates.ts';
import { sanitizeNotes } from '../sync/core/sanitize-notes.ts';
import type { ProjectJson } from './schemas.ts';

/** @returns null for a project without readable dates */
export function readProject(json: ProjectJson, zone: string): Project | null {
  const time = readProjectTime(json, zone);
  if (!time) return null;
  const { responsible } = json;
  return {
    id: json.id,
    title: json.title,
    time,
    description: sanitizeNotes(json.description),
    responsible: responsible
      ? { id: responsible.id, firstName: responsible.first_name, lastName: responsible.last_name }
      : null,
  };
}

/**
 * Lupax does not document the form of a project's dates: with or without time and offset. What begins and ends at
 * midnight of the organisation's zone is all-day. An end without time is the last day; one with time is exclusive.
 */
function readProjectTime(json: ProjectJson, zone: string): EntryTime | null {
  const first = readDate(json.date_start ?? '', zone);
  const last = readDate(json.date_end ?? '', zone);
  if (!first || !last) return null;
  const start = first.at.setZone(zone);
  const end = last.dateOnly ? last.at.setZone(zone).plus({ days: 1 }).startOf('day') : last.at.setZone(zone);
  if (end < start || (last.dateOnly && end <= start)) return null;
  if (!isMidnight(start) || !isMidnight(end))
    return { allDay: false, start: toInstant(start), end: toInstant(end), zone };
  // From midnight to the same midnight is how a day without times is written.
  const exclusive = end > start ? end : start.plus({ days: 1 });
  return { allDay: true, start: start.toFormat('yyyy-MM-dd'), end: exclusive.toFormat('yyyy-MM-dd') };
}
