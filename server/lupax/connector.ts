import type { SendFirst } from '../send-first.ts';
import type { SendRequest } from '../send-request.ts';
import type { Traffic } from '../traffic.ts';
import { systemClock } from './clock.ts';
import type { LupaxClock } from './clock.ts';
import { LupaxError } from './errors.ts';
import { createLupaxHttp, parseJson } from './http.ts';
import type { LupaxLog, LupaxRequest } from './http.ts';
import { isSuccess, toRefusal } from './refusals.ts';
import { organizationsSchema, parseAnswer } from './schemas.ts';
import { createLupaxSession } from './session.ts';
import type { LupaxConnector } from './types.ts';

/** For one HTTP request, its body included. */
const DEFAULT_TIMEOUT_MS = 20_000;

export interface LupaxConnectorOptions {
  /** With its path, `https://api.lupax.org/api/v1`. */
  baseUrl: string;
  clock?: LupaxClock;
  log?: LupaxLog;
  traffic?: Traffic | undefined;
  timeoutMs?: number;
  /** How requests go out; through undici when left out. */
  send?: SendRequest;
  /** Waited for before the answer to a write is worked through. */
  sendFirst?: SendFirst;
  /** Aborts requests and pauses when the server stops. */
  signal?: AbortSignal;
}

/** Lupax over HTTP, as wiki.lupax.org/api and this product's connector contract describe it. */
export function createLupaxConnector(options: LupaxConnectorOptions): LupaxConnector {
  const { clock = systemClock, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const http = createLupaxHttp({ ...options, clock, timeoutMs });

  return {
    async signIn(email, password) {
      const request: LupaxRequest = {
        method: 'POST',
        path: '/auth/login',
        body: { email, password },
        expects: 'text',
      };
      const answer = await http(request);
      if (!isSuccess(answer)) throw toRefusal('login', request, answer);
      return readJwt(String(answer.body));
    },

    async listOrganizations(jwt) {
      const request: LupaxRequest = { method: 'GET', path: '/organizations', token: jwt, expects: 'json' };
      const answer = await http(request);
      if (!isSuccess(answer)) throw toRefusal('read', request, answer);
      return parseAnswer(organizationsSchema, answer.body, 'organizations');
    },

    openSession: (organizationId, token, ofSession = {}) =>
      createLupaxSession({ ...ofSession, http, organizationId, token, sendFirst: options.sendFirst }),
  };
}

/** Lupax documents the JWT "as a string": bare, as JSON string, or as `{token}`. */
function readJwt(text: string): string {
  const json = parseJson(text);
  const wrapped = typeof json === 'object' && json !== null && 'token' in json ? json.token : (json ?? text);
  const jwt = typeof wrapped === 'string' ? wrapped.trim() : '';
  // Anything else, such as a proxy's HTML page, must not end up in a header.
  if (/^[\w.~+/=-]+$/.test(jwt)) return jwt;
  throw new LupaxError('unavailable', 'POST /auth/login: the answer is no token');
}
