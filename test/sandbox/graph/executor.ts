import { requireMailbox, requireRole } from './access.ts';
import { invalidToken, renderError } from './errors.ts';
import { runWithFaults } from './fault-effects.ts';
import type { Outcome } from './fault-effects.ts';
import type { FaultEffect } from './faults.ts';
import { readPreferences } from './request.ts';
import type { GraphRequest, GraphResponse, TokenClaims } from './request.ts';
import type { Router } from './router.ts';
import type { Throttle } from './throttle.ts';
import type { User } from './types.ts';
import { findUser } from './world.ts';
import type { World } from './world.ts';

export interface ExecutorOptions {
  readonly world: World;
  readonly router: Router;
  readonly throttle: Throttle;
  /** How long a request keeps its mailbox busy; 0: until the event loop has seen everything that came meanwhile. */
  readonly latency: { ms: number };
  readonly verifyToken: (token: string) => TokenClaims | null;
  readonly pause: (ms: number) => Promise<void>;
}

export interface Executor {
  /** Checks the bearer token. 401 InvalidAuthenticationToken. */
  authenticate(headers: Readonly<Record<string, string>>): TokenClaims;
  /** Carries one request or one part of a batch out; errors become answers. */
  execute(request: GraphRequest, claims: TokenClaims, effects: readonly FaultEffect[]): Promise<Outcome>;
  /** The user a request is about, by its path. */
  findTarget(request: Pick<GraphRequest, 'segments'>): User | null;
}

/** Creates the pipeline every request and every part of a batch goes through. */
export function createExecutor({ world, router, throttle, latency, verifyToken, pause }: ExecutorOptions): Executor {
  const findTarget: Executor['findTarget'] = ({ segments }) =>
    segments[0]?.toLowerCase() === 'users' && segments[1] !== undefined ? findUser(world, segments[1]) : null;

  /** Only what Exchange serves counts against a mailbox. */
  const enterMailbox = (request: GraphRequest, claims: TokenClaims): (() => void) | null => {
    const target = findTarget(request);
    return target && request.segments.length > 2 ? throttle.enter(claims.appid, target.objectId) : null;
  };

  const carryOut = async (
    request: GraphRequest,
    claims: TokenClaims,
    effects: readonly FaultEffect[],
  ): Promise<GraphResponse> => {
    const leave = enterMailbox(request, claims);
    try {
      if (leave) await pause(latency.ms);
      const { route, params } = router.find(request.method, request.segments);
      const preferences = readPreferences(request.headers['prefer']);
      const id = params['user'];
      if (id === undefined) requireRole(claims, route.access);
      // Routes that name no user do not look at it.
      const user = id === undefined ? (undefined as unknown as User) : requireMailbox(world, claims, route.access, id);
      const context = { world, request, params, claims, preferences, effects, user, mailbox: user?.mailbox };
      const response = await route.handle(context);
      if (preferences.applied.length === 0) return response;
      const applied = [response.headers?.['Preference-Applied'], ...preferences.applied];
      return {
        ...response,
        headers: { ...response.headers, 'Preference-Applied': applied.filter(Boolean).join(', ') },
      };
    } finally {
      leave?.();
    }
  };

  return {
    findTarget,
    authenticate: (headers) => {
      const token = /^Bearer\s+(.+)$/i.exec(headers['authorization'] ?? '')?.[1];
      if (token === undefined) throw invalidToken('Access token is empty.');
      const claims = verifyToken(token);
      if (!claims)
        throw invalidToken(token.includes('.') ? 'Lifetime validation failed, the token is expired.' : undefined);
      return claims;
    },
    execute: (request, claims, effects) =>
      runWithFaults(effects, world.clock.now(), async () => {
        try {
          return { response: await carryOut(request, claims, effects), connection: 'answer' };
        } catch (error) {
          return { response: renderError(error, world.clock.now()), connection: 'answer' };
        }
      }),
  };
}
