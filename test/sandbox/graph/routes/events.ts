import { requireEditable } from '../event-store.ts';
import { readEventChanges } from '../event-input.ts';
import { renderEvent, typeOf } from '../event-reader.ts';
import {
  EVENT_EXPANSIONS,
  EVENT_PROPERTIES,
  filterEvents,
  filterInstances,
  orderEvents,
  renderSelected,
} from '../event-query.ts';
import { staleChangeKey } from '../errors.ts';
import { toEtag, toOccurrenceEtag } from '../ids.ts';
import { toOccurrenceDateId } from '../mailbox.ts';
import { addEvent, changeEvent, deleteEvent } from '../meetings.ts';
import { instancesIn, timesOf, viewOf } from '../occurrences.ts';
import { GRAPH_ORIGIN, createPage, readExpand, readPage, readSelect } from '../odata-query.ts';
import { calendarIdOf, requireBody } from '../request.ts';
import type { GraphResponse, RouteContext } from '../request.ts';
import type { Route } from '../router.ts';
import type { Calendar, EventRef, Json } from '../types.ts';
import { CALENDAR_SCOPES, calendarOf, contextOf, eventOf, readWindow } from './scopes.ts';

const DEFAULT_PAGE_SIZE = 10;

function renderList(context: RouteContext, refs: readonly EventRef[], name: string): GraphResponse {
  const { request, preferences } = context;
  const select = readSelect(request, EVENT_PROPERTIES, 'event');
  const expand = readExpand(request, EVENT_EXPANSIONS, 'event');
  const page = readPage(request, preferences, DEFAULT_PAGE_SIZE);
  const body = createPage(request, refs, page, (ref) => renderSelected(ref, preferences, select, expand));
  return { status: 200, body: { '@odata.context': contextOf(context, name), ...body } };
}

/** `/users/{id}/events` lists the whole mailbox, the other two paths one calendar. */
function calendarsInScope(context: RouteContext): readonly Calendar[] {
  const isNamed = context.params['calendar'] !== undefined || context.request.segments[2]?.toLowerCase() === 'calendar';
  return isNamed ? [calendarOf(context)] : [...context.mailbox.calendars.values()];
}

function listEvents(context: RouteContext): GraphResponse {
  const refs = filterEvents(context.request, context.mailbox, calendarsInScope(context));
  return renderList(context, orderEvents(context.request, refs), 'events');
}

function countEvents(context: RouteContext): GraphResponse {
  const count = filterEvents(context.request, context.mailbox, calendarsInScope(context)).length;
  return { status: 200, headers: { 'Content-Type': 'text/plain' }, body: String(count) };
}

function listView(context: RouteContext): GraphResponse {
  const window = readWindow(context);
  const refs = [...calendarOf(context).events].flatMap((event) => viewOf(event, window));
  const start = (ref: EventRef) => timesOf(ref).start.utcMs;
  const sorted = refs.map((ref) => ({ ref, at: start(ref) })).sort((a, b) => a.at - b.at);
  const view = filterInstances(
    context.request,
    sorted.map(({ ref }) => ref),
  );
  return renderList(context, orderEvents(context.request, view), 'calendarView');
}

function listInstances(context: RouteContext): GraphResponse {
  const window = readWindow(context);
  const { event } = eventOf(context);
  return renderList(context, instancesIn(event, window), 'events/instances');
}

/** Properties given only when a single master is read and they are asked for by name. */
function renderMasterOnly(
  ref: EventRef,
  context: RouteContext,
  select: string[] | null,
  expanded: readonly string[],
): Json {
  if (typeOf(ref) !== 'seriesMaster') return {};
  const { event } = ref;
  const id = context.preferences.immutableIds ? event.immutableId : event.mutableId;
  const exceptions = [...event.exceptions.keys()].map((day) => renderEvent({ event, day }, context.preferences));
  return {
    ...(select?.includes('cancelledOccurrences') && {
      cancelledOccurrences: [...event.cancelled].sort((a, b) => a - b).map((day) => toOccurrenceDateId(id, day)),
    }),
    ...(expanded.includes('exceptionOccurrences') && { exceptionOccurrences: exceptions }),
  };
}

function renderSingle(context: RouteContext, ref: EventRef): Json {
  const { request, preferences, user } = context;
  const select = readSelect(request, EVENT_PROPERTIES, 'event');
  const expand = readExpand(request, EVENT_EXPANSIONS, 'event');
  const calendarUrl = `${GRAPH_ORIGIN}/users('${user.upn}')/calendars('${calendarIdOf(ref.event.calendar, preferences.immutableIds)}')`;
  return {
    '@odata.context': contextOf(context, 'events/$entity'),
    ...renderSelected(ref, preferences, select, expand),
    ...renderMasterOnly(ref, context, select, expand.names),
    ...(!select && {
      'calendar@odata.associationLink': `${calendarUrl}/$ref`,
      'calendar@odata.navigationLink': calendarUrl,
    }),
  };
}

function getEvent(context: RouteContext): GraphResponse {
  return { status: 200, body: renderSingle(context, eventOf(context)) };
}

/** Undocumented on PATCH but honoured; 412 when the change key is not the current one. */
function checkPrecondition(context: RouteContext, { event }: EventRef): void {
  const wanted = context.request.headers['if-match'];
  if (wanted === undefined || wanted === '*') return;
  if (![toEtag(event.changeKey), toOccurrenceEtag(event.changeKey)].includes(wanted)) throw staleChangeKey();
}

function createEventAt(context: RouteContext): GraphResponse {
  const calendar = calendarOf(context);
  requireEditable(calendar);
  const changes = readEventChanges(requireBody(context.request));
  const event = addEvent(context.world, calendar, changes, 'api');
  const body = renderSingle(context, { event, day: null });
  const location = `${GRAPH_ORIGIN}/users('${context.user.objectId}')/events('${String(body['id'])}')`;
  return { status: 201, headers: { Location: location }, body };
}

function patchEvent(context: RouteContext): GraphResponse {
  const ref = eventOf(context);
  requireEditable(ref.event.calendar);
  checkPrecondition(context, ref);
  const changes = readEventChanges(requireBody(context.request));
  changeEvent(context.world, ref, changes, 'api');
  return { status: 200, body: renderSingle(context, ref) };
}

function removeEventAt(context: RouteContext): GraphResponse {
  const ref = eventOf(context);
  requireEditable(ref.event.calendar);
  checkPrecondition(context, ref);
  deleteEvent(context.world, ref, 'api');
  return { status: 204 };
}

/** Events, views and instances, below a user, the default calendar, or any calendar. */
export function createEventRoutes(): Route[] {
  return CALENDAR_SCOPES.flatMap((scope): Route[] => [
    { method: 'GET', path: `${scope}/events`, access: 'calendarRead', handle: listEvents },
    { method: 'GET', path: `${scope}/events/$count`, access: 'calendarRead', handle: countEvents },
    { method: 'POST', path: `${scope}/events`, access: 'calendarWrite', handle: createEventAt },
    { method: 'GET', path: `${scope}/events/{event}`, access: 'calendarRead', handle: getEvent },
    { method: 'PATCH', path: `${scope}/events/{event}`, access: 'calendarWrite', handle: patchEvent },
    { method: 'DELETE', path: `${scope}/events/{event}`, access: 'calendarWrite', handle: removeEventAt },
    { method: 'GET', path: `${scope}/events/{event}/instances`, access: 'calendarRead', handle: listInstances },
    { method: 'GET', path: `${scope}/calendarView`, access: 'calendarRead', handle: listView },
  ]);
}
