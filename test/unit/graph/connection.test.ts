import { EventEmitter, once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createGraphConnector } from '../../../server/graph/index.ts';
import { APP, createFakeClock, error, openMailbox, startFakeGraph, USER } from './fake-graph.ts';
import type { FakeGraph, Reply, Route } from './fake-graph.ts';

let fake: FakeGraph | undefined;
afterEach(async () => {
  await fake?.close();
  fake = undefined;
});

const start = async (route: Route, entra?: () => Reply): Promise<FakeGraph> => {
  fake = await startFakeGraph(route, entra);
  return fake;
};
const calendars: Reply = { json: { value: [{ id: 'c', name: 'Calendar', canEdit: true, isDefaultCalendar: true }] } };
/** Answers with the first replies in turn, and with the calendars afterwards. */
const inTurn = (...replies: Reply[]): Route => {
  const left = [...replies];
  return () => left.shift() ?? calendars;
};

describe('reading', () => {
  it.each(['2', '2.128', new Date(Date.parse('2026-08-01T00:00:02Z')).toUTCString()])(
    'waits as long as Retry-After: %s asks, then goes on',
    async (retryAfter) => {
      const headers = { 'Retry-After': retryAfter, Date: 'Sat, 01 Aug 2026 00:00:00 GMT' };
      const { mailbox, clock, counted } = openMailbox(await start(inTurn({ status: 429, headers })));
      await expect(mailbox.listCalendars()).resolves.toHaveLength(1);
      expect(clock.sleeps).toEqual([retryAfter === '2.128' ? 2138 : 2010]);
      expect(counted()).toBe(2);
    },
  );

  it.each<[string, Reply]>([
    ['502 from a gateway', { status: 502, text: '<html>' }],
    ['503 without a body', { status: 503 }],
    ['504', { status: 504 }],
    ['a cut connection', { cut: true, json: { value: [] } }],
    ['broken JSON', { text: '{"value":[' }],
    ['200 without a body', { text: '' }],
  ])('gets over one %s', async (_, reply) => {
    const { mailbox, clock } = openMailbox(await start(inTurn(reply)));
    await expect(mailbox.listCalendars()).resolves.toHaveLength(1);
    expect(clock.sleeps).toEqual([500]);
  });

  it('gives up after a few throttled attempts', async () => {
    const graph = await start(() => ({ status: 429, headers: { 'Retry-After': '1' } }));
    await expect(openMailbox(graph).mailbox.listCalendars()).rejects.toMatchObject({
      code: 'unavailable',
      facts: { throttled: true },
    });
    expect(graph.requests).toHaveLength(5);
  });

  it('does not try again when one attempt already took very long', async () => {
    const graph = await start(async () => {
      await clock.sleep(100_000);
      return { status: 504 };
    });
    const { mailbox, clock } = openMailbox(graph);
    await expect(mailbox.listCalendars()).rejects.toMatchObject({ code: 'unavailable' });
    expect(graph.requests).toHaveLength(1);
  });

  it('does not wait longer than is sensible', async () => {
    const graph = await start(() => ({ status: 429, headers: { 'Retry-After': '3600' } }));
    const { mailbox, clock } = openMailbox(graph);
    await expect(mailbox.listCalendars()).rejects.toMatchObject({ code: 'unavailable' });
    expect(clock.sleeps).toEqual([]);
  });

  it.each<[string, Reply, string]>([
    ['a list without value', { json: { ok: true } }, 'unavailable'],
    ['an entry without id', { json: { value: [{ name: 'x' }] } }, 'unavailable'],
    ['a 404 that says nothing', { status: 404, text: '' }, 'unavailable'],
    ['a body-less 403', { status: 403 }, 'forbidden'],
    ['a redirect', { status: 302, headers: { Location: 'https://evil.example.test/' } }, 'unavailable'],
    [
      'a next link to another host',
      { json: { value: [], '@odata.nextLink': 'https://evil.example.test/v1.0/x' } },
      'refused',
    ],
    ['no mailbox', error(404, 'MailboxNotEnabledForRESTAPI'), 'mailbox_missing'],
    ['an unknown user', error(404, 'ErrorInvalidUser'), 'mailbox_missing'],
    [
      'a blocked mailbox',
      error(403, 'ErrorAccessDenied', 'Access to OData is disabled: [RAOP] : Blocked'),
      'mailbox_blocked',
    ],
    ['a missing role', error(403, 'ErrorAccessDenied', 'Access is denied.'), 'forbidden'],
    ['a refused request', error(400, 'ErrorInvalidRequest'), 'refused'],
  ])('rejects %s and never answers an empty list', async (_, reply, code) => {
    const { mailbox } = openMailbox(await start(() => reply));
    await expect(mailbox.listCalendars()).rejects.toMatchObject({ name: 'GraphError', code });
  });

  it('follows next links through the base URL', async () => {
    const graph = await start(({ url }) =>
      url.includes('$skip')
        ? calendars
        : { json: { value: [], '@odata.nextLink': "https://graph.microsoft.com/v1.0/users('x')/calendars?$skip=10" } },
    );
    await expect(openMailbox(graph).mailbox.listCalendars()).resolves.toHaveLength(1);
    expect(graph.requests[1]?.url).toBe("/v1.0/users('x')/calendars?$skip=10");
  });

  it('stops at next links that lead in a circle', async () => {
    const graph = await start(() => ({
      json: { value: [], '@odata.nextLink': 'https://graph.microsoft.com/v1.0/circle' },
    }));
    await expect(openMailbox(graph).mailbox.listCalendars()).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('is unavailable when nobody listens', async () => {
    const graph = await start(() => calendars);
    const { mailbox } = openMailbox(graph);
    await mailbox.listCalendars();
    await graph.close();
    await expect(mailbox.listCalendars()).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('sends nothing more that waits for its turn once it is stopped', async () => {
    const [stop, gate] = [new AbortController(), new EventEmitter()];
    const graph = await start(async () => {
      await once(gate, 'open');
      return calendars;
    });
    const options = { authorityHost: graph.url, graphBaseUrl: graph.url, signal: stop.signal };
    const mailbox = createGraphConnector(options).openMailbox(APP, USER);
    const answers = Promise.allSettled(Array.from({ length: 6 }, () => mailbox.listCalendars()));
    await vi.waitFor(() => expect(graph.requests).toHaveLength(4));
    stop.abort();
    gate.emit('open');
    const refused = (await answers).filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(2);
    expect(graph.requests).toHaveLength(4);
  });

  it('ends a waiting retry when it is stopped', async () => {
    const graph = await start(() => ({ status: 429, headers: { 'Retry-After': '60' } }));
    const stop = new AbortController();
    const options = { authorityHost: graph.url, graphBaseUrl: graph.url, signal: stop.signal };
    const reading = createGraphConnector(options).openMailbox(APP, USER).listCalendars();
    setTimeout(() => stop.abort(), 200);
    await expect(reading).rejects.toMatchObject({ code: 'unavailable' });
    expect(graph.requests).toHaveLength(1);
  });
});

describe('the requests of one mailbox', () => {
  it('are at most four at a time, also over several mailbox objects', async () => {
    const graph = await start(async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return calendars;
    });
    const connector = createGraphConnector({ authorityHost: graph.url, graphBaseUrl: graph.url });
    const mailboxes = Array.from({ length: 12 }, () => connector.openMailbox(APP, USER));
    await Promise.all(mailboxes.map((mailbox) => mailbox.listCalendars()));
    expect(graph.inFlight.most).toBe(4);
  });

  it('count the parts of a batch', async () => {
    const graph = await start(async ({ url }) => {
      if (url === '/v1.0/$batch') return undefined;
      await new Promise((resolve) => setTimeout(resolve, 20));
      return url.includes('calendarPermissions') ? { json: { value: [] } } : calendars;
    });
    const { mailbox } = openMailbox(graph);
    await Promise.all([
      mailbox.listCalendars(),
      mailbox.readSharings(['a', 'b', 'c', 'd', 'e', 'f']),
      mailbox.listCalendars(),
      mailbox.readSharings(['a', 'b', 'c']),
    ]);
    expect(graph.inFlight.most).toBeLessThanOrEqual(4);
    expect(graph.parts).toHaveLength(9);
  });

  it('leave room for others while a retry waits', async () => {
    const clock = createFakeClock();
    let wake: () => void = () => undefined;
    clock.sleep = () => new Promise<void>((resolve) => (wake = resolve));
    const graph = await start(inTurn({ status: 429, headers: { 'Retry-After': '5' } }));
    const connector = createGraphConnector({
      authorityHost: graph.url,
      graphBaseUrl: graph.url,
      clock,
      concurrencyPerMailbox: 1,
    });
    const mailbox = connector.openMailbox(APP, USER);
    const throttled = mailbox.listCalendars();
    while (graph.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await expect(mailbox.listCalendars()).resolves.toHaveLength(1);
    wake();
    await expect(throttled).resolves.toHaveLength(1);
  });
});
