import { afterEach, beforeEach, expect } from 'vitest';
import { startGraphSandbox } from '../../sandbox/graph/index.ts';
import type { Exchange, GraphControl, GraphSandbox } from '../../sandbox/graph/index.ts';
import { createOpenApiValidator } from './openapi.ts';

export const TENANT = '11111111-1111-4111-8111-111111111111';
export const ANNA = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa';
export const BEN = 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb';
export const ALL_ROLES = [
  'Calendars.ReadWrite',
  'MailboxSettings.ReadWrite',
  'User.Read.All',
  'OnlineMeetings.ReadWrite.All',
];
export const PROPERTY = 'String {6f5b1a0e-3c8a-4d27-9c3e-2f1d0b7a4e51} Name LupaxEntry';
export const BERLIN = 'W. Europe Standard Time';

/* eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers are read with the freedom of a test */
export type Body = any;

export interface Answer {
  status: number;
  headers: Headers;
  body: Body;
}

export interface Call {
  method?: string;
  body?: unknown;
  token?: string;
  prefer?: string;
  headers?: Record<string, string>;
}

export interface Bench {
  control: GraphControl;
  url: string;
  clock: { ms: number };
  /** What `verifyToken` knows, by token. */
  tokens: Map<string, { tid: string; appid: string; roles: string[]; rbac?: string[] }>;
  exchanges: Exchange[];
  call(path: string, call?: Call): Promise<Answer>;
  /** Anna's default calendar. */
  calendar: string;
}

const validate = createOpenApiValidator();

/** Starts a sandbox for each test; every answer is held against the OpenAPI description where that is at hand. */
export function useBench(): Bench {
  const bench = {} as Bench;
  let sandbox: GraphSandbox;
  let violations: string[] = [];

  beforeEach(async () => {
    violations = [];
    bench.exchanges = [];
    bench.clock = { ms: Date.parse('2026-08-01T08:00:00Z') };
    bench.tokens = new Map([['good.to.ken', { tid: TENANT, appid: 'app-1', roles: ALL_ROLES }]]);
    sandbox = await startGraphSandbox({
      seed: 7,
      clock: { now: () => bench.clock.ms },
      verifyToken: (token) => bench.tokens.get(token) ?? null,
      openApiTap: (exchange) => {
        bench.exchanges.push(exchange);
        const violation = validate?.(exchange);
        if (violation) violations.push(violation);
      },
    });
    bench.control = sandbox.control;
    bench.url = sandbox.url;
    bench.control.addUser({
      tenantId: TENANT,
      objectId: ANNA,
      upn: 'anna@contoso.test',
      name: 'Anna Berg',
      mailbox: 'ok',
    });
    bench.control.addUser({ tenantId: TENANT, objectId: BEN, upn: 'ben@contoso.test', name: 'Ben Tal', mailbox: 'ok' });
    bench.calendar = bench.control.defaultCalendarId(ANNA);
    bench.call = (
      path,
      { method = 'GET', body, token = 'good.to.ken', prefer = 'IdType="ImmutableId"', headers } = {},
    ) =>
      callGraph(sandbox.url, path, {
        method,
        headers: { Authorization: `Bearer ${token}`, ...(prefer && { Prefer: prefer }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
  });

  afterEach(async () => {
    await sandbox.stop();
    expect(violations).toEqual([]);
  });
  return bench;
}

async function callGraph(origin: string, path: string, init: RequestInit): Promise<Answer> {
  const url = path.startsWith('https://graph.microsoft.com')
    ? path.replace('https://graph.microsoft.com', origin)
    : `${origin}/v1.0${path}`;
  const response = await fetch(url, { ...init, headers: { 'Content-Type': 'application/json', ...init.headers } });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') && text !== '';
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

export const at = (dateTime: string, timeZone = BERLIN) => ({ dateTime, timeZone });

export const single = (subject: string, day = '2026-08-04', more: Record<string, unknown> = {}) => ({
  subject,
  start: at(`${day}T14:00:00`),
  end: at(`${day}T15:00:00`),
  ...more,
});

/** Mondays from 3 August 2026, nine to half past, in Berlin. */
export const weekly = (endDate = '2026-11-30', more: Record<string, unknown> = {}) => ({
  subject: 'Weekly',
  start: at('2026-08-03T09:00:00'),
  end: at('2026-08-03T09:30:00'),
  recurrence: {
    pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'], firstDayOfWeek: 'sunday' },
    range: { type: 'endDate', startDate: '2026-08-03', endDate },
  },
  ...more,
});

export const WINDOW = 'startDateTime=2026-07-01T00:00:00Z&endDateTime=2026-12-01T00:00:00Z';

export interface Round {
  items: Body[];
  pages: number;
  deltaLink: string;
}

/** Follows a delta round to its end. */
export async function runRound(bench: Bench, start: string, prefer = 'IdType="ImmutableId"'): Promise<Round> {
  const items: Body[] = [];
  let pages = 0;
  for (let link = start; ;) {
    const { status, body } = await bench.call(link, { prefer });
    if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
    pages++;
    items.push(...body.value);
    if (body['@odata.deltaLink']) return { items, pages, deltaLink: body['@odata.deltaLink'] };
    link = body['@odata.nextLink'];
  }
}
