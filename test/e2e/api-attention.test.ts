import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import de from '../../server/i18n/de.json' with { type: 'json' };
import en from '../../server/i18n/en.json' with { type: 'json' };
import { GRAPH_CLIENT_ID, startApi, type Api, type ApiPerson } from '../helpers/api.ts';

const HOUR_MS = 60 * 60 * 1000;
const SECRET = 'a-secret-for-tests';

let api: Api;
let ada: ApiPerson;
let anna: ApiPerson;
let offsetMs = 0;

async function start(env: Record<string, string> = {}): Promise<void> {
  offsetMs = 0;
  api = await startApi({ env, now: () => Date.now() + offsetMs });
  ada = await api.setUp();
  anna = api.addPerson('Anna Beispiel');
  await anna.link();
  const id = api.sandbox.graph.defaultCalendarId(anna.objectId);
  api.sandbox.graph.setSharing(anna.objectId, id, 'read');
  await anna.call('PATCH', `/api/me/calendars/${encodeURIComponent(id)}`, { direction: 'both' });
}
afterEach(() => api.stop());

async function sync() {
  const { status, body } = await anna.call('POST', '/api/me/sync');
  expect(status).toBe(202);
  return await anna.finish(body.runId);
}
const attention = async (language = 'de') =>
  (await anna.get('/api/me/attention', { 'accept-language': language })).body;
const waitsFor = async () =>
  (await ada.get('/api/admin/users')).body.find(({ objectId }: { objectId: string }) => objectId === anna.objectId)
    .waitsFor;
const app = () => [api.tenantId, GRAPH_CLIENT_ID] as const;
/** Tokens that were issued do not count any more, so that the next call asks Entra. */
const forgetTokens = () => (offsetMs += 2 * HOUR_MS);
const refuse = (codes: number[]) => {
  forgetTokens();
  const body = { error: 'invalid_client', error_description: 'Etwas ganz anderes', error_codes: codes };
  api.sandbox.entra.faults.add({ match: { url: '/token' }, status: 401, body, times: 50 });
};

describe('what stops a link', () => {
  beforeEach(() => start());

  const obstacles: [code: string, stop: () => unknown, help: () => unknown][] = [
    [
      'secret_expired',
      () => {
        forgetTokens();
        api.sandbox.entra.changeApp(...app(), { secrets: [{ value: SECRET, expiresAt: '2020-01-01T00:00:00Z' }] });
      },
      () => api.sandbox.entra.changeApp(...app(), { secrets: [{ value: SECRET }] }),
    ],
    [
      'secret_invalid',
      () => {
        forgetTokens();
        api.sandbox.entra.changeApp(...app(), { secrets: [{ value: 'another' }] });
      },
      () => api.sandbox.entra.changeApp(...app(), { secrets: [{ value: SECRET }] }),
    ],
    [
      'application_disabled',
      () => {
        forgetTokens();
        api.sandbox.entra.changeApp(...app(), { disabled: true });
      },
      () => api.sandbox.entra.changeApp(...app(), { disabled: false }),
    ],
    ['application_not_found', () => refuse([700016]), () => api.sandbox.entra.faults.clear()],
    ['certificate_unknown', () => refuse([700027]), () => api.sandbox.entra.faults.clear()],
    ['tenant_not_found', () => refuse([90002]), () => api.sandbox.entra.faults.clear()],
    ['permission_missing', () => refuse([65001]), () => api.sandbox.entra.faults.clear()],
    ['access_policy', () => refuse([4711, 53003]), () => api.sandbox.entra.faults.clear()],
    ['microsoft365_unauthorized', () => refuse([4711]), () => api.sandbox.entra.faults.clear()],
    [
      'calendars_denied',
      () => {
        forgetTokens();
        api.sandbox.entra.setRoles(...app(), ['User.Read.All']);
      },
      () => {
        forgetTokens();
        api.sandbox.entra.setRoles(...app(), ['Calendars.ReadWrite']);
      },
    ],
    [
      'mailbox_missing',
      () => api.sandbox.graph.setMailboxState(anna.objectId, 'none'),
      () => api.sandbox.graph.setMailboxState(anna.objectId, 'ok'),
    ],
    [
      'mailbox_blocked',
      () => api.sandbox.graph.setMailboxState(anna.objectId, 'blocked'),
      () => api.sandbox.graph.setMailboxState(anna.objectId, 'ok'),
    ],
    [
      'interface_disabled',
      () => api.sandbox.lupax.setInterface(api.organizationId, { enabled: false }),
      () => api.sandbox.lupax.setInterface(api.organizationId, { enabled: true }),
    ],
    ['sign_in_expired', () => api.sandbox.lupax.expireTokens(anna.lupaxUserId), () => anna.link()],
  ];

  it.each(obstacles)('is listed once as %s, with what helps, until it is over', async (code, stop, help) => {
    expect(await sync()).toMatchObject({ state: 'done' });
    expect(await attention()).toEqual([]);
    await stop();
    const run = await sync();
    expect(run).toMatchObject({ state: 'failed', error: { code } });
    expect(run.error.detail).not.toContain('AADSTS');
    const [listed, ...others] = await attention();
    expect(others).toEqual([]);
    const german = (de.attention as Record<string, object>)[code];
    expect(listed).toEqual({ id: code, code, since: expect.stringMatching(/Z$/), ...german, entry: null });
    expect(await attention('en')).toEqual([{ ...listed, ...(en.attention as Record<string, object>)[code] }]);
    // The administrator's own link may be stopped by the same, but the list of users is there to see it.
    if (code !== 'interface_disabled') expect(await waitsFor()).toBe(code);

    offsetMs += HOUR_MS;
    if (!['sign_in_expired', 'interface_disabled'].includes(code)) {
      await sync();
      expect(await attention()).toEqual([listed]);
    }
    await help();
    expect(await sync()).toMatchObject({ state: 'done', error: null });
    expect(await attention()).toEqual([]);
    expect(await waitsFor()).toBeNull();
  });

  it('is one thing at a time: the latest', async () => {
    await sync();
    refuse([7000222]);
    await sync();
    api.sandbox.entra.faults.clear();
    refuse([7000215]);
    await sync();
    expect(await attention()).toMatchObject([{ code: 'secret_invalid' }]);
  });

  it('is not taken for over because of an outage', async () => {
    await sync();
    api.sandbox.graph.setMailboxState(anna.objectId, 'none');
    await sync();
    const listed = await attention();
    api.sandbox.lupax.faults.add({ match: { url: '/changes' }, kind: 'cutConnection', times: 50 });
    expect(await sync()).toMatchObject({ state: 'failed' });
    expect(await attention()).toEqual(listed);
  });

  it('is also what the administrator has switched off', async () => {
    await sync();
    const put = (enabled: boolean) =>
      ada.call('PUT', '/api/admin/microsoft365', { tenantId: api.tenantId, clientId: GRAPH_CLIENT_ID, enabled });
    await put(false);
    expect(await attention()).toMatchObject([{ code: 'microsoft365_disabled' }]);
    expect(await waitsFor()).toBe('microsoft365_disabled');
    await put(true);
    expect(await attention()).toEqual([]);
    expect(await waitsFor()).toBeNull();
  });
});

