import express from 'express';
import type { ErrorRequestHandler, Express } from 'express';
import { systemClock } from '../web/clock.ts';
import type { Clock } from '../web/clock.ts';
import { createFaults } from '../web/faults.ts';
import { listenOnLoopback } from '../web/listen.ts';
import { addAccountRoutes, addLoginRoute } from './account-routes.ts';
import type { LoginAnswer } from './account-routes.ts';
import { addAppointmentRoutes } from './appointment-routes.ts';
import { createLupaxControl } from './control.ts';
import type { LupaxControl, LupaxRequest } from './control-types.ts';
import { LupaxRefusal } from './errors.ts';
import { addOpenApiRoute } from './openapi-route.ts';
import { addProjectRoutes } from './project-routes.ts';
import { createAuthentication, findSession } from './session.ts';
import { addTaskRoutes } from './task-routes.ts';
import { createTokens } from './tokens.ts';
import { createWorld } from './world.ts';
import type { World } from './world.ts';

export type * from './control-types.ts';
export type * from './types.ts';
export { LupaxRefusal } from './errors.ts';

export interface LupaxSandbox {
  /** With `/api/v1`: what LUPAX_BASE_URL is set to. */
  url: string;
  control: LupaxControl;
  stop(): Promise<void>;
}

const BASE_PATH = '/api/v1';

/** The emulator without its sockets, for a simulation that carries requests to it by itself. */
export interface LupaxEmulator {
  app: Express;
  world: World;
  control: LupaxControl;
}

/** Creates an empty Lupax with the documented API and the connector contract. */
export function createLupaxEmulator(options: { clock?: Clock; seed?: number } = {}): LupaxEmulator {
  const clock = options.clock ?? systemClock;
  const world = createWorld(clock, options.seed);
  const tokens = createTokens(clock);
  const login: { answer: LoginAnswer } = { answer: 'bare' };
  const requests: LupaxRequest[] = [];
  const faults = createFaults();
  const latency = { ms: 0 };

  const app = express().disable('x-powered-by').disable('etag').set('query parser', 'extended');
  app.use((request, response, next) => {
    const [path = '', query] = request.originalUrl.split('?', 2);
    const entry: LupaxRequest = {
      method: request.method,
      path,
      query: query === undefined ? '' : `?${query}`,
      status: 0,
      userId: null,
      at: clock.now(),
    };
    requests.push(entry);
    response.on('finish', () => {
      entry.status = response.statusCode;
      entry.userId = findSession(response)?.userId ?? null;
    });
    next();
  });
  app.use(faults.middleware);
  app.use((_request, _response, next) => void (latency.ms > 0 ? setTimeout(next, latency.ms) : next()));

  const api = express.Router();
  addOpenApiRoute(api);
  api.use(express.json({ limit: '5mb', strict: false }));
  addLoginRoute(api, world, tokens, () => login.answer);
  api.use(createAuthentication(tokens));
  addAccountRoutes(api, world, tokens);
  addProjectRoutes(api, world);
  const feed = addAppointmentRoutes(api, world);
  addTaskRoutes(api, world);
  api.use(() => {
    throw new LupaxRefusal('not_found', 'There is no such call');
  });
  // Here already: on its way out of a router, express hands an error on one turn of the event loop later.
  api.use(answerError);
  app.use(BASE_PATH, api);
  app.use(answerError);

  const control = createLupaxControl({ world, tokens, feed, login, requests, faults: faults.control, latency });
  return { app, world, control };
}

/** Starts it on loopback. @param options.port 0 picks a free one */
export async function startLupaxSandbox(
  options: { port?: number; clock?: Clock; seed?: number } = {},
): Promise<LupaxSandbox> {
  const { app, control } = createLupaxEmulator(options);
  const server = await listenOnLoopback(app, options.port);
  return { url: `${server.origin}${BASE_PATH}`, control, stop: server.stop };
}

const answerError: ErrorRequestHandler = (error, _request, response, next) => {
  if (error instanceof LupaxRefusal) {
    response.status(error.status).json({ error: { code: error.code, message: error.message } });
  } else if ((error as { status?: number }).status === 400) {
    // What express cannot parse: broken JSON, a path with broken percent-encoding.
    response.status(400).json({ error: { code: 'bad_input', message: 'The request cannot be read' } });
  } else next(error);
};
