import { networkInterfaces } from 'node:os';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startApi, type Api, type ApiPerson } from '../helpers/api.ts';
import { berlinAppointment, berlinEvent } from '../helpers/engine.ts';

const TOKEN = 'a-token-for-the-metrics-0123456789';
/** An address of this machine that is not loopback: what comes from there could come from anywhere. */
const OUTSIDE = Object.values(networkInterfaces())
  .flatMap((list) => list ?? [])
  .find(({ internal, family }) => !internal && family === 'IPv4')?.address;

let api: Api;
afterEach(() => api.stop());

type Samples = Map<string, number>;

/** Sample → value, as Prometheus' text format writes them: `name{label="value",…} value`. */
async function scrape(headers: Record<string, string> = {}): Promise<Samples> {
  const answer = await api.send('GET', '/metrics', { headers });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = String(answer.body)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const [, name = '', labels = '', value = ''] = /^(\w+)(\{.*\})? (\S+)$/.exec(line) ?? [];
      expect(name, line).not.toBe('');
      return [name + labels, Number(value)];
    }),
  );
}

describe('who may read the metrics', () => {
  beforeEach(async () => (api = await startApi({ env: { METRICS_TOKEN: TOKEN } })));
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const status = async (headers: Record<string, string>, base = api.url) =>
    (await fetch(`${base}/metrics`, { headers })).status;

  it('this machine may, and whoever has the token', async () => {
    expect(await status({})).toBe(200);
    expect(await status(bearer(TOKEN))).toBe(200);
  });

  it.each(['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'])(
    'loopback is no proof for a request that was passed on (%s): it needs the token',
    async (name) => {
      expect(await status({ [name]: '203.0.113.7' })).toBe(404);
      expect(await status({ [name]: '127.0.0.1' })).toBe(404);
      expect(await status({ [name]: '203.0.113.7', ...bearer(TOKEN) })).toBe(200);
    },
  );

  it('for a wrong token, and for every other method, there is no such page', async () => {
    const proxied = { 'x-forwarded-for': '203.0.113.7' };
    for (const wrong of [TOKEN.slice(1), `${TOKEN}x`, '', 'x']) {
      expect(await status({ ...proxied, ...bearer(wrong) }), wrong).toBe(404);
    }
    const unknown = await api.send('GET', '/metric');
    const refused = await api.send('GET', '/metrics', { headers: { ...proxied, 'x-forwarded-for': '::1' } });
    expect(refused.body).toEqual(unknown.body);
    expect((await api.send('POST', '/metrics')).status).toBe(404);
  });

  it.skipIf(OUTSIDE === undefined)('from another address it needs the token', async () => {
    const outside = `http://${OUTSIDE}:${new URL(api.url).port}`;
    expect(await status({}, outside)).toBe(404);
    expect(await status(bearer(TOKEN), outside)).toBe(200);
  });

  it('without a token in the configuration none is right', async () => {
    await api.stop();
    api = await startApi();
    expect(await status({})).toBe(200);
    for (const guess of ['null', 'undefined', TOKEN]) {
      expect(await status({ via: '1.1 proxy', ...bearer(guess) })).toBe(404);
    }
  });
});

