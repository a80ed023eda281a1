import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SAMPLE_CERTIFICATE_PEM, SAMPLE_PRIVATE_KEY_PEM } from '../sandbox/entra/sample-certificate.ts';
import { GRAPH_CLIENT_ID } from '../helpers/api.ts';
import { startFirm, startImpostor, summarise, type CheckedFirm, type Impostor } from './checked-firm.ts';
import { checkDirectly, type DirectOptions } from './direct.ts';
import { findFreePort } from '../helpers/free-port.ts';

const AFTER_GRAPH = ['directory', 'user', 'mailbox', 'calendars', 'sharing', 'mailboxSettings', 'onlineMeetings'];
const AFTER_ENTRA = ['tenant', 'application', 'secret', 'permissions', ...AFTER_GRAPH];
const HOUR_MS = 3_600_000;
const APP_BY_CERTIFICATE = {
  clientId: GRAPH_CLIENT_ID,
  credential: { kind: 'certificate', pem: SAMPLE_CERTIFICATE_PEM + SAMPLE_PRIVATE_KEY_PEM },
} as const;

let firm: CheckedFirm;
let impostor: Impostor | null = null;
beforeEach(async () => void (firm = await startFirm()));
afterEach(async () => {
  await firm.api.stop();
  await impostor?.stop();
  impostor = null;
});
const check = async (options: DirectOptions) => summarise(await checkDirectly(firm, options));

/** Addresses that nothing of Microsoft or Lupax answers at, and the word that says why. */
const DEAD: [string, () => Promise<string>, RegExp][] = [
  ['nothing listens', async () => `http://127.0.0.1:${await findFreePort()}`, /ECONNREFUSED/],
  ['its name is not known', async () => 'https://lupax-test.invalid', /ENOTFOUND|EAI_AGAIN/],
  ['its certificate is not trusted', startWithOwnCertificate, /SELF_SIGNED|CERT/],
  ['it does not answer in time', startSilent, /TimeoutError/],
];

async function startWithOwnCertificate(): Promise<string> {
  impostor = await startImpostor((_request, response) => response.end('{}'), { tls: true });
  return impostor.origin;
}

async function startSilent(): Promise<string> {
  impostor = await startImpostor(() => undefined);
  return impostor.origin;
}

describe('a service that is not reached', () => {
  it.each(DEAD)('Entra: %s', async (_what, find, cause) => {
    const results = await checkDirectly(firm, { place: { authorityHost: await find() }, probeTimeoutMs: 1_000 });
    expect(summarise(results)).toEqual({ found: { entra: 'entra_unreachable' }, skipped: AFTER_ENTRA });
    expect(results[0]!.detail).toMatch(cause);
    expect(results[0]!.script).toContain('openid-configuration');
  });

  it.each(DEAD)('Graph: %s', async (_what, find, cause) => {
    const results = await checkDirectly(firm, { place: { graphBaseUrl: await find() }, probeTimeoutMs: 1_000 });
    expect(summarise(results)).toEqual({ found: { graph: 'graph_unreachable' }, skipped: AFTER_GRAPH });
    expect(results.find(({ id }) => id === 'graph')!.detail).toMatch(cause);
  });

  it.each(DEAD)('Lupax: %s', async (_what, find, cause) => {
    const results = await checkDirectly(firm, {
      place: { lupaxBaseUrl: `${await find()}/api/v1` },
      probeTimeoutMs: 1_000,
    });
    expect(summarise(results)).toEqual({ found: { lupax: 'lupax_unreachable' }, skipped: [] });
    expect(results.find(({ id }) => id === 'lupax')!.detail).toMatch(cause);
  });

  it('is told from one that is, also when nothing at all is reached', async () => {
    const dead = `http://127.0.0.1:${await findFreePort()}`;
    const place = { authorityHost: dead, graphBaseUrl: dead, lupaxBaseUrl: dead };
    expect(await check({ place })).toEqual({
      found: { entra: 'entra_unreachable', graph: 'graph_unreachable', lupax: 'lupax_unreachable' },
      skipped: [...AFTER_ENTRA, 'clock'],
    });
  });
});

describe('what was entered', () => {
  it.each([
    ['a tenant that does not exist', randomUUID()],
    ['a domain that nobody has', 'niemand.example'],
    ['a tenant that is none', 'kein_mandant'],
  ])('%s', async (_what, tenantId) => {
    expect(await check({ tenantId })).toEqual({
      found: { tenant: 'tenant_not_found' },
      skipped: ['application', 'secret', 'permissions', ...AFTER_GRAPH],
    });
  });

  it('a credential that can no longer be decrypted', async () => {
    expect(await check({ app: null })).toEqual({
      found: { secret: 'secret_invalid' },
      skipped: ['entra', 'tenant', 'application', 'permissions', ...AFTER_GRAPH],
    });
  });

  it('a certificate that is in order', async () => {
    firm.changeApp({ certificates: [SAMPLE_CERTIFICATE_PEM] });
    const app = { ...APP_BY_CERTIFICATE, tenantId: firm.api.tenantId };
    expect(await check({ app })).toEqual({ found: {}, skipped: [] });
  });
});

describe('Lupax without a connector', () => {
  it('is a hint where there never was one', async () => {
    firm.api.sandbox.lupax.setInterface(firm.api.organizationId, { connector: false });
    expect(await check({ hadConnector: false })).toEqual({ found: { lupax: 'no_connector' }, skipped: [] });
  });
});

