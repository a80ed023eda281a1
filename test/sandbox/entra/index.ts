import express from 'express';
import type { ErrorRequestHandler, Request } from 'express';
import { systemClock } from '../web/clock.ts';
import type { Clock } from '../web/clock.ts';
import { createFaults } from '../web/faults.ts';
import { listenOnLoopback } from '../web/listen.ts';
import { createEntraControl } from './control.ts';
import type { EntraControl, EntraRequest } from './control.ts';
import { createDirectory } from './directory.ts';
import { describeEntraError, EntraError } from './errors.ts';
import { createIssuer } from './issue.ts';
import { createKeyRing } from './keys.ts';
import { buildInstanceDiscovery, buildOpenIdMetadata } from './metadata.ts';
import type { TokenForm } from './credentials.ts';
import { createTokenEndpoint, resolveTenant } from './token-endpoint.ts';
import { answerUserToken } from './user-token-route.ts';
import { createTokenVerifier } from './verify.ts';
import type { GraphCaller } from './verify.ts';

export type { EntraControl, EntraRequest } from './control.ts';
export type { GraphCaller } from './verify.ts';
export type { UserTokenRequest } from './issue.ts';

export interface EntraSandbox {
  /** The origin: what AZURE_AUTHORITY_HOST is set to. */
  url: string;
  control: EntraControl;
  /** For the Graph sandbox: who calls, or null (401). */
  verifyToken(token: string): GraphCaller | null;
  stop(): Promise<void>;
}

/** Starts an Entra that knows no tenant yet. @param options.port 0 picks a free one */
export async function startEntraSandbox(options: { port?: number; clock?: Clock } = {}): Promise<EntraSandbox> {
  const clock = options.clock ?? systemClock;
  let origin = '';
  const directory = createDirectory();
  const keys = createKeyRing();
  const issuer = createIssuer({ origin: () => origin, clock, keys, findUser: directory.findUser });
  const endpoint = createTokenEndpoint({ directory, issuer, keys, clock });
  const faults = createFaults();
  const requests: EntraRequest[] = [];
  const clockSkew = { ms: 0 };

  const app = express().disable('x-powered-by');
  app.use(express.urlencoded({ extended: false }), express.json());
  app.use((request, response, next) => {
    const entry = describeRequest(request, clock);
    requests.push(entry);
    response.on('finish', () => void (entry.status = response.statusCode));
    next();
  });
  // Clients compare their clock with it.
  app.use((_request, response, next) => {
    response.set('Date', new Date(clock.now() + clockSkew.ms).toUTCString());
    next();
  });
  app.use(faults.middleware);

  app.get('/common/discovery/instance', (_request, response) => void response.json(buildInstanceDiscovery(origin)));
  for (const [path, version] of [
    ['/:tenant/v2.0/.well-known/openid-configuration', 'v2'],
    ['/:tenant/.well-known/openid-configuration', 'v1'],
  ] as const) {
    app.get(path, (request, response) => {
      const { tenant } = request.params;
      const shared = ['common', 'organizations', 'consumers'].includes(tenant.toLowerCase());
      const tenantId = shared ? tenant : resolveTenant(directory, tenant);
      response.json(buildOpenIdMetadata(origin, tenantId, version, issuer));
    });
  }
  app.get(['/:tenant/discovery/v2.0/keys', '/:tenant/discovery/keys'], (_request, response) => {
    response.json(keys.publishedJwks());
  });
  app.post('/:tenant/oauth2/v2.0/token', (request, response) => {
    response.set('Cache-Control', 'no-store');
    response.json(endpoint.answer(request.params.tenant, (request.body ?? {}) as TokenForm));
  });
  app.post('/_sandbox/user-token', (request, response) => answerUserToken(request, response, directory, issuer));

  const answerError: ErrorRequestHandler = (error, _request, response, next) => {
    if (!(error instanceof EntraError)) return next(error);
    const { status, body } = describeEntraError(error, clock);
    response.status(status).json(body);
  };
  app.use(answerError);

  const server = await listenOnLoopback(app, options.port);
  origin = server.origin;
  return {
    url: origin,
    control: createEntraControl({ directory, issuer, keys, faults: faults.control, requests, clockSkew }),
    verifyToken: createTokenVerifier({ keys, directory, clock }),
    stop: server.stop,
  };
}

function describeRequest(request: Request, clock: Clock): EntraRequest {
  const clientId = ((request.body ?? {}) as TokenForm)['client_id'] ?? null;
  const tenantId = request.path.split('/')[1] ?? '';
  return { method: request.method, path: request.path, status: 0, tenantId, clientId, at: clock.now() };
}
