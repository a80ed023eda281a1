import { randomUUID } from 'node:crypto';
import { listen, type Listening, type Reply, type Seen } from './listen.ts';
import type { Mailbox } from './graph-mailbox.ts';
import { answerCalendarCall } from './graph-calendars.ts';

export interface GraphEmulator extends Listening {
  mailboxes: Mailbox[];
  /** What the documents leave open. */
  variant: {
    /** Links name the service although it is reached elsewhere. */
    foreignLinks: boolean;
    /** A full round tells the masters, too. */
    masters: boolean;
    emptyFirstPage: boolean;
    pageSize: number;
    duplicateStatus: 400 | 409;
    categoriesStatus: 200 | 403 | 404;
  };
  /** HTTP requests, a batch is one. */
  requests: string[];
  /** Calls, the parts of batches one by one. */
  calls: string[];
  violations: string[];
  failWith: number | null;
  delayMs: number;
  /** So many calls are answered with 429. */
  throttled: number;
  /** The next page of a round is refused, as if its token had been evicted. */
  breakRound: boolean;
  /** So many creates are carried out without an answer. */
  cutCreates: number;
  /** Every delta token that was given out is forgotten. */
  forgetTokens(): void;
  generation: number;
}

export interface Call {
  method: string;
  /** Without `/v1.0`, still encoded. */
  path: string;
  query: URLSearchParams;
  /** Names in lower case. */
  headers: Record<string, string | undefined>;
  body: Record<string, unknown> | null;
}

const PARTS_AT_ONCE = 4;

export const refuse = (status: number, code: string, message = code, headers: Record<string, string> = {}): Reply => ({
  status,
  headers,
  body: { error: { code, message, innerError: { 'request-id': randomUUID(), date: '2026-01-01T00:00:00' } } },
});

