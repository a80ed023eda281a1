import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { GRAPH_CLIENT_ID, startApi, type Api, type ApiOptions, type ApiPerson } from '../helpers/api.ts';
import { berlinEvent } from '../helpers/engine.ts';
import { findFreePort } from '../helpers/free-port.ts';

const DAY_MS = 86_400_000;
const PATH = '/api/webhooks/graph';

let api: Api;
let anna: ApiPerson;
afterEach(() => api.stop());

/** A person who has synchronised once, on a server that Graph can reach and that polls nobody. */
async function start(options: ApiOptions = {}, direction = 'both'): Promise<string> {
  const port = String(await findFreePort());
  const env = { PORT: port, PUBLIC_URL: `http://127.0.0.1:${port}`, ...options.env };
  api = await startApi({ ...options, env });
  api.sandbox.graph.notifications.duplicates = false;
  anna = await api.setUp('Anna Berger');
  const calendarId = api.sandbox.graph.defaultCalendarId(anna.objectId);
  api.sandbox.graph.setSharing(anna.objectId, calendarId, 'read');
  await anna.call('PATCH', `/api/me/calendars/${encodeURIComponent(calendarId)}`, { direction });
  await sync();
  return calendarId;
}

async function sync(): Promise<void> {
  const { body } = await anna.call('POST', '/api/me/sync');
  await anna.finish(body.runId);
}

const subscriptions = () => api.sandbox.graph.subscriptions();
const titles = () => api.sandbox.lupax.appointments(anna.lupaxUserId).map(({ title }) => title);
const addEvent = (title: string, calendarId?: string) =>
  api.sandbox.graph.addEvent(
    anna.objectId,
    calendarId ?? api.sandbox.graph.defaultCalendarId(anna.objectId),
    berlinEvent(title, 3),
  );
const reads = () =>
  api.sandbox.graph.requests
    .flatMap(({ parts, path }) => (parts ?? [{ url: path }]).map(({ url }) => url))
    .filter((url) => /calendarView\/delta/.test(url)).length;
const soon = { timeout: 10_000, interval: 10 };
const subscribed = (count = 1) => vi.waitFor(() => expect(subscriptions()).toHaveLength(count), soon);
/** Until nothing is looked at any more. */
async function rest(quietMs = 220): Promise<void> {
  for (let last = -1; last !== reads();) {
    last = reads();
    await new Promise((resolve) => setTimeout(resolve, quietMs));
  }
}
async function readMetric(name: string): Promise<number> {
  const { body } = await api.send('GET', '/metrics');
  const line = (body as string).split('\n').find((text) => text.startsWith(`${name} `));
  return Number(line?.split(' ').at(-1));
}
const post = (value: unknown) =>
  api.send('POST', PATH, { headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) });
/** What Graph sent last, secret included. */
const lastSent = () => api.sandbox.graph.notifications.deliveries.at(-1)!.value[0]!;

async function graphToken(): Promise<{ token: string }> {
  const form = {
    ...{ client_id: GRAPH_CLIENT_ID, client_secret: 'a-secret-for-tests', grant_type: 'client_credentials' },
    scope: 'https://graph.microsoft.com/.default',
  };
  const url = `${api.config.entra.authorityHost}/${api.tenantId}/oauth2/v2.0/token`;
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
  return { token: ((await answer.json()) as { access_token: string }).access_token };
}

