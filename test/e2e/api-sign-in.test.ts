import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UserTokenRequest } from '../sandbox/entra/index.ts';
import { PRODUCT_CLIENT_ID, startApi, type Api, type ApiPerson } from '../helpers/api.ts';

let api: Api;
let anna: ApiPerson;
beforeAll(async () => {
  api = await startApi();
  anna = api.addPerson('Anna Beispiel');
});
afterAll(() => api.stop());

async function tryToken(token: string) {
  return await api.send('GET', '/api/me', { headers: { authorization: `Bearer ${token}` } });
}

describe('the sign-in', () => {
  it('lets in who Entra vouches for, and knows the user from the token', async () => {
    const { status, body } = await tryToken(anna.issueToken());
    expect(status).toBe(200);
    expect(body.user).toEqual({
      tenantId: api.tenantId,
      objectId: anna.objectId,
      name: 'Anna Beispiel',
      email: anna.email,
    });
  });

  it.each([
    ['the application id URI', `api://${PRODUCT_CLIENT_ID}`],
    ['the URI with the host', `api://lupax.localhost:3978/${PRODUCT_CLIENT_ID}`],
  ])('takes %s as audience', async (_what, audience) => {
    expect((await tryToken(anna.issueToken({ audience }))).status).toBe(200);
    expect((await tryToken(anna.issueToken({ audience, version: 'v1' }))).status).toBe(200);
  });

  it('takes further scopes beside its own', async () => {
    expect((await tryToken(anna.issueToken({ scopes: 'openid access_as_user profile' }))).status).toBe(200);
  });

  const attacks: [string, Partial<UserTokenRequest>][] = [
    ['of another audience', { audience: randomUUID() }],
    ['for Graph', { audience: 'https://graph.microsoft.com' }],
    ['whose audience names another host', { audience: `api://evil.example/${PRODUCT_CLIENT_ID}` }],
    ['whose audience is a list', { claims: { aud: [PRODUCT_CLIENT_ID, 'other'] } }],
    ['of another issuer', { claims: { iss: 'https://login.evil.example/v2.0' } }],
    ['of the v1 issuer in a v2 token', { claims: { ver: '1.0' } }],
    ['without issuer', { claims: { iss: undefined } }],
    ['of another tenant', { claims: { tid: randomUUID() } }],
    ['without tenant', { claims: { tid: undefined } }],
    ['whose tenant is a path', { claims: { tid: '../common' } }],
    ['whose tenant is a domain', { claims: { tid: 'hauptstadt.example' } }],
    ['without object id', { claims: { oid: undefined } }],
    ['whose object id is no GUID', { claims: { oid: '../../etc/passwd' } }],
    ['of another scope', { scopes: 'User.Read' }],
    ['whose scope only begins like ours', { scopes: 'access_as_user_too' }],
    ['of an application', { claims: { scp: undefined, roles: ['access_as_user'], idtyp: 'app' } }],
    ['that has expired', { expiresInSeconds: -1 }],
    ['that never expires', { claims: { exp: undefined } }],
    ['that is not valid yet', { notBefore: new Date(Date.now() + 60_000) }],
    ['signed with an unknown key', { key: 'unknown' }],
    ['signed with an unknown key under a known name', { key: 'unknownWithKnownKid' }],
    ['that is not signed', { alg: 'none' }],
    ['signed with the public key as a shared secret', { alg: 'HS256' }],
  ];
  it.each(attacks)('refuses a token %s', async (_what, request) => {
    const { status, body, headers } = await tryToken(anna.issueToken(request));
    expect([status, body.code]).toEqual([401, 'unauthorized']);
    expect(headers.get('www-authenticate')).toMatch(/^Bearer/);
  });

  it('refuses a token of another tenant that Entra does vouch for', async () => {
    const tenantId = randomUUID();
    api.sandbox.entra.addTenant(tenantId);
    expect((await tryToken(anna.issueToken({ tenantId }))).status).toBe(401);
  });

  it('refuses a token whose claims were exchanged', async () => {
    const [header, , signature] = anna.issueToken().split('.');
    const [, claims] = anna.issueToken({ objectId: randomUUID() }).split('.');
    expect((await tryToken(`${header}.${claims}.${signature}`)).status).toBe(401);
  });

  it.each([
    ['nothing', undefined],
    ['no token', 'Bearer '],
    ['nonsense', 'Bearer nonsense'],
    ['three dots', 'Bearer a.b.c'],
    ['a password', 'Basic YTpi'],
  ])('refuses %s', async (_what, authorization) => {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    expect((await api.send('GET', '/api/me', { headers })).status).toBe(401);
  });

  it('follows Entra when it changes its keys', async () => {
    const before = anna.issueToken();
    expect((await tryToken(before)).status).toBe(200);
    api.sandbox.entra.rotateKeys({ keepOld: false });
    expect((await tryToken(anna.issueToken())).status).toBe(200);
    expect((await tryToken(before)).status).toBe(401);
  });

  it('does not ask Entra for every token, nor for every key that somebody invents', async () => {
    await tryToken(anna.issueToken());
    api.sandbox.entra.clearLog();
    for (let count = 0; count < 30; count += 1) await tryToken(anna.issueToken());
    expect(api.sandbox.entra.requests).toHaveLength(0);
    for (let count = 0; count < 30; count += 1) await tryToken(anna.issueToken({ key: 'unknown' }));
    expect(api.sandbox.entra.requests.length).toBeLessThanOrEqual(10);
    expect((await tryToken(anna.issueToken())).status).toBe(200);
  });
});

describe('a product open to any tenant', () => {
  let open: Api;
  beforeAll(async () => {
    open = await startApi({ env: { AAD_APP_TENANT_ID: 'organizations' } });
  });
  afterAll(() => open.stop());

  it('takes sign-ins of every tenant Entra knows, and of no other', async () => {
    const person = open.addPerson('Bob Muster');
    const tenantId = randomUUID();
    const get = (token: string) => open.send('GET', '/api/me', { headers: { authorization: `Bearer ${token}` } });
    expect((await get(person.issueToken({ tenantId }))).status).toBe(401);
    const other = randomUUID();
    open.sandbox.entra.addTenant(other);
    const answer = await get(person.issueToken({ tenantId: other }));
    expect([answer.status, answer.body.user.tenantId]).toEqual([200, other]);
  });

  it('says so when Entra cannot be reached', async () => {
    const person = open.addPerson('Cleo Muster');
    const token = person.issueToken();
    const unreachable = await startApi({
      env: { AZURE_AUTHORITY_HOST: 'http://127.0.0.1:9', AAD_APP_TENANT_ID: 'organizations' },
    });
    const answer = await unreachable.send('GET', '/api/me', { headers: { authorization: `Bearer ${token}` } });
    expect([answer.status, answer.body.code]).toEqual([503, 'entra_unreachable']);
    await unreachable.stop();
  });
});
