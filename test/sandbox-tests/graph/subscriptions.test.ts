import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ANNA, BEN, single, useBench, weekly } from './support.ts';
import type { Body } from './support.ts';

const bench = useBench();

interface Receiver {
  url: string;
  validations: string[];
  items: Body[];
  /** How it answers; may be exchanged. */
  validate: (token: string, response: ServerResponse) => void;
  receive: (response: ServerResponse) => void;
}

let server: Server;
let receiver: Receiver;
const answerToken = (token: string, response: ServerResponse) =>
  void response.setHeader('Content-Type', 'text/plain').end(token);

async function readJson(request: IncomingMessage): Promise<Body> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text === '' ? null : JSON.parse(text);
}

beforeEach(async () => {
  receiver = {
    url: '',
    validations: [],
    items: [],
    validate: answerToken,
    receive: (response) => void response.writeHead(202).end(),
  };
  server = createServer((request, response) => {
    void (async () => {
      const body = await readJson(request);
      const url = new URL(request.url ?? '', 'http://localhost');
      const token = url.searchParams.get('validationToken');
      if (token !== null) {
        receiver.validations.push(url.pathname + (url.searchParams.get('k') ?? ''));
        receiver.validate(token, response);
        return;
      }
      receiver.items.push(...body.value);
      receiver.receive(response);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  bench.control.notifications.duplicates = false;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const inMinutes = (minutes: number) => new Date(bench.clock.ms + minutes * 60_000).toISOString();
const request = (more: Record<string, unknown> = {}) => ({
  changeType: 'created,updated,deleted',
  notificationUrl: `${receiver.url}/hook?k=1`,
  lifecycleNotificationUrl: `${receiver.url}/life`,
  resource: `/users/${ANNA}/events`,
  expirationDateTime: inMinutes(10_000),
  clientState: 'secret',
  ...more,
});
const subscribe = (more?: Record<string, unknown>, prefer?: string) =>
  bench.call('/subscriptions', { method: 'POST', body: request(more), ...(prefer !== undefined && { prefer }) });
const settle = async (count: number) => {
  for (let n = 0; n < 200 && receiver.items.length < count; n++) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe('creating a subscription', () => {
  it('asks both endpoints to prove themselves while the request is pending', async () => {
    const { status, body } = await subscribe();
    expect([status, body.clientState, body.applicationId]).toEqual([201, 'secret', 'app-1']);
    expect(receiver.validations.sort()).toEqual(['/hook1', '/life']);
  });

  it.each([
    ['an encoded token', (token: string, response: ServerResponse) => answerToken(encodeURIComponent(token), response)],
    [
      'another status',
      (token: string, response: ServerResponse) =>
        void response.writeHead(202, { 'Content-Type': 'text/plain' }).end(token),
    ],
    [
      'another type',
      (token: string, response: ServerResponse) =>
        void response.setHeader('Content-Type', 'application/json').end(token),
    ],
    ['nothing in time', () => undefined],
  ])('fails when an endpoint answers with %s', async (_what, validate) => {
    bench.control.setHandshakeTimeout(100);
    receiver.validate = validate;
    const { status, body } = await subscribe();
    expect([status, body.error.code]).toEqual([400, 'InvalidRequest']);
    expect(body.error.message).toContain('Subscription validation request failed');
    expect(bench.control.subscriptions()).toEqual([]);
  });

  it('is refused for what was subscribed to already', async () => {
    const { body } = await subscribe();
    const again = await subscribe({ changeType: 'deleted,created,updated' });
    expect([again.status, again.body.error.code]).toEqual([409, 'ObjectIdentifierInUse']);
    expect(again.body.error.message).toContain(body.id);
    expect((await subscribe({ changeType: 'deleted' })).status).toBe(201);
  });

  it('lives 45 to 10,080 minutes and is renewed by PATCH', async () => {
    expect((await subscribe({ expirationDateTime: inMinutes(10_081) })).status).toBe(400);
    const { body } = await subscribe({ expirationDateTime: inMinutes(5) });
    expect(Date.parse(body.expirationDateTime)).toBe(bench.clock.ms + 45 * 60_000);
    const path = `/subscriptions/${body.id}`;
    const renewed = await bench.call(path, { method: 'PATCH', body: { expirationDateTime: inMinutes(60) } });
    expect([renewed.status, Date.parse(renewed.body.expirationDateTime)]).toEqual([200, bench.clock.ms + 3_600_000]);
    expect((await bench.call(path, { method: 'PATCH', body: { lifecycleNotificationUrl: receiver.url } })).status).toBe(
      400,
    );
    expect((await bench.call(`${path}/reauthorize`, { method: 'POST', body: {} })).status).toBe(200);
    bench.clock.ms += 3_600_001;
    expect((await bench.call(path, { method: 'PATCH', body: { expirationDateTime: inMinutes(60) } })).status).toBe(404);
    expect((await bench.call('/subscriptions')).body.value).toEqual([]);
  });

  it('is refused for resources, users and client states that cannot be', async () => {
    const codeOf = async (more: Record<string, unknown>) => (await subscribe(more)).body.error.code;
    expect(await codeOf({ resource: `/users/${ANNA}/events/abc` })).toBe('InvalidRequest');
    expect(await codeOf({ resource: '/users/nobody/events' })).toBe('ErrorInvalidUser');
    expect(await codeOf({ clientState: 'x'.repeat(129) })).toBe('InvalidRequest');
    expect(await codeOf({ notificationUrl: 'http://example.test/hook' })).toBe('InvalidRequest');
  });

  it('belongs to its app, which may delete it', async () => {
    const { body } = await subscribe();
    bench.tokens.set('other.app.x', { ...bench.tokens.get('good.to.ken')!, appid: 'app-2' });
    expect((await bench.call(`/subscriptions/${body.id}`, { token: 'other.app.x' })).status).toBe(404);
    expect((await bench.call(`/subscriptions/${body.id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await bench.call(`/subscriptions/${body.id}`)).status).toBe(404);
  });
});

describe('notifications', () => {
  it('tell of changes in the default calendar, own ones included, with immutable ids on request', async () => {
    const { body } = await subscribe();
    const other = bench.control.addCalendar(ANNA, { name: 'Other' });
    bench.control.addEvent(ANNA, other, single('elsewhere'));
    bench.control.addEvent(BEN, bench.control.defaultCalendarId(BEN), single('not hers'));
    const created = await bench.call(`/users/${ANNA}/events`, { method: 'POST', body: single('own') });
    await settle(1);
    expect(receiver.items).toHaveLength(1);
    expect(receiver.items[0]).toMatchObject({
      subscriptionId: body.id,
      clientState: 'secret',
      changeType: 'created',
      resource: `Users/${ANNA}/Events/${created.body.id}`,
      resourceData: { '@odata.type': '#Microsoft.Graph.Event', id: created.body.id },
    });
  });

  it('come for another calendar when that is subscribed to', async () => {
    const other = bench.control.addCalendar(ANNA, { name: 'Other' });
    expect((await subscribe({ resource: `users/${ANNA}/calendars/${other}/events` })).status).toBe(201);
    bench.control.addEvent(ANNA, other, single('there'));
    bench.control.addEvent(ANNA, bench.calendar, single('here'));
    await settle(1);
    expect(receiver.items).toHaveLength(1);
  });

  it('name the master when an occurrence is removed', async () => {
    const master = bench.control.addEvent(ANNA, bench.calendar, weekly());
    await subscribe();
    bench.control.deleteOccurrence(ANNA, master, '2026-08-10');
    await settle(1);
    expect(receiver.items).toMatchObject([{ changeType: 'updated', resourceData: { id: master } }]);
  });

  it('come several times and in any order', async () => {
    bench.control.notifications.duplicates = true;
    await subscribe();
    for (let n = 0; n < 10; n++) bench.control.addEvent(ANNA, bench.calendar, single(`e${n}`));
    while (bench.control.notifications.pending() > 0) await bench.control.notifications.flush();
    const ids = receiver.items.filter((item) => item.changeType === 'created').map((item) => item.resourceData.id);
    expect(receiver.items.length).toBeGreaterThan(10);
    expect(ids).toHaveLength(10);
    expect(ids).not.toEqual(bench.control.events(ANNA).map((event) => event.id));
    expect(receiver.items.some((item) => item.changeType === 'updated')).toBe(true);
  });

  it('are tried again for four hours of the clock', async () => {
    await subscribe();
    receiver.receive = (response) => void response.writeHead(500).end();
    bench.control.addEvent(ANNA, bench.calendar, single('x'));
    await bench.control.notifications.flush();
    expect([receiver.items.length, bench.control.notifications.pending()]).toEqual([1, 1]);
    receiver.receive = (response) => void response.writeHead(202).end();
    bench.clock.ms += 11_000;
    await bench.control.notifications.flush();
    expect([receiver.items.length, bench.control.notifications.pending()]).toEqual([2, 0]);
    receiver.receive = (response) => void response.writeHead(500).end();
    bench.control.addEvent(ANNA, bench.calendar, single('y'));
    for (let n = 0; n < 40 && bench.control.notifications.dropped.count === 0; n++) {
      await bench.control.notifications.flush();
      bench.clock.ms += 30 * 60_000;
    }
    expect([bench.control.notifications.dropped.count, bench.control.notifications.pending()]).toEqual([1, 0]);
  });

  it('are delayed for slow endpoints and dropped for very slow ones', async () => {
    const { notifications } = bench.control;
    Object.assign(notifications, { timeoutMs: 40, retryTimeoutMs: 120 });
    await subscribe();
    receiver.receive = () => undefined;
    bench.control.addEvent(ANNA, bench.calendar, single('slow'));
    await notifications.flush();
    receiver.receive = (response) => void response.writeHead(202).end();
    receiver.items.length = 0;
    bench.control.addEvent(ANNA, bench.calendar, single('delayed'));
    await notifications.flush();
    expect(receiver.items).toEqual([]);
    bench.clock.ms += 10 * 60_000;
    await notifications.flush();
    expect(receiver.items).toHaveLength(2);
    receiver.receive = (response) => void setTimeout(() => response.writeHead(202).end(), 200);
    bench.control.addEvent(ANNA, bench.calendar, single('retry'));
    await notifications.flush();
    bench.clock.ms += 11_000;
    await notifications.flush();
    bench.control.addEvent(ANNA, bench.calendar, single('dropped'));
    expect(notifications.dropped.count).toBe(1);
  });

  it('are not sent while switched off', async () => {
    await subscribe();
    bench.control.notifications.enabled = false;
    bench.control.addEvent(ANNA, bench.calendar, single('x'));
    await bench.control.notifications.flush();
    expect(receiver.items).toEqual([]);
  });
});

describe('lifecycle notifications', () => {
  it('go to the lifecycle address; a removed subscription is gone', async () => {
    const { body } = await subscribe();
    for (const event of ['reauthorizationRequired', 'missed', 'subscriptionRemoved'] as const)
      bench.control.sendLifecycle(body.id, event);
    await bench.control.notifications.flush();
    expect(receiver.items.map((item) => item.lifecycleEvent).sort()).toEqual([
      'missed',
      'reauthorizationRequired',
      'subscriptionRemoved',
    ]);
    expect(receiver.items[0]).toMatchObject({ subscriptionId: body.id, clientState: 'secret' });
    expect(receiver.items[0]).not.toHaveProperty('changeType');
    expect(bench.control.notifications.deliveries.every((delivery) => delivery.url.endsWith('/life'))).toBe(true);
    expect((await bench.call(`/subscriptions/${body.id}`)).status).toBe(404);
  });
});
