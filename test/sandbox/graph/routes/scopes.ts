import { GraphError } from '../errors.ts';
import { defaultCalendarOf, findCalendar, findEvent } from '../mailbox.ts';
import type { Window } from '../occurrences.ts';
import type { RouteContext } from '../request.ts';
import type { Calendar, EventRef } from '../types.ts';
import { DAY_MS, parseDateTime } from '../zones.ts';

/** The three places a calendar's things are reached at. */
export const CALENDAR_SCOPES = [
  '/users/{user}',
  '/users/{user}/calendar',
  '/users/{user}/calendars/{calendar}',
] as const;
/** The two that name a calendar. */
export const NAMED_CALENDAR_SCOPES = CALENDAR_SCOPES.slice(1);

const MAX_WINDOW_DAYS = 1_825;

/** The calendar a path names; the default calendar when it names none. */
export function calendarOf({ params, mailbox }: RouteContext): Calendar {
  return params['calendar'] === undefined ? defaultCalendarOf(mailbox) : findCalendar(mailbox, params['calendar']);
}

/** The event a path names; 404 when the path names a calendar it is not in. */
export function eventOf(context: RouteContext): EventRef {
  const { params, mailbox, request } = context;
  const isNamed = params['calendar'] !== undefined || request.segments[2]?.toLowerCase() === 'calendar';
  return findEvent(mailbox, params['event']!, isNamed ? calendarOf(context) : undefined);
}

/** Reads the window of a view. 400 without one, for a malformed one, or beyond 1,825 days. */
export function readWindow({ request }: RouteContext): Window {
  const [startText, endText] = [request.query.get('startdatetime'), request.query.get('enddatetime')];
  if (!startText || !endText) {
    const message =
      'This request requires a time window specified by the query string parameters StartDateTime and EndDateTime.';
    throw new GraphError(400, 'ErrorInvalidParameter', message);
  }
  // A plus of an offset that was not percent-encoded arrives as a space.
  const [start, end] = [startText, endText].map((text) => parseDateTime(text.replace(/ (\d\d:\d\d)$/, '+$1')));
  if (!start || !end)
    throw new GraphError(400, 'ErrorInvalidParameter', 'The value of StartDateTime or EndDateTime is not valid.');
  if (end.ms <= start.ms)
    throw new GraphError(400, 'ErrorInvalidParameter', 'The end date can not occur before the start date.');
  if (end.ms - start.ms > MAX_WINDOW_DAYS * DAY_MS) {
    throw new GraphError(
      400,
      'ErrorInvalidRequest',
      `Your request can't be completed. The range between the start and end dates is greater than the allowed range. Maximum number of days: ${MAX_WINDOW_DAYS}`,
    );
  }
  return { startMs: start.ms, endMs: end.ms };
}

/** The `@odata.context` of an answer about a user's things. */
export function contextOf({ user }: RouteContext, rest: string): string {
  return `https://graph.microsoft.com/v1.0/$metadata#users('${encodeURIComponent(user.objectId)}')/${rest}`;
}
