import { GraphError, invalidRequest } from '../errors.ts';
import { readMoment } from '../event-input.ts';
import { defaultCalendarOf } from '../mailbox.ts';
import { fieldsOf, viewOf } from '../occurrences.ts';
import type { Window } from '../occurrences.ts';
import { readActionParameters, requireBody } from '../request.ts';
import type { GraphResponse, RouteContext } from '../request.ts';
import type { Route } from '../router.ts';
import type { EventFields, Json } from '../types.ts';
import { findUser } from '../world.ts';
import { MINUTE_MS, formatWall } from '../zones.ts';
import type { Zone } from '../zones.ts';

/** Digits of the availability view. https://learn.microsoft.com/graph/api/resources/scheduleinformation */
const DIGITS: Record<string, number> = { free: 0, workingElsewhere: 0, tentative: 1, busy: 2, oof: 3 };
const MAX_SCHEDULES = 20;

function renderView(items: readonly EventFields[], window: Window, stepMs: number): string {
  let view = '';
  for (let from = window.startMs; from < window.endMs; from += stepMs) {
    const touching = items.filter((item) => item.start.utcMs < from + stepMs && item.end.utcMs > from);
    view += String(Math.max(0, ...touching.map((item) => DIGITS[item.showAs] ?? 2)));
  }
  return view;
}

function renderItem(fields: EventFields, zone: Zone): Json {
  const isPrivate = fields.sensitivity !== 'normal';
  const render = (utcMs: number) => ({ dateTime: formatWall(utcMs + zone.offsetMs(utcMs)), timeZone: zone.name });
  return {
    isPrivate,
    status: fields.showAs,
    ...(!isPrivate && { subject: fields.subject, location: fields.location['displayName'] }),
    start: render(fields.start.utcMs),
    end: render(fields.end.utcMs),
  };
}

function getSchedule(context: RouteContext): GraphResponse {
  const { world, request, claims, preferences } = context;
  const parameters = readActionParameters(requireBody(request));
  const schedules = parameters['schedules'];
  if (!Array.isArray(schedules) || schedules.length === 0) throw invalidRequest('The schedules are missing.');
  if (schedules.length > MAX_SCHEDULES)
    throw invalidRequest(`At most ${MAX_SCHEDULES} schedules can be asked for at once.`);
  const interval = Number(parameters['availabilityviewinterval'] ?? 30);
  if (!(interval >= 5 && interval <= 1440))
    throw invalidRequest('The availabilityViewInterval must be 5 to 1440 minutes.');
  const window = {
    startMs: readMoment(parameters['starttime'], 'startTime').utcMs,
    endMs: readMoment(parameters['endtime'], 'endTime').utcMs,
  };
  if (window.endMs <= window.startMs)
    throw new GraphError(400, 'ErrorInvalidTimeInterval', 'The time interval is not valid.');
  const value = schedules.map((scheduleId: unknown): Json => {
    const user = findUser(world, String(scheduleId), claims.tid);
    if (!user || user.state !== 'ok') {
      const error = { message: 'The recipient could not be found.', responseCode: 'ErrorMailRecipientNotFound' };
      return { scheduleId, availabilityView: '', scheduleItems: [], error };
    }
    const refs = [...defaultCalendarOf(user.mailbox).events].flatMap((event) => viewOf(event, window));
    const items = refs.map(fieldsOf).sort((a, b) => a.start.utcMs - b.start.utcMs);
    return {
      scheduleId,
      availabilityView: renderView(items, window, interval * MINUTE_MS),
      scheduleItems: items.map((item) => renderItem(item, preferences.zone)),
      workingHours: user.mailbox.settings['workingHours'],
    };
  });
  const metadata = 'https://graph.microsoft.com/v1.0/$metadata#Collection(microsoft.graph.scheduleInformation)';
  return { status: 200, body: { '@odata.context': metadata, value } };
}

/** Free and busy times; failures of single schedules are inside a 200. */
export function createScheduleRoutes(): Route[] {
  return [{ method: 'POST', path: '/users/{user}/calendar/getSchedule', access: 'schedule', handle: getSchedule }];
}
