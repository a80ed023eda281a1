import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GRAPH_CLIENT_ID, PASSWORD, startApi, type Api, type ApiPerson } from '../helpers/api.ts';

let api: Api;
let anna: ApiPerson;
beforeEach(async () => {
  api = await startApi();
  anna = api.addPerson('Anna Beispiel');
});
afterEach(() => api.stop());

const codeOf = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];

describe('linking', () => {
  it('answers where the user stands, and starts no sync', async () => {
    const { status, body } = await anna.link();
    expect(status).toBe(200);
    expect(body).toEqual((await anna.get('/api/me')).body);
    expect(body.link).toEqual({
      state: 'ok',
      email: anna.email,
      organization: { id: api.organizationId, title: 'Hauptstadt Events GmbH' },
      role: 'user',
    });
    expect(body.interface).toEqual({ enabled: false, reason: 'microsoft365_not_configured' });
    expect((await anna.get('/api/me/runs')).body).toEqual([]);
  });

  it('keeps neither the password nor a readable token', async () => {
    await anna.link();
    const stored = await api.readStored();
    expect(stored).toContain(anna.email);
    expect(stored).not.toContain(PASSWORD);
    expect(stored).not.toMatch(/eyJ[\w-]{10,}/);
  });

  it('refuses a wrong password', async () => {
    expect(codeOf(await anna.link({ password: 'falsch' }))).toEqual([422, 'lupax_credentials']);
    expect((await anna.get('/api/me')).body.link).toBeNull();
  });

  it('asks which organisation when there are several', async () => {
    const second = api.sandbox.lupax.addOrganization({ title: 'Zweite GmbH' });
    const third = api.sandbox.lupax.addOrganization({ title: 'Fremde GmbH' });
    api.sandbox.lupax.changeUser(anna.lupaxUserId, { organizationIds: [api.organizationId, second] });
    const asked = await anna.link();
    expect(codeOf(asked)).toEqual([409, 'organization_required']);
    expect(asked.body.organizations).toEqual([
      { id: api.organizationId, title: 'Hauptstadt Events GmbH' },
      { id: second, title: 'Zweite GmbH' },
    ]);
    expect(codeOf(await anna.link({ organizationId: third }))).toEqual([422, 'organization_unknown']);
    expect((await anna.link({ organizationId: second })).body.link.organization.id).toBe(second);
  });

  it('refuses an organisation whose interface is not released', async () => {
    api.sandbox.lupax.setInterface(api.organizationId, { enabled: false });
    expect(codeOf(await anna.link())).toEqual([403, 'interface_disabled']);
  });

  it('tells when Lupax cannot be reached', async () => {
    api.sandbox.lupax.faults.add({ match: { url: '/organizations' }, status: 503, times: 50 });
    expect(codeOf(await anna.link())).toEqual([502, 'lupax_unavailable']);
  });

  it('says when there is no connector, and takes the role from the configuration', async () => {
    await api.stop();
    api = await startApi({ env: { ADMIN_UPNS: 'ADA@hauptstadt.example' } });
    api.sandbox.lupax.setInterface(api.organizationId, { connector: false });
    const bob = api.addPerson('Bob Muster');
    const ada = api.addPerson('Ada Admin');
    const linked = await bob.link();
    expect(linked.body.link.role).toBe('user');
    expect(linked.body.interface).toEqual({ enabled: false, reason: 'no_connector' });
    expect((await ada.link()).body.link.role).toBe('admin');
    expect((await ada.get('/api/admin/users')).status).toBe(200);
    expect(codeOf(await bob.get('/api/admin/users'))).toEqual([403, 'admin_only']);
  });

  it('notices a connector that Lupax offers later, and one that merely does not answer', async () => {
    api.sandbox.lupax.setInterface(api.organizationId, { connector: false });
    await anna.link();
    api.sandbox.lupax.setInterface(api.organizationId, { connector: true });
    expect((await anna.get('/api/me')).body.interface.reason).toBe('microsoft365_not_configured');
    api.sandbox.lupax.setInterface(api.organizationId, { connector: false });
    expect((await anna.get('/api/me')).body.interface.reason).toBe('microsoft365_not_configured');
    expect(codeOf(await anna.link())).toEqual([502, 'lupax_unavailable']);
  });

  it('keeps settings for the same Lupax user, and starts clean for another one', async () => {
    await anna.link();
    await anna.call('PATCH', '/api/me/settings', { pastDays: 7 });
    await anna.link();
    expect((await anna.get('/api/me/settings')).body.pastDays).toBe(7);
    const other = api.addPerson('Otto Anders');
    expect((await anna.link({ email: other.email })).body.link.email).toBe(other.email);
    expect((await anna.get('/api/me/settings')).body.pastDays).toBe(30);
  });

  it('shows when the interface is withdrawn or the sign-in ends, and mends with the next link', async () => {
    await anna.link();
    api.sandbox.lupax.setInterface(api.organizationId, { enabled: false });
    expect((await anna.get('/api/me')).body.interface).toEqual({ enabled: false, reason: 'interface_disabled' });
    expect(codeOf(await anna.call('POST', '/api/me/sync'))).toEqual([403, 'interface_disabled']);
    api.sandbox.lupax.setInterface(api.organizationId, { enabled: true });
    api.sandbox.lupax.expireTokens(anna.lupaxUserId);
    expect((await anna.get('/api/me')).body.link.state).toBe('sign_in_expired');
    expect(codeOf(await anna.call('POST', '/api/me/sync'))).toEqual([409, 'sign_in_expired']);
    const [item] = (await anna.get('/api/me/attention', { 'accept-language': 'en' })).body;
    expect(item).toMatchObject({ code: 'sign_in_expired', title: 'Lupax sign-in expired', entry: null });
    expect((await anna.link()).body.link.state).toBe('ok');
    expect((await anna.get('/api/me/attention')).body).toEqual([]);
  });

  it('is still there after a restart', async () => {
    await anna.link();
    await api.restart();
    expect((await anna.get('/api/me')).body.link.state).toBe('ok');
  });

  it('is refused after ten wrong passwords, also with the right one, and for that user only', async () => {
    const failed = await Promise.all(Array.from({ length: 14 }, () => anna.link({ password: 'falsch' })));
    const counts = failed.map(({ status }) => status).sort();
    expect(counts).toEqual([...Array(10).fill(422), ...Array(4).fill(429)]);
    const refused = await anna.link();
    expect(codeOf(refused)).toEqual([429, 'too_many_requests']);
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(15 * 60);
    expect((await api.addPerson('Bob Muster').link()).status).toBe(200);
  });

  it('does not count sign-ins that succeed', async () => {
    for (let count = 0; count < 12; count += 1) expect((await anna.link()).status).toBe(200);
  });

  it('is refused after fifty wrong passwords from one address', async () => {
    const people = Array.from({ length: 6 }, (_, index) => api.addPerson(`Person${index} Muster`));
    for (const person of people.slice(0, 5)) {
      await Promise.all(Array.from({ length: 10 }, () => person.link({ password: 'falsch' })));
    }
    const refused = await people[5]!.call(
      'PUT',
      '/api/me/link',
      { email: people[5]!.email, password: PASSWORD },
      { 'x-forwarded-for': '203.0.113.9' },
    );
    expect(codeOf(refused)).toEqual([429, 'too_many_requests']);
  });
});

