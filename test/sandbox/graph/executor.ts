import { randomUUID } from 'node:crypto';
import { requireMailbox, requireRole } from './access.ts';
import { GraphError, invalidToken, syncStateNotFound, badDeltaToken } from './errors.ts';
import type { FaultEffect } from './faults.ts';
import { readPreferences } from './request.ts';
import type { GraphRequest, GraphResponse, TokenClaims } from './request.ts';
import type { Router } from './router.ts';
import type { Throttle } from './throttle.ts';
import type { User } from './types.ts';
import { findUser } from './world.ts';
import type { World } from './world.ts';

/** An answer, or what happens instead of one. */
export interface Outcome {
  readonly response: GraphResponse;
  readonly connection: 'answer' | 'cut' | 'stall';
}

export interface ExecutorOptions {
  readonly world: World;
  readonly router: Router;
  readonly throttle: Throttle;
  /** How long a request keeps its mailbox busy; 0: until the event loop has seen everything that came meanwhile. */
  readonly latencyMs: number;
  readonly verifyToken: (token: string) => TokenClaims | null;
}

export interface Executor {
  authenticate(headers: Readonly<Record<string, string>>): TokenClaims;
  execute(request: GraphRequest, claims: TokenClaims, effects: readonly FaultEffect[]): Promise<Outcome>;
  /** The user a request is about, by its path. */
  findTarget(request: Pick<GraphRequest, 'segments'>): User | null;
  renderError(error: unknown): GraphResponse;
}

const answer = (response: GraphResponse): Outcome => ({ response, connection: 'answer' });

/** Creates the pipeline every request and every part of a batch goes through. */
export function createExecutor({ world, router, throttle, latencyMs, verifyToken }: ExecutorOptions): Executor {
  const findTarget: Executor['findTarget'] = ({ segments }) =>
    segments[0]?.toLowerCase() === 'users' && segments[1] !== undefined ? findUser(world, segments[1]) : null;

  const renderError: Executor['renderError'] = (error) => {
    const known = error instanceof GraphError ? error : new GraphError(500, 'InternalServerError', String(error));
    const { status, code, message, extra } = known;
    const date = new Date(world.clock.now()).toISOString().slice(0, 19);
    const requestId = randomUUID();
    const innerError = { date, 'request-id': requestId, 'client-request-id': requestId };
    const body = { error: { code, message, ...extra.error, innerError } };
    return { status, body, ...(extra.headers && { headers: extra.headers }) };
  };

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => (ms > 0 ? void setTimeout(resolve, ms) : void setImmediate(resolve)));

  const carryOut = async (request: GraphRequest, claims: TokenClaims): Promise<GraphResponse> => {
    const target = findTarget(request);
    const leave = target && request.segments.length > 2 ? throttle.enter(claims.appid, target.objectId) : null;
    try {
      if (leave) await pause(latencyMs);
      const { route, params } = router.find(request.method, request.segments);
      const preferences = readPreferences(request.headers['prefer']);
      const id = params['user'];
      if (id === undefined) requireRole(claims, route.access);
      const user = id === undefined ? (undefined as unknown as User) : requireMailbox(world, claims, route.access, id);
      const context = { world, request, params, claims, preferences, user, mailbox: user?.mailbox };
      const response = await route.handle(context);
      const headers = { ...response.headers };
      if (preferences.applied.length > 0) {
        headers['Preference-Applied'] = [headers['Preference-Applied'], ...preferences.applied]
          .filter(Boolean)
          .join(', ');
      }
      return { ...response, headers };
    } finally {
      leave?.();
    }
  };

  const strike = (effect: FaultEffect): GraphResponse | null => {
    switch (effect.kind) {
      case 'status': {
        const headers = effect.retryAfter === undefined ? {} : { 'Retry-After': String(effect.retryAfter) };
        const body = effect.body ?? renderError(new GraphError(effect.status, 'InjectedFault', 'Injected.')).body;
        return { status: effect.status, headers, body };
      }
      case 'bodyless':
        return { status: effect.status };
      case 'batchPart429': {
        const headers = { 'Retry-After': String(effect.retryAfter) };
        return renderError(new GraphError(429, 'TooManyRequests', 'Please retry again later.', { headers }));
      }
      case 'expireDelta':
        return renderError(syncStateNotFound(149, [155, 156, 157]));
      case 'badDelta':
        return renderError(badDeltaToken());
      default:
        return null;
    }
  };

  return {
    findTarget,
    renderError,
    authenticate: (headers) => {
      const token = /^Bearer\s+(.+)$/i.exec(headers['authorization'] ?? '')?.[1];
      if (token === undefined) throw invalidToken('Access token is empty.');
      const claims = verifyToken(token);
      if (!claims)
        throw invalidToken(token.includes('.') ? 'Lifetime validation failed, the token is expired.' : undefined);
      return claims;
    },
    execute: async (request, claims, effects) => {
      for (const effect of effects) {
        if (effect.kind === 'delay') await pause(effect.ms);
        if (effect.kind === 'stall') return { response: { status: 0 }, connection: 'stall' };
        if (effect.kind === 'cutConnection') return { response: { status: 0 }, connection: 'cut' };
        const struck = strike(effect);
        if (struck) return answer(struck);
      }
      const has = (kind: FaultEffect['kind']) => effects.some((effect) => effect.kind === kind);
      const headers = { ...request.headers };
      if (has('emptyPages')) headers['x-sandbox-empty-page'] = '1';
      if (has('duplicates')) headers['x-sandbox-duplicates'] = '1';
      let response: GraphResponse;
      try {
        response = await carryOut({ ...request, headers }, claims);
      } catch (error) {
        response = renderError(error);
      }
      if (has('lostAnswer')) return { response, connection: 'cut' };
      if (has('brokenJson')) {
        const text = JSON.stringify(response.body ?? {});
        return answer({ ...response, body: text.slice(0, Math.max(1, Math.floor(text.length / 2))) });
      }
      return answer(response);
    },
  };
}
