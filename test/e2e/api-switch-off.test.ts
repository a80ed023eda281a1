import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GRAPH_CLIENT_ID, startApi, type Api, type ApiPerson } from '../helpers/api.ts';

const EVENTS = 30;

let api: Api;
let ada: ApiPerson;
let anna: ApiPerson;
beforeEach(async () => {
  api = await startApi();
  ada = await api.setUp();
  anna = api.addPerson('Anna Beispiel');
  await anna.link();
  const { graph, lupax } = api.sandbox;
  const calendar = graph.defaultCalendarId(anna.objectId);
  await anna.call('GET', '/api/me/calendars');
  await anna.call('PATCH', `/api/me/calendars/${encodeURIComponent(calendar)}`, { direction: 'to_outlook' });
  const day = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  for (let number = 0; number < EVENTS; number += 1) {
    const times = { date_start: `${day}T09:00:00`, date_end: `${day}T10:00:00` };
    lupax.addAppointment(anna.lupaxUserId, api.organizationId, { title: `Termin ${number}`, ...times });
  }
});
afterEach(() => api.stop());

const put = (more: object) =>
  ada.call('PUT', '/api/admin/microsoft365', { tenantId: api.tenantId, clientId: GRAPH_CLIENT_ID, ...more });

describe('switching the connection off', () => {
  it.each([
    ['for everybody', { enabled: false }],
    ['for somebody', { allowedUsers: ['ada@hauptstadt.example'] }],
  ])('%s ends a synchronisation that is running, and loses nothing', async (_how, closed) => {
    const { graph } = api.sandbox;
    graph.setLatency(150);
    const { body } = await anna.call('POST', '/api/me/sync');
    await expect.poll(() => graph.events(anna.objectId).length, { timeout: 20_000, interval: 20 }).toBeGreaterThan(0);
    expect((await put(closed)).status).toBe(200);
    const atOnce = graph.events(anna.objectId).length;
    expect(atOnce).toBeLessThan(EVENTS);
    await anna.finish(body.runId);
    expect(graph.events(anna.objectId).length).toBe(atOnce);
    expect((await anna.call('POST', '/api/me/sync')).body.code).toBe('microsoft365_disabled');

    graph.setLatency(0);
    await put({ enabled: true, allowedUsers: null });
    const again = await anna.call('POST', '/api/me/sync');
    await anna.finish(again.body.runId);
    const titles = graph.events(anna.objectId).map(({ subject }) => subject);
    expect(new Set(titles).size).toBe(EVENTS);
    expect(titles).toHaveLength(EVENTS);
  });
});