describe('polling', () => {
  beforeEach(() => start({ SYNC_INTERVAL_SECONDS: '1' }));

  const clearLogs = () => [api.sandbox.graph, api.sandbox.lupax, api.sandbox.entra].forEach((log) => log.clearLog());
  /** Requests about Anna, and all to Entra for tokens. */
  const countRequests = () =>
    api.sandbox.graph.requests.length +
    api.sandbox.lupax.requests.length +
    api.sandbox.entra.requests.filter(({ path }) => path.endsWith('/token')).length;
  const polled = () => vi.waitFor(() => expect(countRequests()).toBeGreaterThan(0), 30_000);

  it('asks nobody about a link whose sign-in expired, until it is linked again', async () => {
    await sync();
    clearLogs();
    await polled();
    api.sandbox.lupax.expireTokens(anna.lupaxUserId);
    await vi.waitFor(async () => expect(await attention()).toMatchObject([{ code: 'sign_in_expired' }]), 30_000);
    clearLogs();
    await sleep(3_000);
    expect(countRequests()).toBe(0);
    await anna.link();
    clearLogs();
    await polled();
    await vi.waitFor(async () => expect(await attention()).toEqual([]), 30_000);
  });

  it('asks nobody about a link that Microsoft 365 is not open to, until it is', async () => {
    await sync();
    const put = (allowedUsers: string[] | null) =>
      ada.call('PUT', '/api/admin/microsoft365', { tenantId: api.tenantId, clientId: GRAPH_CLIENT_ID, allowedUsers });
    await put(['ada@hauptstadt.example']);
    await sleep(200);
    clearLogs();
    await sleep(3_000);
    expect(countRequests()).toBe(0);
    await put(null);
    clearLogs();
    await polled();
  });

  it('tries an expired secret once in a while only, and a new one at once', async () => {
    await sync();
    forgetTokens();
    api.sandbox.entra.changeApp(...app(), { secrets: [{ value: 'new' }, { value: SECRET, expiresAt: '2020-01-01' }] });
    await vi.waitFor(async () => expect(await attention()).toMatchObject([{ code: 'secret_expired' }]), 30_000);
    await sleep(500);
    const runs = (await anna.get('/api/me/runs')).body.length;
    clearLogs();
    await sleep(3_000);
    expect(countRequests()).toBe(0);
    offsetMs += HOUR_MS / 2;
    await polled();
    await sleep(500);
    clearLogs();
    await sleep(2_500);
    expect(countRequests()).toBe(0);
    expect((await anna.get('/api/me/runs')).body).toHaveLength(runs);
    const settings = { tenantId: api.tenantId, clientId: GRAPH_CLIENT_ID, clientSecret: 'new' };
    expect((await ada.call('PUT', '/api/admin/microsoft365', settings)).status).toBe(200);
    await vi.waitFor(async () => expect(await attention()).toEqual([]), 30_000);
  });

  it('finds out by itself that the interface was released again', async () => {
    await sync();
    api.sandbox.lupax.setInterface(api.organizationId, { enabled: false });
    await vi.waitFor(async () => expect(await attention()).toMatchObject([{ code: 'interface_disabled' }]), 30_000);
    await sleep(500);
    clearLogs();
    await sleep(2_500);
    expect(countRequests()).toBe(0);
    api.sandbox.lupax.setInterface(api.organizationId, { enabled: true });
    offsetMs += HOUR_MS / 2;
    await vi.waitFor(async () => expect(await attention()).toEqual([]), 30_000);
  });
});
