import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import { listen, type Listening, type Reply, type Seen } from './listen.ts';

export interface UserClaims {
  oid: string;
  tid: string;
  name?: string;
  preferred_username?: string;
  [claim: string]: unknown;
}

export interface EntraEmulator extends Listening {
  /** Application roles in the tokens of client credentials; `null`: the claim is missing. */
  roles: string[] | null;
  /** tenant → client id → secret */
  clients: Map<string, Map<string, string>>;
  tokenRequests: number;
  /** A user's access token (v2.0), with any claim or header replaced; `undefined` removes it. */
  sign(claims: UserClaims, change?: Record<string, unknown>, header?: Record<string, unknown>): string;
  signWithForeignKey(claims: UserClaims): string;
}

const LIFETIME_S = 3_600;

/** Entra: key sets, client credentials, and access tokens of users. */
export async function startEntra(audience: string): Promise<EntraEmulator> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'blackbox-key', use: 'sig' };

  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const make = (claims: object, header: object = {}, key = privateKey): string => {
    const head = { typ: 'JWT', alg: 'RS256', kid: 'blackbox-key', ...header };
    const text = `${encode(head)}.${encode(claims)}`;
    return `${text}.${createSign('RSA-SHA256').update(text).sign(key, 'base64url')}`;
  };
  const describeUser = (claims: UserClaims): Record<string, unknown> => {
    const now = Math.floor(Date.now() / 1000);
    return {
      aud: audience,
      iss: `${entra.url}/${claims.tid}/v2.0`,
      iat: now,
      nbf: now - 5,
      exp: now + LIFETIME_S,
      scp: 'access_as_user',
      ver: '2.0',
      ...claims,
    };
  };

  const issue = (seen: Seen, tenant: string): Reply => {
    const form = new URLSearchParams(seen.body);
    const refuse = (status: number, error: string, code: number, text: string): Reply => ({
      status,
      body: {
        error,
        error_description: `AADSTS${code}: ${text}\r\nTrace ID: ${randomUUID()}`,
        error_codes: [code],
        timestamp: '2026-01-01 00:00:00Z',
        trace_id: randomUUID(),
        correlation_id: randomUUID(),
      },
    });
    const clients = entra.clients.get(tenant);
    if (!clients) return refuse(400, 'invalid_request', 90002, `Tenant '${tenant}' not found.`);
    if (form.get('grant_type') !== 'client_credentials') return refuse(400, 'unsupported_grant_type', 70003, 'grant');
    if (form.get('scope') !== 'https://graph.microsoft.com/.default')
      return refuse(400, 'invalid_scope', 1002012, 'The provided value for scope is not valid.');
    const secret = clients.get(form.get('client_id') ?? '');
    if (secret === undefined) return refuse(400, 'unauthorized_client', 700016, 'Application not found.');
    if (form.get('client_secret') !== secret) return refuse(401, 'invalid_client', 7000215, 'Invalid client secret.');
    entra.tokenRequests += 1;
    const claims = {
      aud: 'https://graph.microsoft.com',
      tid: tenant,
      appid: form.get('client_id'),
      exp: Math.floor(Date.now() / 1000) + LIFETIME_S,
      ...(entra.roles ? { roles: entra.roles } : {}),
    };
    return {
      status: 200,
      body: { token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599, access_token: make(claims) },
    };
  };

  const listening = await listen((seen) => {
    const [, tenant = '', ...rest] = seen.path.split('/');
    const route = rest.join('/');
    if (route === 'v2.0/.well-known/openid-configuration' || route === '.well-known/openid-configuration') {
      const two = route.startsWith('v2.0');
      return {
        status: 200,
        body: {
          issuer: `${listening.url}/${tenant}${two ? '/v2.0' : '/'}`,
          jwks_uri: `${listening.url}/${tenant}/discovery/${two ? 'v2.0/' : ''}keys`,
          token_endpoint: `${listening.url}/${tenant}/oauth2/v2.0/token`,
          authorization_endpoint: `${listening.url}/${tenant}/oauth2/v2.0/authorize`,
        },
      };
    }
    if (/^discovery\/(v2\.0\/)?keys$/.test(route)) return { status: 200, body: { keys: [jwk] } };
    if (route === 'oauth2/v2.0/token' && seen.method === 'POST') return issue(seen, tenant);
    return { status: 404, body: 'not here' };
  });

  const entra: EntraEmulator = {
    ...listening,
    roles: ['Calendars.ReadWrite', 'MailboxSettings.ReadWrite', 'User.Read.All'],
    clients: new Map(),
    tokenRequests: 0,
    sign: (claims, change = {}, header = {}) => make({ ...describeUser(claims), ...change }, header),
    signWithForeignKey: (claims) => make(describeUser(claims), {}, foreign),
  };
  return entra;
}