describe('what the metrics say', () => {
  let anna: ApiPerson;
  beforeEach(async () => {
    api = await startApi();
    await api.setUp();
    anna = api.addPerson('Anna Berger');
    expect((await anna.link()).status).toBe(200);
    const [calendar] = (await anna.get('/api/me/calendars')).body;
    api.sandbox.graph.setSharing(anna.objectId, calendar.id, 'read');
    await anna.call('PATCH', `/api/me/calendars/${encodeURIComponent(calendar.id)}`, { direction: 'both' });
  });
  const sync = async () => anna.finish((await anna.call('POST', '/api/me/sync')).body.runId);
  const addAppointment = (title: string, day: number) =>
    api.sandbox.lupax.addAppointment(anna.lupaxUserId, api.organizationId, berlinAppointment(title, day) as never);

  it('every request to Graph, Lupax and Entra by class of status, and how long runs took', async () => {
    const before = await scrape();
    expect(before.get('lupax_requests_total{face="graph",status="5xx"}')).toBe(0);
    api.sandbox.graph.clearLog();
    const run = await sync();
    // Nobody listens at the address that Graph is told, so the calendar is left to polling.
    const refused = async () => (await scrape()).get('lupax_subscriptions{state="refused"}');
    await vi.waitFor(async () => expect(await refused()).toBe(1), { timeout: 20_000 });
    const after = await scrape();
    const grown = (name: string) => after.get(name)! - before.get(name)!;
    const graph = [...after.keys()].filter((name) => name.startsWith('lupax_requests_total{face="graph"'));
    expect(graph.reduce((sum, name) => sum + grown(name), 0)).toBe(run.requests.graph + 1);
    expect(grown('lupax_requests_total{face="lupax",status="2xx"}')).toBe(run.requests.lupax);
    expect(after.get('lupax_requests_total{face="entra",status="2xx"}')).toBeGreaterThan(2);
    expect(after.get('lupax_sync_duration_seconds_count{kind="sync",result="done"}')).toBe(1);
    expect(after.get('lupax_sync_duration_seconds_sum{kind="sync",result="done"}')).toBeGreaterThan(0);
    expect(after.get('process_resident_memory_bytes')).toBeGreaterThan(1e6);
    expect(after.get('nodejs_eventloop_lag_seconds')).toBeDefined();
  });

  it('throttles of whole requests and of parts of a batch, and how long calls waited', async () => {
    const { graph, lupax } = api.sandbox;
    graph.faults.add({ match: { url: /calendarPermissions/ }, kind: 'batchPart429', retryAfter: 1, times: 1 });
    lupax.faults.add({ match: { url: /changes/ }, kind: 'status', status: 429, retryAfter: 1, times: 1 });
    expect((await sync()).state).toBe('done');
    const samples = await scrape();
    for (const face of ['graph', 'lupax']) {
      expect(samples.get(`lupax_throttles_total{face="${face}"}`), face).toBe(1);
      expect(samples.get(`lupax_retry_wait_seconds_total{face="${face}"}`), face).toBeGreaterThanOrEqual(1);
    }
    expect(samples.get('lupax_retry_wait_seconds_total{face="entra"}')).toBe(0);
  });

  it('links by state, what needs attention, runs that wait for approval and runs that failed', async () => {
    expect((await scrape()).get('lupax_links{state="not_started"}')).toBe(2);
    for (let day = 1; day <= 12; day += 1) addAppointment(`Termin ${day}`, day);
    await sync();
    for (const { id } of api.sandbox.graph.events(anna.objectId)) api.sandbox.graph.deleteEvent(anna.objectId, id);
    await sync();
    const parked = await scrape();
    expect(parked.get('lupax_links{state="ok"}')).toBe(1);
    expect(parked.get('lupax_runs_waiting_for_approval')).toBe(1);
    expect(parked.get('lupax_sync_duration_seconds_count{kind="sync",result="waiting_for_approval"}')).toBe(1);
    await anna.call('PATCH', '/api/me/settings', { paused: true });
    expect((await scrape()).get('lupax_links{state="paused"}')).toBe(1);
    await anna.call('PATCH', '/api/me/settings', { paused: false });
    api.sandbox.lupax.setInterface(api.organizationId, { enabled: false });
    await sync();
    const failed = await scrape();
    expect(failed.get('lupax_sync_errors_total{code="interface_disabled"}')).toBe(1);
    expect(failed.get('lupax_attention{code="interface_disabled"}')).toBe(1);
    // All of it is there again after a restart, before anybody was looked at.
    await api.restart();
    const restarted = await scrape();
    expect(restarted.get('lupax_links{state="ok"}')).toBe(1);
    expect(restarted.get('lupax_runs_waiting_for_approval')).toBe(1);
  });

  it('nothing about anybody: no id, no address, no title', async () => {
    addAppointment('PlantedTitle', 3);
    api.sandbox.graph.addEvent(
      anna.objectId,
      api.sandbox.graph.defaultCalendarId(anna.objectId),
      berlinEvent('PlantedSubject', 4) as never,
    );
    await sync();
    api.sandbox.graph.faults.add({ match: { url: /batch/ }, kind: 'status', status: 403, times: 9 });
    await sync();
    const samples = await scrape();
    const text = [...samples.keys()].join('\n');
    for (const secret of ['Planted', anna.objectId, api.tenantId, anna.email, 'hauptstadt', 'http']) {
      expect(text.toLowerCase()).not.toContain(secret.toLowerCase());
    }
    const labels = [...text.matchAll(/(\w+)="([^"]*)"/g)].filter(([, name]) => name !== 'le' && name !== 'version');
    for (const [, name, value] of labels) expect(value, name).toMatch(/^[\w.-]{1,40}$/);
  });
});
