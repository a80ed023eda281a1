import type { Request, RequestHandler, Response } from 'express';
import type { Actor, Owner, StoredAppointment } from './appointment-book.ts';
import { LupaxRefusal } from './errors.ts';
import type { Session, Tokens } from './tokens.ts';
import type { Organization, User } from './types.ts';
import type { World } from './world.ts';

/** The signed-in user in the organisation of the path. */
export interface Visit {
  user: User;
  organization: Organization;
  owner: Owner;
  actor: Actor;
}

/** Lets only requests with a valid token through. */
export function createAuthentication(tokens: Tokens): RequestHandler {
  return (request, response, next) => {
    const [, token] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const session = token === undefined ? undefined : tokens.find(token);
    if (!session) throw new LupaxRefusal('unauthorized', 'The token is missing, wrong or expired');
    response.locals['session'] = session;
    next();
  };
}

/** The session `createAuthentication` left, undefined before it. */
export function findSession(response: Response): Session | undefined {
  return response.locals['session'] as Session | undefined;
}

/** @throws LupaxRefusal `unauthorized` when the user is gone */
export function requireUser(world: World, response: Response): User {
  const session = findSession(response);
  const user = session && world.users.get(session.userId);
  if (!user) throw new LupaxRefusal('unauthorized', 'The token is missing, wrong or expired');
  return user;
}

/**
 * Enters the organisation of the path.
 * @throws LupaxRefusal `forbidden` when the user is not one of its members, known or not: 404 would read as "no connector"
 */
export function enterOrganization(world: World, request: Request, response: Response): Visit {
  const user = requireUser(world, response);
  const organization = world.organizations.get(Number(request.params['org']));
  if (!organization || !user.organizationIds.includes(organization.id)) {
    throw new LupaxRefusal('forbidden', 'Not an organisation of yours');
  }
  // Where Lupax gives no connector tokens, the login's JWT is all the connector has.
  const isConnector = findSession(response)?.kind === 'connector' || !organization.connectorTokens;
  const owner = { organizationId: organization.id, userId: user.id };
  return { user, organization, owner, actor: isConnector ? 'connector' : 'person' };
}

/** As `enterOrganization`, for calls of the connector contract. @throws LupaxRefusal `not_found` without a connector */
export function enterConnector(world: World, request: Request, response: Response): Visit {
  const visit = enterOrganization(world, request, response);
  if (!visit.organization.connector) throw new LupaxRefusal('not_found', 'This Lupax has no calendar connector');
  return visit;
}

/** As `enterConnector`, for calendar data. @throws LupaxRefusal `interface_disabled` while it is not released */
export function enterReleasedConnector(world: World, request: Request, response: Response): Visit {
  const visit = enterConnector(world, request, response);
  if (!visit.organization.enabled) throw new LupaxRefusal('interface_disabled', 'The interface is not released');
  return visit;
}

/** The living appointment of the path. @throws LupaxRefusal `not_found`, `forbidden` for somebody else's */
export function requireAppointment(world: World, visit: Visit, request: Request): StoredAppointment {
  const stored = world.appointments.find(Number(request.params['id']));
  const { owner } = visit;
  if (!stored || stored.organizationId !== owner.organizationId || stored.appointment.deleted === 1) {
    throw new LupaxRefusal('not_found', 'There is no such appointment');
  }
  if (stored.appointment.user.id !== owner.userId) throw new LupaxRefusal('forbidden', 'Not an appointment of yours');
  return stored;
}

/**
 * Compares `If-Match: "<revision>"` with the current revision.
 * @throws LupaxRefusal `revision_not_current` (412), `bad_input` when it is missing though required, or malformed
 */
export function checkIfMatch(request: Request, revision: number, required: boolean): void {
  const header = request.headers['if-match'];
  if (header === undefined) {
    if (required) throw new LupaxRefusal('bad_input', 'If-Match is required');
    return;
  }
  const [, sent] = /^"(\d+)"$/.exec(header) ?? [];
  if (sent === undefined) throw new LupaxRefusal('bad_input', 'If-Match must be "<revision>"');
  if (Number(sent) !== revision) throw new LupaxRefusal('revision_not_current', 'The revision is not current');
}
