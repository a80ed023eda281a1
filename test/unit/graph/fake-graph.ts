import { createServer } from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGraphConnector } from '../../../server/graph/index.ts';
import type { AppRegistration, Mailbox } from '../../../server/graph/index.ts';
import type { Clock } from '../../../server/graph/clock.ts';

export interface SeenRequest {
  method: string;
  /** Path below the origin and query, as they were sent. */
  url: string;
  headers: IncomingHttpHeaders;
  body: unknown;
  inBatch: boolean;
}

export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  json?: unknown;
  text?: string;
  /** Cuts the connection after half of the answer. */
  cut?: true;
}

export type Route = (request: SeenRequest) => Reply | undefined | Promise<Reply | undefined>;

export interface FakeGraph {
  url: string;
  /** HTTP requests to Graph; a batch is one. */
  requests: SeenRequest[];
  /** What was asked in batches, part by part. */
  parts: SeenRequest[];
  tokenRequests: URLSearchParams[];
  inFlight: { now: number; most: number };
  close(): Promise<void>;
}

export const error = (status: number, code: string, message = 'text of Graph'): Reply => ({
  status,
  json: { error: { code, message } },
});

export const token = (claims: Record<string, unknown> = {}): Reply => {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const access = `${part({ alg: 'none' })}.${part({ nonce: Math.random(), ...claims })}.x`;
  return { json: { token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599, access_token: access } };
};

/** Graph and Entra on one port: `route` answers requests and batch parts, `entra` the token endpoint. */
export async function startFakeGraph(route: Route, entra: () => Reply = () => token()): Promise<FakeGraph> {
  const fake: Omit<FakeGraph, 'url' | 'close'> = {
    requests: [],
    parts: [],
    tokenRequests: [],
    inFlight: { now: 0, most: 0 },
  };
  const answer = async (request: SeenRequest): Promise<Reply> => {
    const reply = await route(request);
    if (reply) return reply;
    if (request.url !== '/v1.0/$batch') return error(404, 'ErrorItemNotFound');
    const { requests } = request.body as { requests: { id: string; method: string; url: string; headers?: object }[] };
    fake.inFlight.now += requests.length - 1;
    fake.inFlight.most = Math.max(fake.inFlight.most, fake.inFlight.now);
    const responses = await Promise.all(
      requests.map(async ({ id, method, url, headers }) => {
        const part = { method, url: `/v1.0${url}`, headers: lowerKeys(headers), body: undefined, inBatch: true };
        fake.parts.push(part);
        const reply = (await route(part)) ?? error(404, 'ErrorItemNotFound');
        return { id, status: reply.status ?? 200, headers: reply.headers ?? {}, body: reply.json ?? reply.text };
      }),
    );
    fake.inFlight.now -= requests.length - 1;
    return { json: { responses: responses.reverse() } };
  };
  const server = createServer((req, res) => {
    void (async () => {
      let text = '';
      for await (const chunk of req) text += String(chunk);
      const url = req.url ?? '';
      if (url.includes('/oauth2/v2.0/token')) {
        fake.tokenRequests.push(new URLSearchParams(text));
        write(res, entra());
        return;
      }
      const body: unknown = text === '' ? undefined : JSON.parse(text);
      const request = { method: req.method ?? '', url, headers: req.headers, body, inBatch: false };
      fake.requests.push(request);
      fake.inFlight.now += 1;
      fake.inFlight.most = Math.max(fake.inFlight.most, fake.inFlight.now);
      const reply = await answer(request);
      fake.inFlight.now -= 1;
      write(res, reply);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return Object.assign(fake, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close });
}

const lowerKeys = (headers: object = {}): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));

function write(res: ServerResponse, reply: Reply): void {
  const text = reply.text ?? (reply.json === undefined ? '' : JSON.stringify(reply.json));
  res.writeHead(reply.status ?? 200, { 'request-id': 'r-1', ...reply.headers });
  if (!reply.cut) {
    res.end(text);
    return;
  }
  res.write(text.slice(0, text.length / 2), () => res.destroy());
}

/** A clock whose waiting takes no time. */
export function createFakeClock(): Clock & { sleeps: number[] } {
  let now = Date.parse('2026-08-01T00:00:00Z');
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => now,
    random: () => 1,
    sleep: (ms) => {
      sleeps.push(ms);
      now += ms;
      return Promise.resolve();
    },
  };
}

export const APP: AppRegistration = {
  tenantId: '11111111-1111-4111-8111-111111111111',
  clientId: '22222222-2222-4222-8222-222222222222',
  credential: { kind: 'secret', secret: 'not-a-real-secret' },
};
export const USER = '33333333-3333-4333-8333-333333333333';

export interface OpenMailbox {
  mailbox: Mailbox;
  clock: ReturnType<typeof createFakeClock>;
  /** How often `onRequest` was called. */
  counted: () => number;
}

export function openMailbox(fake: FakeGraph, app: AppRegistration = APP): OpenMailbox {
  const clock = createFakeClock();
  let count = 0;
  const connector = createGraphConnector({ authorityHost: fake.url, graphBaseUrl: fake.url, clock });
  const mailbox = connector.openMailbox(app, USER, { onRequest: () => (count += 1), defaultZone: 'Europe/Berlin' });
  return { mailbox, clock, counted: () => count };
}