describe('a change in Outlook', () => {
  it('is in Lupax within a second, although nobody polls, unless the machine is busy', async () => {
    await start();
    await subscribed();
    await rest();
    const took: number[] = [];
    for (const title of ['Aufbau', 'Probe', 'Abbau', 'Fahrt']) {
      const since = performance.now();
      const id = addEvent(title);
      await vi.waitFor(() => expect(titles()).toContain(title), soon);
      took.push(performance.now() - since);
      api.sandbox.graph.deleteEvent(anna.objectId, id);
      await vi.waitFor(() => expect(titles()).not.toContain(title), soon);
    }
    expect(Math.min(...took)).toBeLessThan(1_000);
    expect(await readMetric('lupax_notifications_total{outcome="taken"}')).toBeGreaterThan(3);
    expect(await readMetric('lupax_subscriptions{state="active"}')).toBe(1);
  });

  it('that happens while the subscription is made is found all the same', async () => {
    await start();
    addEvent('Dazwischen');
    await vi.waitFor(() => expect(titles()).toEqual(['Dazwischen']), soon);
  });

  it('told of many times, in any order, is looked at once or twice', async () => {
    await start();
    await subscribed();
    await rest();
    api.sandbox.graph.notifications.duplicates = true;
    const before = reads();
    for (let n = 0; n < 10; n += 1) addEvent(`Termin ${n}`);
    await vi.waitFor(() => expect(titles()).toHaveLength(10), soon);
    await rest();
    // A run that wrote something looks once more itself.
    expect(reads() - before).toBeLessThanOrEqual(3);
  });

  it('that the delta does not show yet is looked for again', async () => {
    await start();
    await subscribed();
    await rest();
    api.sandbox.graph.setDeltaLag(700);
    addEvent('Verspätet');
    await vi.waitFor(() => expect(titles()).toEqual(['Verspätet']), soon);
  });

  it('that comes while somebody synchronises is not lost', async () => {
    await start();
    await subscribed();
    await rest();
    addEvent('Erster');
    api.sandbox.graph.setLatency(150);
    const { body } = await anna.call('POST', '/api/me/sync');
    await vi.waitFor(() => expect(reads()).toBeGreaterThan(0), soon);
    await new Promise((resolve) => setTimeout(resolve, 180));
    addEvent('Zweiter');
    await anna.finish(body.runId);
    await vi.waitFor(() => expect(titles().sort()).toEqual(['Erster', 'Zweiter']), soon);
  });

  it('that we made ourselves ends with a quiet look', async () => {
    await start();
    await subscribed();
    await rest();
    api.sandbox.lupax.addAppointment(anna.lupaxUserId, api.organizationId, {
      title: 'Aus Lupax',
      date_start: new Date(Date.now() + DAY_MS).toISOString().slice(0, 19),
      date_end: new Date(Date.now() + DAY_MS + 3_600_000).toISOString().slice(0, 19),
      time_zone: 'Europe/Berlin',
      all_day: 0,
    } as never);
    const before = reads();
    await sync();
    await rest(1_500);
    expect(api.sandbox.graph.events(anna.objectId).map(({ subject }) => subject)).toEqual(['Aus Lupax']);
    expect(reads() - before).toBeLessThanOrEqual(4);
    const { body: runs } = await anna.get('/api/me/runs');
    expect(runs).toHaveLength(2);
  });
});

describe('a notification that is not genuine', () => {
  it('starts nothing, whatever it is, and a flood of them keeps nobody waiting', async () => {
    await start();
    await subscribed();
    addEvent('Echt');
    await vi.waitFor(() => expect(titles()).toEqual(['Echt']), soon);
    await rest(1_200);
    const genuine = lastSent();
    const clientState = String(genuine['clientState']);
    const flipped = (clientState.startsWith('A') ? 'B' : 'A') + clientState.slice(1);
    const bad = [
      { ...genuine, clientState: flipped },
      { ...genuine, clientState: `${clientState.slice(0, -2)}AA` },
      { ...genuine, clientState: randomBytes(60).toString('base64url') },
      { ...genuine, clientState: null },
      { ...genuine, clientState: undefined, lifecycleEvent: 'subscriptionRemoved' },
      { lifecycleEvent: 'missed' },
      'text',
      null,
      [[]],
    ];
    api.sandbox.graph.clearLog();
    for (const body of [{ value: bad }, { value: 1 }, {}, [], 'x', null, 7])
      expect((await post(body)).status).toBe(202);
    expect((await api.send('POST', PATH, { headers: { 'content-type': 'application/json' }, body: '{' })).status).toBe(
      400,
    );
    const forge = () => ({ ...genuine, clientState: randomBytes(60).toString('base64url') });
    const flood = Promise.all(Array.from({ length: 100 }, () => post({ value: Array.from({ length: 20 }, forge) })));
    const before = process.cpuUsage();
    expect((await api.send('GET', '/api/health')).status).toBe(200);
    // In time of the processor, which sends all of the flood as well: the machine is shared.
    expect(process.cpuUsage(before).user).toBeLessThan(3_000_000);
    expect((await flood).every(({ status }) => status === 202)).toBe(true);
    expect(api.sandbox.graph.requests).toEqual([]);
    expect(await readMetric('lupax_notifications_total{outcome="forged"}')).toBe(2_003);
    expect(subscriptions()).toHaveLength(1);
  });

  it('of a subscription that is kept by nobody is looked at by nobody, and that one is removed', async () => {
    const calendarId = await start();
    await subscribed();
    const [lost] = subscriptions();
    api.sandbox.graph.sendLifecycle(lost!.id, 'missed');
    await vi.waitFor(() => expect(api.sandbox.graph.notifications.deliveries).toHaveLength(1), soon);
    const genuine = lastSent();
    await rest();
    await anna.call('PATCH', `/api/me/calendars/${encodeURIComponent(calendarId)}`, { direction: 'off' });
    await subscribed(0);
    await anna.call('PATCH', `/api/me/calendars/${encodeURIComponent(calendarId)}`, { direction: 'both' });
    await subscribed(1);
    await rest();
    api.sandbox.graph.clearLog();
    expect((await post({ value: [genuine] })).status).toBe(202);
    await vi.waitFor(() => expect(api.sandbox.graph.writes()).toHaveLength(1), soon);
    expect(api.sandbox.graph.writes()[0]).toMatchObject({ method: 'DELETE' });
    expect([reads(), subscriptions().length]).toEqual([0, 1]);
    // Counted once the removal is answered.
    await vi.waitFor(
      async () => expect(await readMetric('lupax_notifications_total{outcome="unknown_subscription"}')).toBe(1),
      soon,
    );
  });
});