/** Graph v1.0, as far as a calendar synchronisation may know it. */
export async function startGraph(): Promise<GraphEmulator> {
  const violate = (text: string): void => void graph.violations.push(text);

  const answerCall = async (call: Call): Promise<Reply> => {
    graph.calls.push(`${call.method} ${call.path}`);
    const prefer = call.headers.prefer ?? '';
    if (!/IdType\s*=\s*"ImmutableId"/.test(prefer))
      violate(`no immutable ids: ${call.method} ${call.path} (${prefer})`);
    if (/^\/subscriptions(?:\/|$)/.test(call.path)) return subscribe(call);
    const [, key = '', rest = ''] = /^\/users(?:\/([^/(]+)|\('[^)]*'\))(\/.*)?$/.exec(call.path) ?? [];
    const owner = key
      ? decodeURIComponent(key)
      : decodeURIComponent(/^\/users\('([^']*)'\)/.exec(call.path)?.[1] ?? '');
    const tail = key ? rest : (/^\/users\('[^']*'\)(\/.*)?$/.exec(call.path)?.[1] ?? '');
    const mailbox = graph.mailboxes.find((one) => one.oid === owner);
    if (!call.path.startsWith('/users')) {
      violate(`unknown call ${call.method} ${call.path}`);
      return refuse(400, 'BadRequest', `Resource not found for the segment '${call.path}'`);
    }
    if (!mailbox) return refuse(404, tail ? 'ErrorInvalidUser' : 'Request_ResourceNotFound', `'${owner}'`);
    if (mailbox.inFlight >= PARTS_AT_ONCE) {
      violate(`more than ${PARTS_AT_ONCE} requests at once on one mailbox`);
      return refuse(429, 'ApplicationThrottled', 'Application is over its MailboxConcurrency limit.', {
        'RETRY-AFTER': '0.25',
      });
    }
    if (graph.throttled > 0) {
      graph.throttled -= 1;
      return refuse(429, 'TooManyRequests', 'Please retry again later.', { 'retry-after': '0.128' });
    }
    mailbox.inFlight += 1;
    try {
      await new Promise((resolve) => setTimeout(resolve, graph.delayMs));
      return answerCalendarCall(graph, mailbox, call, tail);
    } finally {
      mailbox.inFlight -= 1;
    }
  };

  const subscriptions = new Map<string, object>();
  const subscribe = ({ body, method, path }: Call): Reply => {
    const id = path.split('/')[2];
    if (id === undefined && method === 'GET') return { status: 200, body: { value: [...subscriptions.values()] } };
    if (id === undefined && method === 'POST' && body) {
      const made = { ...body, id: randomUUID() };
      subscriptions.set(made.id, made);
      return { status: 201, body: made };
    }
    const found = subscriptions.get(id ?? '');
    if (!found) return refuse(404, 'ResourceNotFound', 'The object was not found.');
    if (method === 'DELETE') {
      subscriptions.delete(id!);
      return { status: 204 };
    }
    subscriptions.set(id!, { ...found, ...(method === 'PATCH' ? body : {}) });
    return { status: 200, body: subscriptions.get(id!)! };
  };

  const answerBatch = async (seen: Seen): Promise<Reply> => {
    const { requests } = JSON.parse(seen.body) as {
      requests: {
        id: string;
        method: string;
        url: string;
        headers?: Record<string, string>;
        body?: unknown;
        dependsOn?: string[];
      }[];
    };
    const ids = new Set(requests.map((part) => part.id.toLowerCase()));
    if (requests.length === 0 || requests.length > 20 || ids.size !== requests.length) {
      violate(`batch of ${requests.length} parts, ${ids.size} ids`);
      return refuse(400, 'BadRequest', 'Invalid batch payload format.');
    }
    const bad = requests.find((part) => !part.url.startsWith('/users'));
    if (bad) {
      violate(`part of a batch: ${bad.url}`);
      return refuse(400, 'BadRequest', 'Invalid url');
    }
    const run = async (part: (typeof requests)[number]): Promise<object> => {
      const headers = lower(part.headers ?? {});
      if (part.body !== undefined && !headers['content-type']) return { id: part.id, ...refuse(400, 'BadRequest') };
      const reply = await answerCall(toCall(part.method, part.url, headers, (part.body as never) ?? null));
      return {
        id: part.id,
        headers: { 'content-type': 'application/json', ...reply.headers },
        status: reply.status,
        body: reply.body,
      };
    };
    const chained = requests.some((part) => part.dependsOn);
    const responses: object[] = [];
    if (chained) for (const part of requests) responses.push(await run(part));
    else responses.push(...(await Promise.all(requests.map(run))));
    return { status: 200, body: { responses: responses.reverse() } };
  };

  const listening = await listen(async (seen) => {
    graph.requests.push(`${seen.method} ${seen.url}`);
    if (graph.failWith) return refuse(graph.failWith, 'ServiceUnavailable', 'broken', { 'Retry-After': '0.05' });
    if (!/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/.test(seen.headers.authorization ?? ''))
      return refuse(401, 'InvalidAuthenticationToken');
    if (!seen.path.startsWith('/v1.0/')) {
      violate(`outside v1.0: ${seen.url}`);
      return refuse(400, 'BadRequest', 'Invalid version');
    }
    if (seen.method === 'POST' && seen.path === '/v1.0/$batch') return answerBatch(seen);
    const body = seen.body === '' ? null : (JSON.parse(seen.body) as Record<string, unknown>);
    return answerCall(toCall(seen.method, seen.url.slice('/v1.0'.length), lower(seen.headers), body));
  });

  const graph: GraphEmulator = {
    ...listening,
    mailboxes: [],
    variant: {
      foreignLinks: false,
      masters: true,
      emptyFirstPage: true,
      pageSize: 50,
      duplicateStatus: 400,
      categoriesStatus: 200,
    },
    requests: [],
    calls: [],
    violations: [],
    failWith: null,
    delayMs: 3,
    throttled: 0,
    breakRound: false,
    cutCreates: 0,
    generation: 1,
    forgetTokens: () => void (graph.generation += 1),
  };
  return graph;
}

function lower(headers: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

function toCall(method: string, url: string, headers: Call['headers'], body: Call['body']): Call {
  const at = url.indexOf('?');
  return {
    method,
    path: at < 0 ? url : url.slice(0, at),
    query: new URLSearchParams(at < 0 ? '' : url.slice(at + 1)),
    headers,
    body,
  };
}
