import type { Clock } from '../web/clock.ts';
import { checkClientCredentials } from './credentials.ts';
import type { TokenForm } from './credentials.ts';
import type { AppRegistration, Directory } from './directory.ts';
import { EntraError } from './errors.ts';
import type { Issuer } from './issue.ts';
import { decodeJwt, verifyJwtSignature } from './jwt.ts';
import type { Claims } from './jwt.ts';
import type { KeyRing } from './keys.ts';

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const GUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const DOMAIN = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i;
/** Scope prefix → `aud` of the token. */
const RESOURCES: Record<string, string> = {
  'https://graph.microsoft.com': 'https://graph.microsoft.com',
  '00000003-0000-0000-c000-000000000000': 'https://graph.microsoft.com',
  'https://api.botframework.com': 'https://api.botframework.com',
};
const LIFETIME_SECONDS = 3599;

export interface TokenEndpoint {
  /**
   * Answers one token request.
   * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
   * @throws EntraError
   */
  answer(tenant: string, form: TokenForm): Record<string, unknown>;
}

export function createTokenEndpoint(parts: {
  directory: Directory;
  issuer: Issuer;
  keys: KeyRing;
  clock: Clock;
}): TokenEndpoint {
  const { directory, issuer, keys, clock } = parts;

  function answerClientCredentials(app: AppRegistration, form: TokenForm): Record<string, unknown> {
    const scope = form['scope'] ?? '';
    if (!scope.endsWith('/.default') || scope.includes(' ')) throw new EntraError(1002012, scope);
    const resource = scope.slice(0, -'/.default'.length).replace(/\/$/, '');
    const own = resource === app.clientId || resource === `api://${app.clientId}` ? resource : undefined;
    const audience = RESOURCES[resource] ?? own;
    if (audience === undefined) throw new EntraError(500011, resource, app.tenantId);
    checkClientCredentials(app, form, clock);
    if (app.isBlockedByPolicy) throw new EntraError(53003);
    return { ...buildBearer(), access_token: issuer.issueAppToken(app, audience) };
  }

  function answerOnBehalfOf(app: AppRegistration, form: TokenForm): Record<string, unknown> {
    checkClientCredentials(app, form, clock);
    const user = checkUserAssertion(app, form['assertion']);
    const scopes = (form['scope'] ?? '').split(' ').map((scope) => scope.replace('https://graph.microsoft.com/', ''));
    const wanted = scopes.filter((scope) => !['openid', 'profile', 'offline_access', '.default', ''].includes(scope));
    const consented = app.delegated;
    if (consented && wanted.some((scope) => !consented.includes(scope))) throw new EntraError(65001, app.clientId);
    const scope = (wanted.length > 0 ? wanted : (consented ?? ['User.Read'])).join(' ');
    const clientInfo = { uid: user['oid'], utid: app.tenantId };
    return {
      ...buildBearer(),
      scope,
      access_token: issuer.issueDelegatedToken(app, user, scope),
      id_token: issuer.issueIdToken(app, user),
      client_info: Buffer.from(JSON.stringify(clientInfo)).toString('base64url'),
    };
  }

  function checkUserAssertion(app: AppRegistration, assertion: string | undefined): Claims {
    if (assertion === undefined) throw new EntraError(900144, 'assertion');
    const jwt = decodeJwt(assertion);
    const key = jwt?.header.kid === undefined ? undefined : keys.find(jwt.header.kid);
    if (!jwt || !key || !verifyJwtSignature(jwt, key.publicKey)) throw new EntraError(50013);
    const audience = String(jwt.claims['aud']);
    if (audience !== app.clientId && !(audience.startsWith('api://') && audience.endsWith(app.clientId))) {
      throw new EntraError(500131, audience);
    }
    const now = clock.now() / 1000;
    if (Number(jwt.claims['exp']) <= now || Number(jwt.claims['nbf']) > now) throw new EntraError(500133);
    return { ...jwt.claims, preferred_username: jwt.claims['preferred_username'] ?? jwt.claims['upn'] };
  }

  return {
    answer(tenant, form) {
      const grant = form['grant_type'];
      if (!grant) throw new EntraError(900144, 'grant_type');
      if (grant !== 'client_credentials' && grant !== JWT_BEARER) throw new EntraError(70003, grant);
      if (!form['client_id']) throw new EntraError(900144, 'client_id');
      if (!form['scope']) throw new EntraError(900144, 'scope');
      const tenantId = resolveTenant(directory, tenant);
      const app = directory.findApp(tenantId, form['client_id']);
      if (!app) throw new EntraError(700016, form['client_id'], tenantId);
      if (app.isUnknownInTenant) throw new EntraError(7000229, app.clientId, tenantId);
      if (app.disabled) throw new EntraError(7000112, app.clientId);
      return grant === JWT_BEARER ? answerOnBehalfOf(app, form) : answerClientCredentials(app, form);
    },
  };
}

/** @throws EntraError 9001023 not a tenant of its own, 900023 malformed, 90002 unknown */
export function resolveTenant(directory: Directory, tenant: string): string {
  const lower = tenant.toLowerCase();
  if (lower === 'common' || lower === 'consumers') throw new EntraError(9001023);
  const known = directory.findTenant(tenant);
  if (known !== undefined) return known;
  if (lower !== 'organizations' && !GUID.test(tenant) && !DOMAIN.test(tenant)) throw new EntraError(900023, tenant);
  throw new EntraError(90002, tenant);
}

function buildBearer(): Record<string, unknown> {
  return { token_type: 'Bearer', expires_in: LIFETIME_SECONDS, ext_expires_in: LIFETIME_SECONDS };
}