describe('unlinking', () => {
  it('forgets everything', async () => {
    await anna.link();
    const { status, body } = await anna.call('DELETE', '/api/me/link');
    expect([status, body]).toEqual([204, '']);
    expect((await anna.get('/api/me')).body).toMatchObject({ link: null, interface: { reason: 'not_linked' } });
    expect(codeOf(await anna.call('DELETE', '/api/me/link'))).toEqual([409, 'not_linked']);
    expect(await api.readStored()).not.toContain(anna.email);
  });

  it('can take the copies back; its run is readable until the next link', async () => {
    await api.setUp();
    await anna.link();
    const id = api.sandbox.graph.defaultCalendarId(anna.objectId);
    await anna.call('PATCH', `/api/me/calendars/${encodeURIComponent(id)}`, { direction: 'both' });
    api.sandbox.lupax.addAppointment(anna.lupaxUserId, api.organizationId, {
      title: 'Aufbau',
      date_start: new Date(Date.now() + 86_400_000).toISOString(),
      date_end: new Date(Date.now() + 90_000_000).toISOString(),
    });
    await anna.finish((await anna.call('POST', '/api/me/sync')).body.runId);
    expect(api.sandbox.graph.events(anna.objectId)).toHaveLength(1);
    const { status, body } = await anna.call('DELETE', '/api/me/link?copies=remove');
    expect(status).toBe(202);
    expect((await anna.finish(body.runId)).state).toBe('done');
    expect(api.sandbox.graph.events(anna.objectId)).toHaveLength(0);
    expect((await anna.get('/api/me')).body.link).toBeNull();
    expect((await anna.get('/api/me/runs')).body[0].id).toBe(body.runId);
    await anna.link();
    expect((await anna.get(`/api/me/runs/${body.runId}`)).status).toBe(404);
  });
});

describe('an organisation that is bound to a tenant', () => {
  it('takes no links from another one, and ends those that were there', async () => {
    await api.stop();
    api = await startApi({ env: { AAD_APP_TENANT_ID: 'organizations' } });
    const elsewhere = randomUUID();
    api.sandbox.entra.addTenant(elsewhere);
    api.sandbox.graph.addTenant(elsewhere);
    const stranger = api.addPerson('Stefan Fremd', { tenantId: elsewhere });
    const ada = api.addPerson('Ada Admin', { role: 'admin' });
    await stranger.link();
    await ada.link();
    const settings = { tenantId: api.tenantId, clientId: GRAPH_CLIENT_ID, clientSecret: 'x' };
    expect((await ada.call('PUT', '/api/admin/microsoft365', settings)).status).toBe(200);
    expect((await stranger.get('/api/me')).body.link).toBeNull();
    expect((await ada.get('/api/me')).body.link.state).toBe('ok');
    expect(codeOf(await stranger.link())).toEqual([403, 'tenant_mismatch']);
  });
});
