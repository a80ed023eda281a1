import { GraphError, badRequest, itemNotFound } from '../errors.ts';
import { requireEditable } from '../event-store.ts';
import { cancelMeeting, deleteEvent, replyToMeeting } from '../meetings.ts';
import { readActionParameters, requireBody } from '../request.ts';
import type { GraphResponse, RouteContext } from '../request.ts';
import type { Route } from '../router.ts';
import type { Json, ResponseType } from '../types.ts';
import { CALENDAR_SCOPES, contextOf, eventOf } from './scopes.ts';

const REPLIES: Record<string, ResponseType> = {
  accept: 'accepted',
  decline: 'declined',
  tentativelyAccept: 'tentativelyAccepted',
};

/** Answered with 202, not 204 as the OpenAPI description says. https://learn.microsoft.com/graph/api/event-cancel */
function cancel(context: RouteContext): GraphResponse {
  const ref = eventOf(context);
  requireEditable(ref.event.calendar);
  cancelMeeting(context.world, ref, 'api');
  return { status: 202 };
}

function reply(context: RouteContext, response: ResponseType): GraphResponse {
  // A malformed precondition breaks these actions; a well-formed one is ignored.
  const wanted = context.request.headers['if-match'];
  if (wanted !== undefined && wanted !== '*' && !/^(W\/)?".*"$/.test(wanted)) {
    throw new GraphError(500, 'ErrorInternalServerError', 'An internal server error occurred. The operation failed.');
  }
  const parameters = readActionParameters(context.request.body);
  const sendResponse = parameters['sendresponse'] !== false;
  replyToMeeting(context.world, eventOf(context), response, { actor: 'api', sendResponse, keepDeclined: false });
  return { status: 202 };
}

function permanentDelete(context: RouteContext): GraphResponse {
  const ref = eventOf(context);
  requireEditable(ref.event.calendar);
  deleteEvent(context.world, ref, 'api');
  return { status: 204 };
}

function findExtension(context: RouteContext): Json {
  const name = context.params['extension']!.replace(/^Microsoft\.OutlookServices\.OpenTypeExtension\./, '');
  const extension = eventOf(context).event.extensions.get(name);
  if (!extension) throw itemNotFound();
  return extension;
}

function addExtension(context: RouteContext): GraphResponse {
  const body = requireBody(context.request);
  const name = body['extensionName'];
  if (typeof name !== 'string' || name === '') throw badRequest('The extensionName is missing.');
  const extension = { '@odata.type': '#microsoft.graph.openTypeExtension', id: name, ...body };
  // Not tracked by delta: https://learn.microsoft.com/graph/known-issues
  eventOf(context).event.extensions.set(name, extension);
  return { status: 201, body: { '@odata.context': contextOf(context, 'events/extensions/$entity'), ...extension } };
}

function extensionRoutes(scope: string): Route[] {
  const path = `${scope}/events/{event}/extensions`;
  return [
    {
      method: 'GET',
      path,
      access: 'calendarRead',
      handle: (context) => ({ status: 200, body: { value: [...eventOf(context).event.extensions.values()] } }),
    },
    { method: 'POST', path, access: 'calendarWrite', handle: addExtension },
    {
      method: 'GET',
      path: `${path}/{extension}`,
      access: 'calendarRead',
      handle: (context) => ({ status: 200, body: findExtension(context) }),
    },
    {
      method: 'DELETE',
      path: `${path}/{extension}`,
      access: 'calendarWrite',
      handle: (context) => {
        eventOf(context).event.extensions.delete(String(findExtension(context)['extensionName']));
        return { status: 204 };
      },
    },
  ];
}

/** Cancelling, replying, deleting for good, and open extensions. */
export function createEventActionRoutes(): Route[] {
  return CALENDAR_SCOPES.flatMap((scope): Route[] => {
    const event = `${scope}/events/{event}`;
    return [
      { method: 'POST', path: `${event}/cancel`, access: 'calendarWrite', handle: cancel },
      { method: 'POST', path: `${event}/permanentDelete`, access: 'calendarWrite', handle: permanentDelete },
      ...Object.entries(REPLIES).map(([action, response]): Route => ({
        method: 'POST',
        path: `${event}/${action}`,
        access: 'calendarWrite',
        handle: (context) => reply(context, response),
      })),
      ...extensionRoutes(scope),
    ];
  });
}