describe('what Graph tells about a subscription', () => {
  it('leads to a renewal, to another subscription, and each time to a look', async () => {
    const clock = { ms: 0 };
    await start({ now: () => Date.now() + clock.ms });
    await subscribed();
    const [{ id, expirationDateTime }] = subscriptions() as [ReturnType<typeof subscriptions>[0]];
    const { graph } = api.sandbox;
    await rest();

    graph.notifications.enabled = false;
    addEvent('Verpasst');
    graph.notifications.enabled = true;
    graph.sendLifecycle(id, 'missed');
    await vi.waitFor(() => expect(titles()).toEqual(['Verpasst']), soon);

    clock.ms += DAY_MS / 12;
    graph.sendLifecycle(id, 'reauthorizationRequired');
    await vi.waitFor(() => expect(subscriptions()[0]!.expirationDateTime > expirationDateTime).toBe(true), soon);
    await rest();
    const renewals = () => graph.writes().filter(({ method, status }) => method === 'PATCH' && status === 200).length;
    expect(renewals()).toBe(1);
    // Told again, it is not done again: Graph wants ten minutes between two.
    graph.sendLifecycle(id, 'reauthorizationRequired');
    await rest();
    expect(renewals()).toBe(1);

    graph.notifications.enabled = false;
    addEvent('Danach');
    graph.notifications.enabled = true;
    graph.sendLifecycle(id, 'subscriptionRemoved');
    await vi.waitFor(() => expect(titles().sort()).toEqual(['Danach', 'Verpasst']), soon);
    await subscribed();
    expect(subscriptions()[0]!.id).not.toBe(id);
  });
});

