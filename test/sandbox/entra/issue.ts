import { randomUUID } from 'node:crypto';
import type { Clock } from '../web/clock.ts';
import type { AppRegistration, DirectoryUser } from './directory.ts';
import { signJwt } from './jwt.ts';
import type { Claims } from './jwt.ts';
import { createSigningKey } from './keys.ts';
import type { KeyRing, SigningKey } from './keys.ts';

/** Teams' own client id: who asks for the single sign-on token. */
const TEAMS_CLIENT_ID = '1fec8e78-bce4-4aaf-ab1b-5451cc387264';
const TOKEN_LIFETIME_SECONDS = 3599;

export interface UserTokenRequest {
  tenantId: string;
  objectId: string;
  /** The product's client id, `api://<client id>` or `api://<host>/<client id>`. */
  audience: string;
  name?: string;
  upn?: string;
  preferred_username?: string;
  /** Space-separated (`access_as_user`). */
  scopes?: string;
  version?: 'v2' | 'v1';
  /** 3599; negative: already expired. */
  expiresInSeconds?: number;
  /** `nbf`: a Date or seconds since the epoch (now). */
  notBefore?: Date | number;
  /** `unknown`: a key that is not published. Its `kid` can be that of the real one. */
  key?: 'unknown' | 'unknownWithKnownKid' | SigningKey;
  alg?: 'RS256' | 'HS256' | 'none';
  /** Overrides of single claims; undefined leaves the claim out. */
  claims?: Record<string, unknown>;
}

export interface Issuer {
  issuerOf(tenantId: string, version: 'v1' | 'v2'): string;
  /** A Graph (or other) token for the application itself. */
  issueAppToken(app: AppRegistration, audience: string): string;
  /** A Graph token on behalf of a user. */
  issueDelegatedToken(app: AppRegistration, user: Claims, scopes: string): string;
  issueIdToken(app: AppRegistration, user: Claims): string;
  issueUserToken(request: UserTokenRequest): string;
}

export function createIssuer(options: {
  origin: () => string;
  clock: Clock;
  keys: KeyRing;
  findUser: (tenantId: string, objectId: string) => DirectoryUser | undefined;
}): Issuer {
  const { keys, clock } = options;
  const unknownKey = createLazyKey();

  // Like sts.windows.net, the v1 issuer is not where the metadata lives: it has to be read, not guessed.
  const issuerOf = (tenantId: string, version: 'v1' | 'v2') =>
    version === 'v2' ? `${options.origin()}/${tenantId}/v2.0` : `${options.origin()}/sts.windows.net/${tenantId}/`;

  function stamp(lifetimeSeconds = TOKEN_LIFETIME_SECONDS): { iat: number; nbf: number; exp: number; uti: string } {
    const now = Math.floor(clock.now() / 1000);
    return { iat: now, nbf: now, exp: now + lifetimeSeconds, uti: randomUUID() };
  }

  function buildAppClaims(app: AppRegistration, audience: string): Claims {
    return {
      aud: audience,
      iss: issuerOf(app.tenantId, 'v1'),
      ...stamp(),
      appid: app.clientId,
      idtyp: 'app',
      tid: app.tenantId,
      ver: '1.0',
    };
  }

  function pickKey(wanted: UserTokenRequest['key']): SigningKey {
    if (wanted === undefined) return keys.current();
    if (wanted === 'unknown') return unknownKey();
    if (wanted === 'unknownWithKnownKid') return { ...unknownKey(), kid: keys.current().kid };
    return wanted;
  }

  return {
    issuerOf,
    issueAppToken(app, audience) {
      // Without any consent Entra still gives a token, only without `roles`.
      const roles = app.roles.length > 0 ? { roles: [...app.roles] } : {};
      return signJwt({ ...buildAppClaims(app, audience), ...roles }, keys.current());
    },
    issueDelegatedToken(app, user, scopes) {
      const { oid, name, preferred_username: upn } = user;
      const claims = {
        ...buildAppClaims(app, 'https://graph.microsoft.com'),
        idtyp: 'user',
        scp: scopes,
        oid,
        name,
        upn,
      };
      return signJwt(claims, keys.current());
    },
    issueIdToken(app, user) {
      const { oid, name, preferred_username, tid } = user;
      const iss = issuerOf(app.tenantId, 'v2');
      const claims = { aud: app.clientId, iss, ...stamp(), oid, sub: oid, name, preferred_username, tid, ver: '2.0' };
      return signJwt(claims, keys.current());
    },
    issueUserToken(request) {
      const version = request.version ?? 'v2';
      const known = options.findUser(request.tenantId, request.objectId);
      const upn = request.preferred_username ?? request.upn ?? known?.upn ?? `${request.objectId}@example.com`;
      const times = stamp(request.expiresInSeconds);
      const { notBefore } = request;
      if (notBefore !== undefined) times.nbf = notBefore instanceof Date ? Math.floor(+notBefore / 1000) : notBefore;
      const claims: Claims = {
        aud: request.audience,
        iss: issuerOf(request.tenantId, version),
        ...times,
        name: request.name ?? known?.name ?? upn,
        oid: request.objectId,
        sub: `${request.objectId}-pairwise`,
        tid: request.tenantId,
        scp: request.scopes ?? 'access_as_user',
        ...(version === 'v2'
          ? { ver: '2.0', azp: TEAMS_CLIENT_ID, azpacr: '0', preferred_username: upn }
          : { ver: '1.0', appid: TEAMS_CLIENT_ID, appidacr: '0', upn, unique_name: upn }),
        ...request.claims,
      };
      return signJwt(claims, pickKey(request.key), request.alg);
    },
  };
}

function createLazyKey(): () => SigningKey {
  let key: SigningKey | undefined;
  return () => (key ??= createSigningKey());
}
