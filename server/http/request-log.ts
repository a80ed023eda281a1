import type { Request, RequestHandler } from 'express';
import type { Logger } from 'pino';

const routes = new WeakMap<Request, string>();

/** Remembers which route answers: ids in paths are not logged. */
export function noteRoute(request: Request, route: string): void {
  routes.set(request, route);
}

/** One line per request: method, route, status, milliseconds. Never a body, an id or a token. */
export function logRequests(log: Logger): RequestHandler {
  return (request, response, next) => {
    const startedAt = performance.now();
    response.on('close', () => {
      const ms = Math.round(performance.now() - startedAt);
      const facts = { method: request.method, route: routes.get(request) ?? '-', status: response.statusCode, ms };
      log.info(response.writableFinished ? facts : { ...facts, aborted: true }, 'request');
    });
    next();
  };
}
