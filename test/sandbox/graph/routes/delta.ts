import type { DeltaPage, DeltaQuirks, DeltaService } from '../delta.ts';
import { GraphError, badRequest } from '../errors.ts';
import { GRAPH_ORIGIN } from '../odata-query.ts';
import { calendarIdOf } from '../request.ts';
import type { GraphResponse, RouteContext } from '../request.ts';
import type { Route } from '../router.ts';
import { CALENDAR_SCOPES, calendarOf, readWindow } from './scopes.ts';

const UNSUPPORTED = ['$filter', '$orderby', '$search', '$top'];

/** https://learn.microsoft.com/graph/api/event-delta; `$expand` fails as in msgraph-sdk-dotnet issue 2678. */
function refuseUnsupported({ request }: RouteContext): void {
  if (request.query.has('$expand')) {
    throw badRequest("Parsing OData Select and Expand failed: Value cannot be null. (Parameter 'initialState')");
  }
  const found = UNSUPPORTED.filter((name) => request.query.has(name));
  if (found.length === 0) return;
  throw new GraphError(
    400,
    'ErrorInvalidUrlQuery',
    `The following parameters are not supported with change tracking over the 'CalendarView' resource: '${found.join(', ')}'.`,
  );
}

function createLink(context: RouteContext, page: DeltaPage): string {
  const { params, user, preferences } = context;
  const calendar =
    params['calendar'] === undefined
      ? ''
      : `/calendars('${calendarIdOf(calendarOf(context), preferences.immutableIds)}')`;
  const name = page.kind === 'delta' ? '$deltatoken' : '$skiptoken';
  return `${GRAPH_ORIGIN}/users('${user.objectId}')${calendar}/calendarView/delta?${name}=${page.token}`;
}

function runDelta(context: RouteContext, service: DeltaService): GraphResponse {
  const { request, preferences } = context;
  refuseUnsupported(context);
  const calendar = calendarOf(context);
  const quirks: DeltaQuirks = {
    emptyPage: context.effects.some((effect) => effect.kind === 'emptyPages'),
    duplicates: context.effects.some((effect) => effect.kind === 'duplicates'),
  };
  const [delta, skip] = [request.query.get('$deltatoken'), request.query.get('$skiptoken')];
  const page =
    delta !== undefined
      ? service.resume(calendar, 'delta', delta, preferences, quirks)
      : skip !== undefined
        ? service.resume(calendar, 'skip', skip, preferences, quirks)
        : service.start(calendar, readWindow(context), preferences, quirks);
  return {
    status: 200,
    headers: { 'Preference-Applied': 'odata.track-changes' },
    body: {
      '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#Collection(event)',
      value: page.value,
      [page.kind === 'delta' ? '@odata.deltaLink' : '@odata.nextLink']: createLink(context, page),
    },
  };
}

/** `calendarView/delta` of any calendar. */
export function createDeltaRoutes(service: DeltaService): Route[] {
  return CALENDAR_SCOPES.map((scope) => ({
    method: 'GET',
    path: `${scope}/calendarView/delta`,
    access: 'calendarRead',
    handle: (context) => runDelta(context, service),
  }));
}
