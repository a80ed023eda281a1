import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import express from 'express';
import type { Request, Router } from 'express';
import { isLoopback } from '../config-values.ts';
import { noteRoute } from './request-log.ts';

export interface MetricsEndpoint {
  /** null: nobody has one, so only this machine is let in. */
  token: string | null;
  render(): Promise<{ contentType: string; text: string }>;
}

/** A request with one of these was passed on: the connection says where the proxy is, not who asks. */
const FORWARDING_HEADERS = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-port',
  'x-forwarded-server',
  'x-real-ip',
  'x-client-ip',
  'x-original-host',
  'cf-connecting-ip',
  'true-client-ip',
];

/** Prometheus' metrics, for this machine and for whoever has the token. For everybody else there is no such page. */
export function serveMetrics({ token, render }: MetricsEndpoint): Router {
  const router = express.Router();
  router.get('/metrics', async (request, response, next) => {
    noteRoute(request, '/metrics');
    if (!isFromHere(request) && !bearsToken(request.headers, token)) return next();
    const { contentType, text } = await render();
    response.set('Cache-Control', 'no-store').set('Content-Type', contentType).send(text);
  });
  return router;
}

function isFromHere({ socket, headers }: Request): boolean {
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const isLocal = address === '::1' || isLoopback(address);
  return isLocal && FORWARDING_HEADERS.every((name) => headers[name] === undefined);
}

/** Digests are compared, so that neither the time nor the length says anything about the token. */
function bearsToken({ authorization = '' }: IncomingHttpHeaders, token: string | null): boolean {
  const given = /^bearer +(\S+)$/i.exec(authorization)?.[1];
  if (token === null || given === undefined) return false;
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
