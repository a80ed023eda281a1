import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLIENT_ID, OBJECT_ID, startCompany, TENANT_ID } from './setup.ts';
import type { EntraCompany } from './setup.ts';

let entra: EntraCompany;
beforeAll(async () => void (entra = await startCompany()));
afterAll(() => entra.stop());

describe('a token for the application', () => {
  it('is given for the right secret and names tenant, app and roles', async () => {
    const { status, body } = await entra.askToken();
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599 });
    expect(body).not.toHaveProperty('refresh_token');
    expect(entra.verifyToken(body['access_token'] as string)).toEqual({
      tid: TENANT_ID,
      appid: CLIENT_ID,
      roles: ['Calendars.ReadWrite', 'User.Read.All'],
      rbac: [OBJECT_ID],
    });
  });

  it('is given for a verified domain as the tenant', async () => {
    expect((await entra.askToken({}, 'contoso.example')).status).toBe(200);
  });

  it('is given without roles when nothing is consented, and later consent shows only in a new one', async () => {
    const clientId = 'no-roles';
    entra.control.addApp({ tenantId: TENANT_ID, clientId, secrets: [{ value: 'right' }], roles: [] });
    const before = (await entra.askToken({ client_id: clientId })).body['access_token'] as string;
    const claims = JSON.parse(Buffer.from(before.split('.')[1] ?? '', 'base64url').toString()) as object;
    expect(claims).not.toHaveProperty('roles');

    entra.control.setRoles(TENANT_ID, clientId, ['Calendars.Read']);
    const after = (await entra.askToken({ client_id: clientId })).body['access_token'] as string;
    expect(entra.verifyToken(before)?.roles).toEqual([]);
    expect(entra.verifyToken(after)?.roles).toEqual(['Calendars.Read']);
  });

  it('is not accepted after it expired, by the clock of the sandbox', async () => {
    const company = await startCompany();
    const token = (await company.askToken()).body['access_token'] as string;
    expect(company.verifyToken(token)).not.toBeNull();
    company.advance(3_600_000);
    expect(company.verifyToken(token)).toBeNull();
    await company.stop();
  });

  it('is not accepted for Graph when it is for something else, changed or not a token', async () => {
    const own = (await entra.askToken({ scope: `api://${CLIENT_ID}/.default` })).body['access_token'] as string;
    const graph = (await entra.askToken()).body['access_token'] as string;
    const [header, , signature] = graph.split('.');
    const [, otherClaims] = own.split('.');
    expect(entra.verifyToken(own)).toBeNull();
    expect(entra.verifyToken(`${header}.${otherClaims}.${signature}`)).toBeNull();
    expect(entra.verifyToken('nonsense')).toBeNull();
  });

  it('still verifies after the keys were rotated', async () => {
    const token = (await entra.askToken()).body['access_token'] as string;
    entra.control.rotateKeys();
    expect(entra.verifyToken(token)).not.toBeNull();
    expect(entra.verifyToken((await entra.askToken()).body['access_token'] as string)).not.toBeNull();
  });
});

describe('a refused token request', () => {
  it.each([
    ['the secret is wrong', { client_secret: 'wrong' }, TENANT_ID, 401, 'invalid_client', 7000215],
    ['the secret is expired', { client_secret: 'old' }, TENANT_ID, 401, 'invalid_client', 7000222],
    ['no secret is sent', { client_secret: undefined }, TENANT_ID, 401, 'invalid_client', 7000218],
    ['the app is unknown', { client_id: 'other' }, TENANT_ID, 400, 'unauthorized_client', 700016],
    ['the tenant is unknown', {}, '99999999-9999-4999-8999-999999999999', 400, 'invalid_request', 90002],
    ['the tenant is malformed', {}, 'not a tenant', 400, 'invalid_request', 900023],
    ['the tenant is common', {}, 'common', 400, 'invalid_request', 9001023],
    ['the scope is not /.default', { scope: 'User.Read' }, TENANT_ID, 400, 'invalid_scope', 1002012],
    ['the grant is unknown', { grant_type: 'password' }, TENANT_ID, 400, 'unsupported_grant_type', 70003],
  ])('says why when %s', async (_why, form, tenant, status, error, code) => {
    const answer = await entra.askToken(form, tenant);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ error, error_codes: [code] });
    expect(answer.body['error_description']).toMatch(
      new RegExp(`^AADSTS${code}: .+\r\nTrace ID: .+\r\nCorrelation ID: .+`),
    );
    expect(Object.keys(answer.body)).toEqual(
      expect.arrayContaining(['timestamp', 'trace_id', 'correlation_id', 'error_uri']),
    );
  });

  it('says that the app is disabled', async () => {
    const clientId = 'disabled';
    entra.control.addApp({ tenantId: TENANT_ID, clientId, secrets: [{ value: 'right' }], roles: [], disabled: true });
    const answer = await entra.askToken({ client_id: clientId });
    expect(answer).toMatchObject({ status: 400, body: { error: 'unauthorized_client', error_codes: [7000112] } });
  });

  it('is what a test ordered, as often as it ordered', async () => {
    entra.control.faults.add({ status: 503, body: { error: 'temporarily_unavailable' }, times: 2 });
    expect((await entra.askToken()).status).toBe(503);
    expect((await entra.askToken()).body).toEqual({ error: 'temporarily_unavailable' });
    expect((await entra.askToken()).status).toBe(200);
  });

  it('is in the log with its status', async () => {
    entra.control.clearLog();
    await entra.askToken({ client_secret: 'wrong' });
    await entra.askToken();
    expect(entra.control.requests).toMatchObject([
      { method: 'POST', status: 401, tenantId: TENANT_ID, clientId: CLIENT_ID },
      { method: 'POST', status: 200, tenantId: TENANT_ID, clientId: CLIENT_ID },
    ]);
  });
});
