import { GraphError } from '../graph/errors.ts';
import type { CalendarRecord, Change, UserDocument } from '../store/types.ts';
import { TRIES_BEFORE_ATTENTION } from './bookkeeping.ts';
import type { CalendarFailure } from './observe.ts';

const RETRY_AFTER_ATTENTION_MS = 24 * 60 * 60 * 1000;
const CODE = 'calendar_unreadable';
/** Refusals that the next try meets again, unlike an outage. */
const PERMANENT: readonly string[] = ['forbidden', 'not_found', 'refused'];

/** Whether polling leaves the calendar alone for now. Who asks for a synchronisation has it tried in any case. */
export function isResting(calendar: CalendarRecord, now: number): boolean {
  return calendar.retryAt !== undefined && now < Date.parse(calendar.retryAt);
}

/** Counts a refusal to read the calendar; after the third it rests for a day at a time. */
export function countFailure(calendar: CalendarRecord, error: Error, now: number): CalendarRecord {
  if (!(error instanceof GraphError) || !PERMANENT.includes(error.code)) return calendar;
  const failures = (calendar.failures ?? 0) + 1;
  if (failures < TRIES_BEFORE_ATTENTION) return { ...calendar, failures };
  return { ...calendar, failures, retryAt: new Date(now + RETRY_AFTER_ATTENTION_MS).toISOString() };
}

/** The calendar could be read. */
export function clearFailures(calendar: CalendarRecord): CalendarRecord {
  const { failures: _failures, retryAt: _retryAt, ...rest } = calendar;
  return rest;
}

/**
 * The records of calendars as they are after a run, and what attention lists about them: those that keep refusing to be
 * read, until they can be read, are switched off, or gone.
 */
export function noteCalendars(document: UserDocument, failures: CalendarFailure[], now: string): Change[] {
  const errors = new Map(failures.map(({ calendarId, error }) => [calendarId, error]));
  const changes: Change[] = [];
  for (const calendar of document.list('calendars').values()) {
    if (calendar.direction === 'off') continue;
    const error = errors.get(calendar.id);
    const value = error
      ? countFailure(calendar, error, Date.parse(now))
      : { ...clearFailures(calendar), lastSyncedAt: now };
    if (value === calendar) continue;
    changes.push({ collection: 'calendars', key: calendar.id, value });
    const key = `${CODE}:${calendar.id}`;
    if (value.retryAt === undefined || document.get('attention', key)) continue;
    const params = { title: calendar.name };
    changes.push({ collection: 'attention', key, value: { id: key, code: CODE, since: now, params, entry: null } });
  }
  for (const [key, { code }] of document.list('attention')) {
    if (code !== CODE) continue;
    const calendarId = key.slice(CODE.length + 1);
    const calendar = document.get('calendars', calendarId);
    if (!calendar || calendar.direction === 'off' || !errors.has(calendarId)) {
      changes.push({ collection: 'attention', key, value: null });
    }
  }
  return changes;
}
