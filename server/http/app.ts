import express from 'express';
import type { Express, RequestHandler, Router } from 'express';
import type { Logger } from 'pino';
import type { Accounts } from '../accounts/index.ts';
import type { Config } from '../config.ts';
import { isLoopback } from '../config-values.ts';
import type { NotificationReceiver } from '../notifications/receiver.ts';
import { Problem } from '../problems.ts';
import type { Traffic } from '../traffic.ts';
import { answerErrors } from './answer-problem.ts';
import { defineEndpoint, ok, type Endpoint } from './endpoint.ts';
import { createEntraKeys } from './entra-keys.ts';
import { describeMessages, mountMessages, type MessagesEndpoint } from './messages.ts';
import { serveMetrics, type MetricsEndpoint } from './metrics-route.ts';
import { mountEndpoints } from './mount.ts';
import { describeApi } from './openapi.ts';
import { logRequests } from './request-log.ts';
import { describeAdmin } from './routes/admin.ts';
import { describeCalendars } from './routes/calendars.ts';
import { describeEntries } from './routes/entries.ts';
import { describeHealth, type HealthDeps } from './routes/health.ts';
import { describeMe } from './routes/me.ts';
import { describeRuns } from './routes/runs.ts';
import { describeSettings } from './routes/settings.ts';
import { z } from './schemas/zod.ts';
import { describeWebhooks, mountWebhooks } from './webhooks.ts';
import { servePages, type PagesOptions } from './pages.ts';
import { setSecurityHeaders } from './security-headers.ts';
import { requireSignIn } from './sign-in.ts';

export interface AppDeps {
  config: Pick<Config, 'mode' | 'publicUrl' | 'entra'>;
  accounts: Accounts;
  /** null: the bot is off. */
  messages?: MessagesEndpoint | null;
  /** Takes the notifications of Graph. */
  notifications: NotificationReceiver;
  version: string;
  checks: HealthDeps['checks'];
  metrics: MetricsEndpoint;
  /** Aborts when the server stops. */
  stopping?: AbortSignal;
  /** Is told of the requests to Entra for its keys. */
  traffic?: Traffic;
  /** Tab and pane; without them the API is all there is. */
  pages?: PagesOptions;
  /** What a demo adds beside the product, at paths of its own. */
  extras?: Router;
  log: Logger;
  /** Milliseconds since 1970. */
  now: () => number;
}

/** Paths that outside services call; what is not offered there answers 404, not 401. */
const OPEN_PATHS = ['/api/messages', '/api/webhooks'];

/** The HTTP API. The order of `use` is the order of the checks. */
export function createApp(deps: AppDeps): Express {
  const { config, accounts, log, now } = deps;
  const open = describeHealth({ version: deps.version, mode: config.mode, checks: deps.checks, log });
  const secured = [
    ...describeMe(accounts),
    ...describeCalendars(accounts),
    ...describeSettings(accounts),
    ...describeRuns(accounts, deps.stopping),
    ...describeEntries(accounts),
    ...describeAdmin(accounts),
  ];
  const outside = [describeWebhooks(), ...(deps.messages ? [describeMessages()] : [])];
  const isSecure = config.publicUrl.startsWith('https:');
  const keys = createEntraKeys({ authorityHost: config.entra.authorityHost, now, traffic: deps.traffic });

  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.set('trust proxy', isSecure ? trustNearestProxy : false);
  app.use(logRequests(log), setSecurityHeaders(isSecure));
  app.use('/api', forbidCaching);
  mountEndpoints(app, [...open, describeDocument([...open, ...secured, ...outside], deps.version)], accounts.gates);
  app.use(mountWebhooks(deps.notifications));
  if (deps.messages) app.use(mountMessages(deps.messages));
  app.use(OPEN_PATHS, refuseUnknown);
  app.use('/api', requireSignIn({ keys, ...config.entra, publicUrl: config.publicUrl, now }));
  mountEndpoints(app, secured, accounts.gates);
  app.use(serveMetrics(deps.metrics));
  if (deps.extras) app.use(deps.extras);
  if (deps.pages) app.use(servePages(deps.pages));
  app.use(refuseUnknown, answerErrors(log));
  return app;
}

function describeDocument(endpoints: Endpoint[], version: string): Endpoint {
  const endpoint = defineEndpoint({
    method: 'get',
    path: '/api/openapi.json',
    tag: 'health',
    summary: 'This document',
    access: 'public',
    answers: [{ status: 200, description: 'OpenAPI 3.1', schema: z.looseObject({}) }],
    handle: () => ok(document),
  });
  const document = describeApi([...endpoints, endpoint], version);
  return endpoint;
}

/** Served by https: while this process speaks http: means that a proxy stands before it, on this machine or network. */
function trustNearestProxy(address: string, hop: number): boolean {
  if (hop > 0) return false;
  const plain = address.replace(/^::ffff:/, '');
  return plain === '::1' || isLoopback(plain) || /^(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.|^f[cd]/.test(plain);
}

/** Nothing is cached, so there is nothing to compare with either: Express would answer `If-None-Match: *` with 304. */
const forbidCaching: RequestHandler = (request, response, next) => {
  delete request.headers['if-none-match'];
  delete request.headers['if-modified-since'];
  response.set('Cache-Control', 'no-store');
  next();
};

const refuseUnknown: RequestHandler = () => {
  throw new Problem('not_found');
};
