import { GraphError, badRequest, resourceNotFound } from '../errors.ts';
import { queryOption } from '../odata-query.ts';
import { requireBody } from '../request.ts';
import type { GraphResponse, RouteContext } from '../request.ts';
import type { Route } from '../router.ts';
import type { Json } from '../types.ts';
import { formatInstant, parseDateTime } from '../zones.ts';
import { contextOf } from './scopes.ts';

/** Teams asks for an access policy of its own; Exchange's policies do not matter here. */
function requirePolicy({ world, claims, user, params }: RouteContext): void {
  if (params['user']!.toLowerCase() !== user.objectId.toLowerCase()) {
    throw badRequest('The user has to be given by its object id.');
  }
  if (!world.tenantsWithoutMeetingPolicy.has(claims.tid)) return;
  throw new GraphError(
    403,
    'Forbidden',
    `No application access policy found for this app ${claims.appid} on the user.`,
  );
}

function readTime(body: Json, name: string, otherwise: number): number {
  if (body[name] === undefined) return otherwise;
  const time = parseDateTime(body[name]);
  if (!time) throw badRequest(`The property '${name}' is not a valid time.`);
  return time.ms;
}

/** Teams meetings without an event. https://learn.microsoft.com/graph/api/application-post-onlinemeetings */
export function createOnlineMeetingRoutes(): Route[] {
  const meetings = new Map<string, Json>();

  const create = (context: RouteContext): GraphResponse => {
    requirePolicy(context);
    const body = requireBody(context.request);
    const nowMs = context.world.clock.now();
    const startMs = readTime(body, 'startDateTime', nowMs);
    const endMs = readTime(body, 'endDateTime', startMs + 3_600_000);
    if (endMs < startMs) throw badRequest('The end of the meeting is before its start.');
    const id = Buffer.from(
      `1*${context.user.objectId}*0**19:meeting_${context.world.random.guid()}@thread.v2`,
    ).toString('base64');
    const meeting = {
      id,
      creationDateTime: formatInstant(nowMs),
      startDateTime: formatInstant(startMs),
      endDateTime: formatInstant(endMs),
      subject: body['subject'] ?? null,
      joinWebUrl: `https://teams.microsoft.com/l/meetup-join/19%3ameeting_${context.world.random.guid()}%40thread.v2/0`,
      allowedPresenters: 'everyone',
      isBroadcast: false,
    };
    meetings.set(id, meeting);
    return { status: 201, body: { '@odata.context': contextOf(context, 'onlineMeetings/$entity'), ...meeting } };
  };

  const find = (context: RouteContext): Json => {
    requirePolicy(context);
    const meeting = meetings.get(context.params['meeting']!);
    if (!meeting) throw resourceNotFound(context.params['meeting']!);
    return meeting;
  };

  /**
   * App and user are looked at before anything else, so that a list without the policy is refused, too. A meeting that is
   * not there is an empty list. https://learn.microsoft.com/graph/api/onlinemeeting-get
   */
  const list = (context: RouteContext): GraphResponse => {
    requirePolicy(context);
    const filter = queryOption(context.request, 'filter') ?? '';
    const url = /^JoinWebUrl eq '(.+)'$/i.exec(filter)?.[1];
    if (url === undefined)
      throw badRequest('Filter expression expected - /onlineMeetings?$filter=JoinWebUrl eq {url}.');
    const value = [...meetings.values()].filter((meeting) => meeting['joinWebUrl'] === url);
    return { status: 200, body: { '@odata.context': contextOf(context, 'onlineMeetings'), value } };
  };

  const path = '/users/{user}/onlineMeetings';
  const one = `${path}/{meeting}`;
  return [
    { method: 'POST', path, access: 'onlineMeetings', handle: create },
    { method: 'GET', path, access: 'onlineMeetings', handle: list },
    { method: 'GET', path: one, access: 'onlineMeetings', handle: (context) => ({ status: 200, body: find(context) }) },
    {
      method: 'DELETE',
      path: one,
      access: 'onlineMeetings',
      handle: (context) => {
        meetings.delete(String(find(context)['id']));
        return { status: 204 };
      },
    },
  ];
}
