import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GRAPH_CLIENT_ID, startApi, type Api, type ApiPerson } from '../helpers/api.ts';

const SECRET = 'Wert~des~Geheimnisses';

let api: Api;
let ada: ApiPerson;
let anna: ApiPerson;
beforeEach(async () => {
  api = await startApi();
  ada = api.addPerson('Ada Admin', { role: 'admin' });
  anna = api.addPerson('Anna Beispiel');
  await ada.link();
  await anna.link();
});
afterEach(() => api.stop());

const codeOf = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];
const put = (more: object = {}, who = ada) =>
  who.call('PUT', '/api/admin/microsoft365', {
    tenantId: api.tenantId,
    clientId: GRAPH_CLIENT_ID,
    clientSecret: SECRET,
    ...more,
  });

describe('the connection to Microsoft 365', () => {
  it('is nothing before it is entered', async () => {
    const { status, body } = await ada.get('/api/admin/microsoft365');
    expect(status).toBe(200);
    expect(body).toEqual({
      tenantId: null,
      clientId: null,
      secretExpiresOn: null,
      enabled: false,
      allowedUsers: null,
      credential: null,
      previousCredential: null,
    });
  });

  it('is entered without the secret ever being answered', async () => {
    const { status, body } = await put({ secretExpiresOn: '2027-06-30' });
    expect(status).toBe(200);
    expect(body).toEqual({
      tenantId: api.tenantId,
      clientId: GRAPH_CLIENT_ID,
      secretExpiresOn: '2027-06-30',
      enabled: true,
      allowedUsers: null,
      credential: 'secret',
      previousCredential: null,
    });
    expect((await ada.get('/api/admin/microsoft365')).body).toEqual(body);
  });

  it('keeps what is left out', async () => {
    await put({ secretExpiresOn: '2027-06-30', allowedUsers: ['Anna@hauptstadt.example'], enabled: false });
    const { body } = await put({ clientSecret: undefined });
    expect(body).toMatchObject({
      secretExpiresOn: '2027-06-30',
      allowedUsers: ['anna@hauptstadt.example'],
      enabled: false,
      credential: 'secret',
    });
    expect((await put({ allowedUsers: null, enabled: true })).body).toMatchObject({
      allowedUsers: null,
      enabled: true,
      secretExpiresOn: null,
    });
  });

  it('forgets the date on which the secret expires when told to', async () => {
    await put({ secretExpiresOn: '2027-06-30' });
    expect((await put({ clientSecret: undefined, secretExpiresOn: null })).body.secretExpiresOn).toBeNull();
  });

  it('belongs to the tenant of the administrator', async () => {
    expect(codeOf(await put({ tenantId: randomUUID() }))).toEqual([422, 'tenant_mismatch']);
    expect((await put({ tenantId: api.tenantId.toUpperCase() })).status).toBe(200);
  });

  it.each([
    [{ clientId: 'my-app' }],
    [{ clientSecret: '' }],
    [{ clientCertificate: 'x', clientSecret: undefined }],
    [{ secretExpiresOn: 'soon' }],
    [{ allowedUsers: ['anna'] }],
    [{ enabled: 1 }],
    [{ secret: 'x' }],
  ])('refuses %j', async (more) => {
    const answer = await put(more);
    expect(codeOf(answer)).toEqual([422, 'invalid_request']);
    expect(JSON.stringify(answer.body)).not.toContain(SECRET);
    expect((await ada.get('/api/admin/microsoft365')).body.clientId).toBeNull();
  });

  it('is for administrators of Lupax only, from the moment Lupax says so', async () => {
    expect(codeOf(await put({}, anna))).toEqual([403, 'admin_only']);
    expect(codeOf(await anna.get('/api/admin/microsoft365'))).toEqual([403, 'admin_only']);
    expect(codeOf(await anna.get('/api/admin/users'))).toEqual([403, 'admin_only']);
    api.sandbox.lupax.changeUser(anna.lupaxUserId, { role: 'admin' });
    expect((await anna.get('/api/admin/microsoft365')).status).toBe(200);
    expect((await anna.get('/api/me')).body.link.role).toBe('admin');
    api.sandbox.lupax.changeUser(anna.lupaxUserId, { role: 'user' });
    expect(codeOf(await anna.get('/api/admin/microsoft365'))).toEqual([403, 'admin_only']);
  });

  it('cannot be touched while Lupax does not say who is an administrator', async () => {
    api.sandbox.lupax.faults.add({ match: { url: '/me' }, status: 503, times: 50 });
    expect(codeOf(await ada.get('/api/admin/microsoft365'))).toEqual([502, 'lupax_unavailable']);
  });
});

