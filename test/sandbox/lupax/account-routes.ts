import type { Router } from 'express';
import { LupaxRefusal } from './errors.ts';
import { enterConnector, enterReleasedConnector, requireUser } from './session.ts';
import { formatBodyDate } from './times.ts';
import type { Tokens } from './tokens.ts';
import type { World } from './world.ts';

/** How a login answers its JWT: bare text, a JSON string, or `{token}`. */
export type LoginAnswer = 'bare' | 'json' | 'object';

/** `POST /auth/login`: outside the routes that need a token. */
export function addLoginRoute(router: Router, world: World, tokens: Tokens, answerForm: () => LoginAnswer): void {
  router.post('/auth/login', (request, response) => {
    const { email, password } = (request.body ?? {}) as Record<string, unknown>;
    if (typeof email !== 'string' || typeof password !== 'string') {
      throw new LupaxRefusal('bad_input', 'email and password are required');
    }
    const user = [...world.users.values()].find((one) => one.email.toLowerCase() === email.trim().toLowerCase());
    if (!user || user.password !== password) throw new LupaxRefusal('unauthorized', 'Wrong e-mail or password');
    const token = tokens.issueLogin(user.id);
    const form = answerForm();
    if (form === 'bare') response.type('text/plain').send(token);
    else response.json(form === 'json' ? token : { token });
  });
}

/** Organisations, the interface and its token, and who is signed in. */
export function addAccountRoutes(router: Router, world: World, tokens: Tokens): void {
  router.get('/organizations', (_request, response) => {
    const user = requireUser(world, response);
    const mine = [...world.organizations.values()].filter(({ id }) => user.organizationIds.includes(id));
    response.json(
      mine.map(({ id, title }) => ({
        id,
        slug: title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
        branch: 'events',
        title,
        url: `https://lupax.example/organizations/${id}`,
        vacation_request_active: true,
      })),
    );
  });

  router.get('/organizations/:org/office365', (request, response) => {
    const { organization } = enterConnector(world, request, response);
    response.json({
      enabled: organization.enabled ? 1 : 0,
      online_meetings: organization.onlineMeetings ? 1 : 0,
      time_zone: organization.timeZone,
    });
  });

  router.post('/organizations/:org/office365/token', (request, response) => {
    if (!enterConnector(world, request, response).organization.connectorTokens) {
      throw new LupaxRefusal('not_found', 'This Lupax gives no connector tokens');
    }
    const { user, organization } = enterReleasedConnector(world, request, response);
    const { token, expiresAtMs } = tokens.issueConnector(user.id);
    response.status(201).json({ token, expires_at: formatBodyDate(expiresAtMs, organization.timeZone) });
  });

  router.get('/organizations/:org/me', (request, response) => {
    const { user } = enterConnector(world, request, response);
    response.json({
      id: user.id,
      email: user.email,
      first_name: user.firstName,
      last_name: user.lastName,
      role: user.role,
      language: user.language,
      time_zone: user.timeZone,
    });
  });
}
