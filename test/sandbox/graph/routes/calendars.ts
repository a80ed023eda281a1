import { CALENDAR_PROPERTIES, renderCalendar } from '../calendar-reader.ts';
import { GraphError, badRequest, invalidRequest } from '../errors.ts';
import { removeEvent } from '../event-store.ts';
import { createChangeKey } from '../ids.ts';
import { CALENDAR_COLORS, createCalendar, findHexColor } from '../mailbox.ts';
import { applySelect, createPage, readPage, readSelect } from '../odata-query.ts';
import {
  addPermission,
  findPermission,
  listPermissions,
  removePermission,
  renderPermission,
  updatePermission,
} from '../permissions.ts';
import { requireBody } from '../request.ts';
import type { GraphResponse, RouteContext } from '../request.ts';
import type { Route } from '../router.ts';
import type { Calendar, Json } from '../types.ts';
import { NAMED_CALENDAR_SCOPES, calendarOf, contextOf, eventOf } from './scopes.ts';

const DEFAULT_PAGE_SIZE = 10;
function answer(context: RouteContext, calendar: Calendar, status: number): GraphResponse {
  const select = readSelect(context.request, CALENDAR_PROPERTIES, 'calendar');
  const body = applySelect(renderCalendar(calendar, context.preferences.immutableIds), select);
  return { status, body: { '@odata.context': contextOf(context, 'calendars/$entity'), ...body } };
}

function listCalendars(context: RouteContext): GraphResponse {
  const { request, preferences, mailbox } = context;
  const select = readSelect(request, CALENDAR_PROPERTIES, 'calendar');
  const page = readPage(request, preferences, DEFAULT_PAGE_SIZE);
  const calendars = [...mailbox.calendars.values()];
  const body = createPage(request, calendars, page, (calendar) =>
    applySelect(renderCalendar(calendar, preferences.immutableIds), select),
  );
  return { status: 200, body: { '@odata.context': contextOf(context, 'calendars'), ...body } };
}

function readName(context: RouteContext, body: Json): string {
  const name = body['name'];
  if (typeof name !== 'string' || name.trim() === '') throw invalidRequest('The name of the calendar is missing.');
  const taken = [...context.mailbox.calendars.values()].some(
    (other) => other.name.toLowerCase() === name.toLowerCase(),
  );
  if (taken) throw new GraphError(409, 'ErrorFolderExists', 'A folder with the specified name already exists.');
  return name;
}

function readColor(body: Json): string | undefined {
  const color = body['color'];
  if (color === undefined) return undefined;
  if (!CALENDAR_COLORS.includes(String(color))) throw badRequest(`'${String(color)}' is not a value of color.`);
  return String(color);
}

function postCalendar(context: RouteContext): GraphResponse {
  const body = requireBody(context.request);
  const color = readColor(body);
  const calendar = createCalendar(context.mailbox, {
    name: readName(context, body),
    ...(color !== undefined && { color }),
  });
  return answer(context, calendar, 201);
}

function patchCalendar(context: RouteContext): GraphResponse {
  const calendar = calendarOf(context);
  const body = requireBody(context.request);
  const color = readColor(body);
  if (body['name'] !== undefined && body['name'] !== calendar.name) calendar.name = readName(context, body);
  if (color !== undefined) Object.assign(calendar, { color, hexColor: findHexColor(color) });
  calendar.changeKey = createChangeKey(context.mailbox.idBytes, ++context.mailbox.lastChange);
  return answer(context, calendar, 200);
}

function deleteCalendar(context: RouteContext): GraphResponse {
  const calendar = calendarOf(context);
  if (calendar.isDefault) throw invalidRequest('Distinguished folders cannot be deleted.');
  removeCalendar(context.world, calendar);
  return { status: 204 };
}

/** Removes a calendar with everything in it. */
export function removeCalendar(world: RouteContext['world'], calendar: Calendar): void {
  for (const event of [...calendar.events]) removeEvent(world, { event, day: null });
  calendar.deleted = true;
  calendar.mailbox.calendars.delete(calendar.serial);
  calendar.mailbox.calendarsById.delete(calendar.immutableId);
  calendar.mailbox.calendarsById.delete(calendar.mutableId);
}

const PERMISSION_CONTEXT = 'calendars/calendarPermissions';

function getPermissions(context: RouteContext): GraphResponse {
  const permissions = listPermissions(calendarOf(context));
  const page = readPage(context.request, context.preferences, 100);
  const body = createPage(context.request, permissions, page, renderPermission);
  return { status: 200, body: { '@odata.context': contextOf(context, PERMISSION_CONTEXT), ...body } };
}

function answerPermission(
  context: RouteContext,
  change: (calendar: Calendar) => ReturnType<typeof findPermission>,
): GraphResponse {
  const body = renderPermission(change(calendarOf(context)));
  return { status: 200, body: { '@odata.context': contextOf(context, `${PERMISSION_CONTEXT}/$entity`), ...body } };
}

function permissionRoutes(scope: string): Route[] {
  const path = `${scope}/calendarPermissions`;
  const find = (context: RouteContext) => findPermission(calendarOf(context), context.params['permission']!);
  return [
    { method: 'GET', path, access: 'calendarRead', handle: getPermissions },
    {
      method: 'POST',
      path,
      access: 'calendarWrite',
      // Documented as 200, not 201: https://learn.microsoft.com/graph/api/calendar-post-calendarpermissions
      handle: (context) =>
        answerPermission(context, (calendar) => addPermission(calendar, requireBody(context.request))),
    },
    {
      method: 'GET',
      path: `${path}/{permission}`,
      access: 'calendarRead',
      handle: (context) => answerPermission(context, () => find(context)),
    },
    {
      method: 'PATCH',
      path: `${path}/{permission}`,
      access: 'calendarWrite',
      handle: (context) =>
        answerPermission(context, () => {
          const permission = find(context);
          updatePermission(permission, requireBody(context.request));
          return permission;
        }),
    },
    {
      method: 'DELETE',
      path: `${path}/{permission}`,
      access: 'calendarWrite',
      handle: (context) => {
        removePermission(calendarOf(context), find(context));
        return { status: 204 };
      },
    },
  ];
}

/** Calendars and who they are shared with. */
export function createCalendarRoutes(): Route[] {
  const get: Route['handle'] = (context) => answer(context, calendarOf(context), 200);
  return [
    { method: 'GET', path: '/users/{user}/calendars', access: 'calendarRead', handle: listCalendars },
    { method: 'POST', path: '/users/{user}/calendars', access: 'calendarWrite', handle: postCalendar },
    { method: 'DELETE', path: '/users/{user}/calendars/{calendar}', access: 'calendarWrite', handle: deleteCalendar },
    {
      method: 'GET',
      path: '/users/{user}/events/{event}/calendar',
      access: 'calendarRead',
      handle: (context) => answer(context, eventOf(context).event.calendar, 200),
    },
    ...NAMED_CALENDAR_SCOPES.flatMap((scope): Route[] => [
      { method: 'GET', path: scope, access: 'calendarRead', handle: get },
      { method: 'PATCH', path: scope, access: 'calendarWrite', handle: patchCalendar },
      ...permissionRoutes(scope),
    ]),
  ];
}