describe('the list of those who may connect', () => {
  it('is open to whom it names, however the address is written, and to nobody else', async () => {
    await put({ allowedUsers: [anna.email.toUpperCase()] });
    expect((await anna.get('/api/me')).body.interface).toEqual({ enabled: true, reason: null });
    expect((await ada.get('/api/me')).body.interface).toEqual({ enabled: false, reason: 'microsoft365_disabled' });
    expect(codeOf(await ada.get('/api/me/calendars'))).toEqual([409, 'microsoft365_disabled']);
    expect(codeOf(await ada.call('POST', '/api/me/sync'))).toEqual([409, 'microsoft365_disabled']);
    const waiting = (await ada.get('/api/admin/users')).body.map(({ waitsFor }: { waitsFor: string }) => waitsFor);
    expect(waiting).toEqual(['microsoft365_disabled', 'first_sync']);
  });

  it('leaves whoever is off it what they chose, and the administrator the administration', async () => {
    await put();
    await ada.call('PATCH', '/api/me/settings', { paused: true, pastDays: 7 });
    await put({ allowedUsers: [] });
    expect((await ada.get('/api/me/settings')).body).toMatchObject({ paused: true, pastDays: 7 });
    expect((await ada.get('/api/admin/microsoft365')).body.allowedUsers).toEqual([]);
    await put({ allowedUsers: null });
    // Being let in again ends no pause.
    expect(codeOf(await ada.call('POST', '/api/me/sync'))).toEqual([409, 'paused']);
    expect((await ada.get('/api/admin/users')).body[0].waitsFor).toBe('paused');
  });
});

describe('the users of the organisation', () => {
  it('are listed with what they wait for', async () => {
    const { body } = await ada.get('/api/admin/users');
    expect(body).toEqual([
      {
        objectId: ada.objectId,
        email: ada.email,
        state: 'ok',
        lastSuccessAt: null,
        waitsFor: 'microsoft365_not_configured',
      },
      expect.objectContaining({ objectId: anna.objectId }),
    ]);
    await put();
    await anna.call('PATCH', '/api/me/settings', { paused: true });
    const [first, second] = (await ada.get('/api/admin/users')).body;
    expect([first.waitsFor, second.waitsFor]).toEqual(['first_sync', 'paused']);
  });

  it('can be given and taken their data, which hold no secrets', async () => {
    const path = `/api/admin/users/${anna.objectId}/data`;
    const { status, body } = await ada.get(path);
    expect(status).toBe(200);
    expect(body).toMatchObject({ user: { objectId: anna.objectId }, settings: { pastDays: 30 }, pairs: [], runs: [] });
    expect(JSON.stringify(body)).not.toMatch(/"token"|v1\.\w+\./);
    expect((await ada.call('DELETE', path)).status).toBe(204);
    expect((await anna.get('/api/me')).body.link).toBeNull();
    expect(codeOf(await ada.get(path))).toEqual([404, 'not_found']);
    expect(codeOf(await ada.call('DELETE', path))).toEqual([404, 'not_found']);
  });

  it('of other organisations are not found', async () => {
    const other = api.sandbox.lupax.addOrganization({ title: 'Fremde GmbH' });
    const stranger = api.addPerson('Stefan Fremd', { organizationIds: [other], role: 'admin' });
    await stranger.link();
    expect((await stranger.get('/api/admin/users')).body).toHaveLength(1);
    expect((await ada.get('/api/admin/users')).body).toHaveLength(2);
    for (const id of [stranger.objectId, randomUUID(), '../x']) {
      const path = `/api/admin/users/${encodeURIComponent(id)}/data`;
      expect(codeOf(await ada.get(path))).toEqual([404, 'not_found']);
      expect(codeOf(await ada.call('DELETE', path))).toEqual([404, 'not_found']);
    }
    expect((await stranger.get('/api/me')).body.link.state).toBe('ok');
  });
});
