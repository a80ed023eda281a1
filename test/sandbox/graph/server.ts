import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBatch, runBatch } from './batch.ts';
import type { PartLog } from './batch.ts';
import { GraphError, badRequest, renderError } from './errors.ts';
import type { Executor } from './executor.ts';
import { runWithFaults } from './fault-effects.ts';
import type { Outcome } from './fault-effects.ts';
import type { Faults } from './faults.ts';
import { parseUrl } from './request.ts';
import type { GraphRequest, TokenClaims } from './request.ts';
import type { World } from './world.ts';

const VERSION_PREFIX = '/v1.0';
const JSON_TYPE = 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** One HTTP request the sandbox was sent; status 0: it got no answer. */
export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly oid: string | null;
  readonly status: number;
  readonly parts?: PartLog[];
  readonly at: number;
}

/** One answer, of a request or of a part of a batch. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body: unknown;
}

/** A request as it comes over the wire, or from a simulation that has none. */
export interface WireRequest {
  readonly method: string;
  /** Path and query, `/v1.0/…`. */
  readonly url: string;
  /** By name in lower case. */
  readonly headers: Record<string, string>;
  /** Called once. */
  readText(): string | Promise<string>;
}

/** Carries out one request and logs it; never rejects. */
export type Answerer = (request: WireRequest) => Promise<Outcome>;

export interface ServerParts {
  readonly world: World;
  readonly executor: Executor;
  readonly faults: Faults;
  readonly requests: LoggedRequest[];
  readonly tap: ((exchange: Exchange) => void) | undefined;
  /** Added to the `Date` header, for clients that check their clock against it. */
  readonly clockSkew: { ms: number };
}

async function readBody(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  if (length > MAX_BODY_BYTES) throw new GraphError(413, 'RequestEntityTooLarge', 'The request is too large.');
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest(
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    );
  }
}

function toHeaders(message: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

/** The request as far as its head tells. 400 for anything but v1.0, 411 for a POST of unknown length. */
function readHead({ method, url: rawUrl, headers }: WireRequest): Omit<GraphRequest, 'body'> {
  if (!rawUrl.startsWith(`${VERSION_PREFIX}/`)) throw badRequest('Invalid version: only v1.0 is served.');
  if (method === 'POST' && headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) {
    throw new GraphError(411, 'LengthRequired', 'Length Required');
  }
  const url = rawUrl.slice(VERSION_PREFIX.length);
  return { method, url, ...parseUrl(url), headers };
}

/** Creates what answers requests, below HTTP. */
export function createGraphAnswerer({ world, executor, faults, requests, tap }: ServerParts): Answerer {
  const performOne = async (request: GraphRequest, claims: TokenClaims, isBatchPart: boolean): Promise<Outcome> => {
    const oid = executor.findTarget(request)?.objectId ?? null;
    const effects = faults.take({ method: request.method, url: request.url, oid, isBatchPart });
    const outcome = await executor.execute(request, claims, effects);
    const { status, body } = outcome.response;
    tap?.({ method: request.method, path: request.path, status, body });
    return outcome;
  };

  const performBatch = async (request: GraphRequest, claims: TokenClaims, log: PartLog[]): Promise<Outcome> => {
    const effects = faults.take({ method: request.method, url: request.url, oid: null, isBatchPart: false });
    return runWithFaults(effects, world.clock.now(), async () => {
      const result = await runBatch(readBatch(request.body), world.random, (part) => performOne(part, claims, true));
      log.push(...result.parts);
      return result.outcome;
    });
  };

  return async (wire) => {
    const parts: PartLog[] = [];
    let oid: string | null = null;
    let outcome: Outcome;
    try {
      const text = await wire.readText();
      const head = readHead(wire);
      oid = executor.findTarget(head)?.objectId ?? null;
      const claims = executor.authenticate(head.headers);
      const request: GraphRequest = { ...head, body: parseJson(text) };
      const isBatch = request.method === 'POST' && request.path === '/$batch';
      outcome = await (isBatch ? performBatch(request, claims, parts) : performOne(request, claims, false));
    } catch (error) {
      outcome = { response: renderError(error, world.clock.now()), connection: 'answer' };
    }
    requests.push({
      method: wire.method,
      path: wire.url.replace(VERSION_PREFIX, ''),
      oid,
      status: outcome.connection === 'answer' ? outcome.response.status : 0,
      ...(parts.length > 0 && { parts }),
      at: world.clock.now(),
    });
    return outcome;
  };
}

/** Creates the HTTP server of the sandbox. */
export function createGraphServer(answer: Answerer, { world, clockSkew }: Pick<ServerParts, 'world' | 'clockSkew'>) {
  const send = (reply: ServerResponse, { response, connection }: Outcome): void => {
    if (connection === 'stall') return;
    if (connection === 'cut') {
      reply.socket?.destroy();
      return;
    }
    const { status, headers, body } = response;
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    reply.writeHead(status, {
      ...(text !== '' && { 'Content-Type': JSON_TYPE }),
      ...(status !== 204 && { 'Content-Length': Buffer.byteLength(text) }),
      Date: new Date(world.clock.now() + clockSkew.ms).toUTCString(),
      'request-id': randomUUID(),
      ...headers,
    });
    reply.end(text);
  };

  const handle = async (message: IncomingMessage, reply: ServerResponse): Promise<void> => {
    const { method = 'GET', url = '/' } = message;
    send(reply, await answer({ method, url, headers: toHeaders(message), readText: () => readBody(message) }));
  };

  return createServer((message, reply) => {
    handle(message, reply).catch(() => reply.destroy());
  });
}
