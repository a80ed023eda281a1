import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startCompany } from './setup.ts';
import type { Company } from './setup.ts';

let lupax: Company;
beforeEach(async () => void (lupax = await startCompany()));
afterEach(() => lupax.stop());

describe('signing in', () => {
  it('answers the JWT bare, as a JSON string or as an object', async () => {
    const isJwt = /^[\w-]+\.[\w-]+\.[\w-]+$/;
    expect((await lupax.login('Anna@Contoso.example')).text).toMatch(isJwt);
    lupax.control.loginAnswer = 'json';
    expect((await lupax.login('anna@contoso.example')).body).toMatch(isJwt);
    lupax.control.loginAnswer = 'object';
    expect((await lupax.login('anna@contoso.example')).body).toEqual({ token: expect.stringMatching(isJwt) });
  });

  it('is refused with a wrong password or an unknown address', async () => {
    expect(await lupax.login('anna@contoso.example', 'wrong')).toMatchObject({ status: 401 });
    expect(await lupax.login('nobody@contoso.example')).toMatchObject({
      status: 401,
      body: { error: { code: 'unauthorized' } },
    });
  });

  it('is refused without a password and with broken JSON', async () => {
    const call = lupax.callWith(undefined);
    expect((await call('POST', '//auth/login', { email: 'anna@contoso.example' })).status).toBe(400);
    expect((await call('POST', '//auth/login', '{"email":')).status).toBe(400);
  });

  it('lasts until the JWT expires', async () => {
    const call = lupax.callWith(lupax.jwt);
    expect((await call('GET', '//organizations')).status).toBe(200);
    lupax.advance(lupax.control.loginLifetimeMs);
    expect((await call('GET', '//organizations')).status).toBe(401);
  });

  it('ends when a test ends it, for one kind of token or both', async () => {
    lupax.control.expireTokens(lupax.userId, 'connector');
    expect((await lupax.call('GET', '/me')).status).toBe(401);
    expect((await lupax.callWith(lupax.jwt)('GET', '/me')).status).toBe(200);
    lupax.control.expireTokens(lupax.userId);
    expect((await lupax.callWith(lupax.jwt)('GET', '/me')).status).toBe(401);
  });

  it('is needed for everything else', async () => {
    expect((await lupax.callWith(undefined)('GET', '//organizations')).status).toBe(401);
    expect((await lupax.callWith('made-up')('GET', '/appointments')).status).toBe(401);
  });
});

describe('the connector', () => {
  it('gets a token that lasts at least 90 days and can renew itself', async () => {
    const answer = await lupax.call('POST', '/office365/token');
    expect(answer.status).toBe(201);
    const { token, expires_at } = answer.body as { token: string; expires_at: string };
    expect(expires_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0[12]:00$/);
    lupax.advance(90 * 86_400_000);
    expect((await lupax.callWith(token)('GET', '/me')).status).toBe(200);
    lupax.advance(91 * 86_400_000);
    expect((await lupax.callWith(token)('GET', '/me')).status).toBe(401);
  });

  it('knows who is signed in and where', async () => {
    expect((await lupax.call('GET', '/me')).body).toEqual({
      id: lupax.userId,
      email: 'anna@contoso.example',
      first_name: 'Anna',
      last_name: 'Arnold',
      role: 'user',
      language: 'de',
      time_zone: 'Europe/Berlin',
    });
    expect((await lupax.call('GET', '//organizations')).body).toMatchObject([
      { id: lupax.organizationId, title: 'Beispiel Events', vacation_request_active: true },
    ]);
  });

  it('sees whether the interface is released; while it is not, calendar data and tokens are 403', async () => {
    lupax.control.setInterface(lupax.organizationId, { enabled: false, onlineMeetings: false });
    expect((await lupax.call('GET', '/office365')).body).toEqual({
      enabled: 0,
      online_meetings: 0,
      time_zone: 'Europe/Berlin',
    });
    for (const path of ['/appointments', '/appointments/changes', '/appointments/1', '/tasks', '/reminders']) {
      expect(await lupax.call('GET', path)).toMatchObject({
        status: 403,
        body: { error: { code: 'interface_disabled' } },
      });
    }
    expect((await lupax.call('POST', '/office365/token')).status).toBe(403);
    expect((await lupax.call('GET', '/projects')).status).toBe(200);
  });

  it('is nowhere when Lupax has none: 404, but projects are there', async () => {
    lupax.control.setInterface(lupax.organizationId, { connector: false });
    for (const path of ['/office365', '/me', '/appointments', '/appointments/changes', '/tasks', '/reminders']) {
      expect((await lupax.call('GET', path)).status, path).toBe(404);
    }
    expect((await lupax.call('POST', '/office365/token')).status).toBe(404);
    expect((await lupax.call('GET', '/projects')).status).toBe(200);
  });

  it('does not enter an organisation of others', async () => {
    const other = lupax.control.addOrganization({ title: 'Andere' });
    expect((await lupax.call('GET', `//organizations/${other}/office365`)).status).toBe(403);
    expect((await lupax.call('GET', '//organizations/1/office365')).status).toBe(403);
  });
});