describe('a subscription', () => {
  it('is renewed well before its end, and made again, with a look, when Graph has lost it', async () => {
    const clock = { ms: 0 };
    await start({ now: () => Date.now() + clock.ms });
    await subscribed();
    const [first] = subscriptions();
    await rest();
    clock.ms += 3 * DAY_MS;
    await vi.waitFor(async () => expect(await readMetric('lupax_poll_overdue_seconds')).toBe(0), soon);
    expect(subscriptions()[0]).toEqual(first);
    clock.ms += 2.5 * DAY_MS;
    await vi.waitFor(() => expect(subscriptions()[0]!.expirationDateTime > first!.expirationDateTime).toBe(true), soon);
    expect(subscriptions()[0]!.id).toBe(first!.id);
    await rest();

    clock.ms += 8 * DAY_MS;
    addEvent('Unbemerkt');
    expect(subscriptions()).toEqual([]);
    await vi.waitFor(() => expect(titles()).toEqual(['Unbemerkt']), soon);
    await subscribed();
  });

  it('that outlived its link is adopted; one that does not prove itself makes way for another', async () => {
    const calendarId = await start();
    await subscribed();
    const [first] = subscriptions();
    await rest();
    const { graph } = api.sandbox;
    /** Graph keeps what it has, whatever is asked of it. */
    const unlink = async () => {
      graph.faults.add({ match: { method: 'DELETE', url: /subscriptions/ }, kind: 'status', status: 503, times: 9 });
      expect((await anna.call('DELETE', '/api/me/link')).status).toBe(204);
      graph.faults.clear();
    };
    const linkAgain = async () => {
      await anna.link();
      await anna.call('PATCH', `/api/me/calendars/${encodeURIComponent(calendarId)}`, { direction: 'both' });
      await sync();
      await vi.waitFor(async () => expect(await readMetric('lupax_subscriptions{state="active"}')).toBe(1), soon);
    };
    /** The same subscription with a secret that is none of ours, as after a change of the key. */
    const replaceByStranger = async () => {
      const [{ id, resource }] = subscriptions() as [ReturnType<typeof subscriptions>[0]];
      const { token } = await graphToken();
      const call = async (method: string, path: string, body?: object) => {
        const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
        const answer = await fetch(`${api.config.graphBaseUrl}/v1.0${path}`, {
          ...{ method, headers },
          ...(body ? { body: JSON.stringify(body) } : {}),
        });
        return answer.status === 201 ? ((await answer.json()) as { id: string }).id : '';
      };
      await call('DELETE', `/subscriptions/${id}`);
      const notificationUrl = `${api.config.publicUrl}${PATH}`;
      const expirationDateTime = new Date(Date.now() + DAY_MS).toISOString();
      const more = { changeType: 'created,updated,deleted', clientState: 'strange' };
      return {
        id,
        stranger: await call('POST', '/subscriptions', { resource, notificationUrl, expirationDateTime, ...more }),
      };
    };
    await unlink();
    await linkAgain();
    expect(subscriptions().map(({ id }) => id)).toEqual([first!.id]);
    addEvent('Wieder da');
    await vi.waitFor(() => expect(titles()).toEqual(['Wieder da']), soon);

    await rest();
    await unlink();
    const { id, stranger } = await replaceByStranger();
    expect(subscriptions().map((one) => one.id)).toEqual([stranger]);
    expect(id).not.toBe(stranger);
    await linkAgain();
    expect(subscriptions()).toHaveLength(1);
    expect(subscriptions()[0]!.id).not.toBe(stranger);
  });

  it('ends with the link, with the calendar, and where the connection is switched off; it comes back with them', async () => {
    const calendarId = await start();
    const path = `/api/me/calendars/${encodeURIComponent(calendarId)}`;
    const enable = (enabled: boolean) =>
      anna.call('PUT', '/api/admin/microsoft365', { tenantId: api.tenantId, clientId: GRAPH_CLIENT_ID, enabled });
    await subscribed();
    await anna.call('PATCH', path, { direction: 'off' });
    await subscribed(0);
    await anna.call('PATCH', path, { direction: 'to_lupax' });
    await subscribed();
    expect((await enable(false)).status).toBe(200);
    await subscribed(0);
    expect((await enable(true)).status).toBe(200);
    await subscribed();
    api.sandbox.lupax.setInterface(api.organizationId, { enabled: false });
    await anna.call('POST', '/api/me/sync');
    await subscribed(0);
    api.sandbox.lupax.setInterface(api.organizationId, { enabled: true });
    await sync();
    await subscribed();
    const { body } = await anna.call('DELETE', '/api/me/link?copies=remove');
    await anna.finish(body.runId);
    expect(subscriptions()).toEqual([]);
  });

  it('is made for each calendar, by its own resource; one that Graph does not take is left to polling', async () => {
    await start();
    const { graph } = api.sandbox;
    const other = graph.addCalendar(anna.objectId, { name: 'Projekte', sharing: 'read' });
    await anna.call('PATCH', `/api/me/calendars/${encodeURIComponent(other)}`, { direction: 'to_lupax' });
    await subscribed(2);
    await rest();
    addEvent('Nebenan', other);
    await vi.waitFor(() => expect(titles()).toEqual(['Nebenan']), soon);

    const third = graph.addCalendar(anna.objectId, { name: 'Urlaub', sharing: 'read' });
    const fault = { match: { method: 'POST', url: '/subscriptions' }, kind: 'status', status: 400, times: 9 } as const;
    graph.faults.add(fault);
    await anna.call('PATCH', `/api/me/calendars/${encodeURIComponent(third)}`, { direction: 'to_lupax' });
    await vi.waitFor(async () => expect(await readMetric('lupax_subscriptions{state="refused"}')).toBe(1), soon);
    addEvent('Abseits', third);
    await sync();
    expect(titles().sort()).toEqual(['Abseits', 'Nebenan']);
    expect((await anna.get('/api/me/attention')).body).toEqual([]);
    // It is not asked again at once.
    expect(graph.writes().filter(({ method, status }) => method === 'POST' && status === 400)).toHaveLength(1);
  });

  it('is not made before the first synchronisation', async () => {
    const port = String(await findFreePort());
    api = await startApi({ env: { PORT: port, PUBLIC_URL: `http://127.0.0.1:${port}` } });
    anna = await api.setUp('Anna Berger');
    const calendarId = api.sandbox.graph.defaultCalendarId(anna.objectId);
    api.sandbox.graph.setSharing(anna.objectId, calendarId, 'read');
    await anna.call('PATCH', `/api/me/calendars/${encodeURIComponent(calendarId)}`, { direction: 'both' });
    const { body } = await anna.call('POST', '/api/me/sync?dryRun=true');
    await anna.finish(body.runId);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(subscriptions()).toEqual([]);
  });
});