describe('the clock of the server', () => {
  it.each([HOUR_MS, -HOUR_MS])('is found out by Entra refusing the assertion of a certificate (%i ms)', async (ms) => {
    await firm.api.stop();
    firm = await startFirm({ now: () => Date.now() + ms });
    firm.changeApp({ certificates: [SAMPLE_CERTIFICATE_PEM] });
    const app = { ...APP_BY_CERTIFICATE, tenantId: firm.api.tenantId };
    const results = await checkDirectly(firm, { app });
    expect(summarise(results)).toEqual({
      found: { clock: 'clock_skew' },
      skipped: ['secret', 'permissions', ...AFTER_GRAPH],
    });
    expect(results.find(({ id }) => id === 'clock')!.detail).toMatch(/(3599|3600|3601) Sekunden (vor|nach)/);
  });
});

describe('notifications', () => {
  const write = true;
  const found = { webhook: 'webhook_unreachable' };

  it('need https, which is said without asking Graph', async () => {
    const place = { publicUrl: 'http://firma.example', graphBaseUrl: 'https://graph.microsoft.com' };
    firm.api.sandbox.graph.clearLog();
    expect(await check({ place, graphBaseUrl: firm.api.sandbox.graphUrl, write })).toEqual({ found, skipped: [] });
    expect(firm.api.sandbox.graph.requests.filter(({ path }) => path.startsWith('/subscriptions'))).toEqual([]);
  });

  it('do not arrive where nothing listens', async () => {
    const place = { publicUrl: `http://127.0.0.1:${await findFreePort()}` };
    expect(await check({ place, write })).toEqual({ found, skipped: [] });
  });

  it.each([
    ['answers 404', 404, 'text/plain', false],
    ['wants to be signed in to', 302, 'text/html', false],
    ['answers a page', 200, 'text/html', true],
    ['answers something else', 200, 'text/plain', false],
  ])('do not arrive where something %s', async (_what, status, type, echoes) => {
    impostor = await startImpostor((request, response) => {
      const token = new URL(request.url!, 'http://x').searchParams.get('validationToken') ?? '';
      response.writeHead(status, { 'content-type': type, location: '/login' }).end(echoes ? token : 'hello');
    });
    expect(await check({ place: { publicUrl: impostor.origin }, write })).toEqual({ found, skipped: [] });
  });

  it('do not arrive where the answer takes too long', async () => {
    firm.api.sandbox.graph.setHandshakeTimeout(200);
    impostor = await startImpostor(() => undefined);
    expect(await check({ place: { publicUrl: impostor.origin }, write })).toEqual({ found, skipped: [] });
  });
});

describe('what the check writes', () => {
  const { events, subscriptions } = {
    events: () => firm.api.sandbox.graph.events(firm.anna.objectId),
    subscriptions: () => firm.api.sandbox.graph.subscriptions(),
  };
  const plant = (url: string, method: string, fault: object) =>
    firm.api.sandbox.graph.faults.add({ match: { url, method }, ...fault } as Parameters<
      CheckedFirm['api']['sandbox']['graph']['faults']['add']
    >[0]);

  it.each([
    ['the event', '/events', 'POST'],
    ['the subscription', '/subscriptions', 'POST'],
  ])('is gone although the answer about %s was lost', async (_what, url, method) => {
    plant(url, method, { kind: 'lostAnswer' });
    const { found } = await check({ write: true });
    expect(found).toEqual({ graph: 'graph_unreachable' });
    expect([events(), subscriptions()]).toEqual([[], []]);
  });

  it('is gone although removing it failed in passing', async () => {
    plant('/events/', 'DELETE', { kind: 'status', status: 503, times: 2 });
    plant('/subscriptions/', 'DELETE', { kind: 'status', status: 503, times: 2 });
    expect(await check({ write: true })).toEqual({ found: {}, skipped: [] });
    expect([events(), subscriptions()]).toEqual([[], []]);
  });

  it('is removed by the next check when it could not be removed', async () => {
    plant('/events/', 'DELETE', { kind: 'status', status: 403, body: { error: { code: 'ErrorAccessDenied' } } });
    plant('/subscriptions/', 'DELETE', { kind: 'status', status: 403, body: { error: { code: 'ErrorAccessDenied' } } });
    const results = await checkDirectly(firm, { write: true });
    expect(results.find(({ id }) => id === 'calendarWrite')!.detail).toContain('ließ sich nicht wieder entfernen');
    expect([events().length, subscriptions().length]).toEqual([1, 1]);
    expect(events()[0]).toMatchObject({ showAs: 'free', sensitivity: 'private', isReminderOn: false, attendees: [] });
    firm.api.sandbox.graph.clearLog();
    expect(await check({})).toEqual({ found: {}, skipped: [] });
    expect(firm.api.sandbox.graph.writes()).toEqual([]);
    expect(await check({ write: true })).toEqual({ found: {}, skipped: [] });
    expect([events(), subscriptions()]).toEqual([[], []]);
  });

  it("leaves the product's own subscription and everybody's events alone", async () => {
    const { graph } = firm.api.sandbox;
    const calendar = graph.defaultCalendarId(firm.anna.objectId);
    const start = { dateTime: '2026-12-01T09:00:00', timeZone: 'UTC' };
    graph.addEvent(firm.anna.objectId, calendar, { subject: 'Lupax: Schreibprobe', start, end: start });
    await check({ write: true });
    expect(events()).toHaveLength(1);
  });
});
