import { findIana } from 'windows-iana';
import { badRequest } from '../errors.ts';
import { matchesFilter, parseFilter } from '../odata-filter.ts';
import { applySelect, createPage, queryOption, readPage, readSelect } from '../odata-query.ts';
import type { GraphResponse, RouteContext } from '../request.ts';
import type { Route } from '../router.ts';
import type { Json, User } from '../types.ts';

const DEFAULT_PAGE_SIZE = 100;
const METADATA = 'https://graph.microsoft.com/v1.0/$metadata#users';
const USER_PROPERTIES: ReadonlySet<string> = new Set(
  'id businessPhones displayName givenName jobTitle mail mobilePhone officeLocation preferredLanguage surname userPrincipalName accountEnabled userType mailNickname proxyAddresses assignedPlans assignedLicenses'.split(
    ' ',
  ),
);

function renderUser(user: User): Json {
  const [givenName, ...rest] = user.name.split(' ');
  return {
    businessPhones: [],
    displayName: user.name,
    givenName: givenName ?? null,
    jobTitle: null,
    mail: user.state === 'none' ? null : user.upn,
    mobilePhone: null,
    officeLocation: null,
    preferredLanguage: null,
    surname: rest.join(' ') || null,
    userPrincipalName: user.upn,
    id: user.objectId,
  };
}

/** Properties beyond the default set are only given when they are asked for. */
function renderSelected(user: User, select: string[] | null): Json {
  if (!select) return renderUser(user);
  const more = {
    accountEnabled: true,
    userType: 'Member',
    mailNickname: user.upn.split('@')[0],
    proxyAddresses: user.state === 'none' ? [] : [`SMTP:${user.upn}`],
    assignedPlans: [],
    assignedLicenses: [],
  };
  return applySelect({ ...renderUser(user), ...more }, select);
}

function listUsers(context: RouteContext): GraphResponse {
  const { world, request, claims, preferences } = context;
  const select = readSelect(request, USER_PROPERTIES, 'user');
  const filterText = queryOption(request, 'filter');
  const filter = filterText === undefined ? null : parseFilter(filterText);
  const matches = (user: User): boolean => {
    const rendered = renderUser(user);
    const lookup = (path: string) => {
      if (path in rendered) return rendered[path];
      throw badRequest(
        `Invalid filter clause: Could not find a property named '${path}' on type 'microsoft.graph.user'.`,
      );
    };
    return !filter || matchesFilter(filter, lookup, () => []);
  };
  const users = [...world.users.values()].filter((user) => user.tenantId === claims.tid && matches(user));
  const page = readPage(request, preferences, DEFAULT_PAGE_SIZE);
  const body = createPage(request, users, page, (user) => renderSelected(user, select));
  return { status: 200, body: { '@odata.context': METADATA, ...body } };
}

function getUser({ request, user }: RouteContext): GraphResponse {
  const select = readSelect(request, USER_PROPERTIES, 'user');
  return { status: 200, body: { '@odata.context': `${METADATA}/$entity`, ...renderSelected(user, select) } };
}

const WINDOWS_ZONES = [
  'W. Europe Standard Time',
  'GMT Standard Time',
  'Romance Standard Time',
  'Eastern Standard Time',
  'Pacific Standard Time',
  'Tokyo Standard Time',
  'India Standard Time',
  'UTC',
];

function listTimeZones({ request }: RouteContext): GraphResponse {
  const iana = /TimeZoneStandard'?=?'?Iana/i.test(request.url) || /iana/i.test(request.segments.at(-1) ?? '');
  const value = WINDOWS_ZONES.map((name) => {
    const alias = iana ? (findIana(name)[0] ?? name) : name;
    return { alias, displayName: alias };
  });
  return {
    status: 200,
    body: { '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#Collection(timeZoneInformation)', value },
  };
}

/** The directory, and the zones a mailbox knows. */
export function createUserRoutes(): Route[] {
  const supported = '/users/{user}/outlook/supportedTimeZones';
  return [
    { method: 'GET', path: '/users', access: 'directory', handle: listUsers },
    { method: 'GET', path: '/users/{user}', access: 'directory', handle: getUser },
    { method: 'GET', path: supported, access: 'timeZones', handle: listTimeZones },
    { method: 'GET', path: `${supported}/{standard}`, access: 'timeZones', handle: listTimeZones },
  ];
}
