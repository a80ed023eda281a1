import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UserTokenRequest } from '../../sandbox/entra/index.ts';
import { CLIENT_ID, OBJECT_ID, START_MS, startCompany, TENANT_ID } from './setup.ts';
import type { EntraCompany } from './setup.ts';

let entra: EntraCompany;
beforeAll(async () => void (entra = await startCompany()));
afterAll(() => entra.stop());

const issue = (request: Partial<UserTokenRequest> = {}) =>
  entra.control.issueUserToken({ tenantId: TENANT_ID, objectId: OBJECT_ID, audience: CLIENT_ID, ...request });

async function readMetadata(path: string): Promise<{ issuer: string; jwks_uri: string }> {
  const response = await fetch(`${entra.url}/${path}/.well-known/openid-configuration`);
  return (await response.json()) as { issuer: string; jwks_uri: string };
}

/** Verifies as a careful product does: by what the tenant's metadata states. */
async function verify(token: string, version: 'v1' | 'v2' = 'v2') {
  const { issuer, jwks_uri } = await readMetadata(version === 'v2' ? `${TENANT_ID}/v2.0` : TENANT_ID);
  const keys = createRemoteJWKSet(new URL(jwks_uri));
  const currentDate = new Date(START_MS);
  return (await jwtVerify(token, keys, { issuer, audience: CLIENT_ID, algorithms: ['RS256'], currentDate })).payload;
}

describe('a user token', () => {
  it('verifies by the metadata of the v2 endpoint and says who signed in', async () => {
    expect(await verify(issue({ name: 'Anna', preferred_username: 'anna@contoso.example' }))).toMatchObject({
      ver: '2.0',
      tid: TENANT_ID,
      oid: OBJECT_ID,
      scp: 'access_as_user',
      name: 'Anna',
      preferred_username: 'anna@contoso.example',
      exp: START_MS / 1000 + 3599,
    });
  });

  it('of version 1 verifies by the metadata without /v2.0, whose issuer is another', async () => {
    const token = issue({ version: 'v1', upn: 'anna@contoso.example' });
    expect(await verify(token, 'v1')).toMatchObject({ ver: '1.0', upn: 'anna@contoso.example' });
    await expect(verify(token, 'v2')).rejects.toMatchObject({ code: 'ERR_JWT_CLAIM_VALIDATION_FAILED' });
  });

  it('takes name and sign-in name from the directory', async () => {
    entra.control.addUser({ tenantId: TENANT_ID, objectId: 'known', name: 'Ben', upn: 'ben@contoso.example' });
    const token = issue({ objectId: 'known' });
    expect(await verify(token)).toMatchObject({ name: 'Ben', preferred_username: 'ben@contoso.example' });
  });

  it('verifies after a rotation of the keys; before it was withdrawn, an old one too', async () => {
    const old = issue();
    entra.control.rotateKeys();
    await expect(verify(old)).resolves.toBeDefined();
    await expect(verify(issue())).resolves.toBeDefined();
    entra.control.rotateKeys({ keepOld: false });
    await expect(verify(old)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
  });

  it.each([
    ['for another audience', { audience: 'somebody-else' }],
    ['that is expired', { expiresInSeconds: -60 }],
    ['that is not yet valid', { notBefore: new Date(START_MS + 600_000) }],
    ['signed by an unknown key', { key: 'unknown' }],
    ['signed by an unknown key under a known id', { key: 'unknownWithKnownKid' }],
    ['that is unsigned', { alg: 'none' }],
    ['signed with HS256 and the public key', { alg: 'HS256' }],
    ['of another tenant', { tenantId: '99999999-9999-4999-8999-999999999999' }],
  ] as [string, Partial<UserTokenRequest>][])('%s does not verify', async (_what, request) => {
    await expect(verify(issue(request))).rejects.toThrow();
  });

  it('may lack or bend single claims', async () => {
    const payload = await verify(issue({ claims: { oid: undefined, scp: 'other' } }));
    expect(payload).not.toHaveProperty('oid');
    expect(payload['scp']).toBe('other');
  });

  it('is given to people over HTTP', async () => {
    const ask = (body: object) =>
      fetch(`${entra.url}/_sandbox/user-token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const response = await ask({ tenantId: TENANT_ID, objectId: OBJECT_ID, clientId: CLIENT_ID });
    const { access_token } = (await response.json()) as { access_token: string };
    expect(await verify(access_token)).toMatchObject({ oid: OBJECT_ID });
    expect((await ask({ tenantId: TENANT_ID })).status).toBe(400);
    expect((await ask({ tenantId: 'unknown', objectId: OBJECT_ID, clientId: CLIENT_ID })).status).toBe(404);
  });
});

describe('the metadata', () => {
  it('of an unknown tenant is refused as Entra does', async () => {
    const response = await fetch(
      `${entra.url}/99999999-9999-4999-8999-999999999999/v2.0/.well-known/openid-configuration`,
    );
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error_codes: [90002] });
  });

  it('of organizations states a template as issuer', async () => {
    expect((await readMetadata('organizations/v2.0')).issuer).toBe(`${entra.url}/{tenantid}/v2.0`);
  });

  it('of the cloud names the sandbox', async () => {
    const response = await fetch(`${entra.url}/common/discovery/instance?api-version=1.1`);
    expect(await response.json()).toMatchObject({ metadata: [{ preferred_network: new URL(entra.url).host }] });
  });
});

describe('on behalf of a user', () => {
  const askFor = (assertion: string) =>
    entra.askToken({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      requested_token_use: 'on_behalf_of',
      assertion,
      scope: 'https://graph.microsoft.com/Calendars.Read openid',
    });

  it('the app gets a Graph token of the user, with what MSAL needs', async () => {
    const { status, body } = await askFor(issue());
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(expect.arrayContaining(['id_token', 'client_info', 'expires_in']));
    expect(entra.verifyToken(body['access_token'] as string)).toEqual({
      tid: TENANT_ID,
      appid: CLIENT_ID,
      roles: [],
      delegated: { objectId: OBJECT_ID, scopes: ['Calendars.Read'] },
    });
  });

  it('an assertion for somebody else, a forged or an expired one is refused', async () => {
    expect((await askFor(issue({ audience: 'somebody-else' }))).body).toMatchObject({ error_codes: [500131] });
    expect((await askFor(issue({ key: 'unknownWithKnownKid' }))).body).toMatchObject({ error_codes: [50013] });
    expect((await askFor(issue({ expiresInSeconds: -60 }))).body).toMatchObject({ error_codes: [500133] });
  });

  it('a permission without consent is refused', async () => {
    entra.control.changeApp(TENANT_ID, CLIENT_ID, { delegated: ['User.Read'] });
    const { body } = await askFor(issue());
    expect(body).toMatchObject({ error: 'invalid_grant', suberror: 'consent_required', error_codes: [65001] });
  });
});
