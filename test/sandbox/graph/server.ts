import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBatch, runBatch } from './batch.ts';
import type { PartLog } from './batch.ts';
import { GraphError, badRequest } from './errors.ts';
import type { Executor, Outcome } from './executor.ts';
import type { Faults } from './faults.ts';
import { parseUrl } from './request.ts';
import type { GraphRequest, TokenClaims } from './request.ts';
import type { World } from './world.ts';

const VERSION_PREFIX = '/v1.0';
const JSON_TYPE = 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** One HTTP request the sandbox was sent. */
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

export interface ServerParts {
  readonly world: World;
  readonly executor: Executor;
  readonly faults: Faults;
  readonly requests: LoggedRequest[];
  readonly tap: ((exchange: Exchange) => void) | undefined;
  /** Added to the `Date` header, for clients that check their clock against it. */
  readonly clockSkew: { ms: number };
}

function readBody(message: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    message.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= MAX_BODY_BYTES) chunks.push(chunk);
    });
    message.on('end', () =>
      length <= MAX_BODY_BYTES
        ? resolve(Buffer.concat(chunks))
        : reject(new GraphError(413, 'RequestEntityTooLarge', 'The request is too large.')),
    );
    message.on('error', reject);
  });
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

/** Creates the HTTP server of the sandbox. */
export function createGraphServer(parts: ServerParts) {
  const { world, executor, faults, requests, tap } = parts;

  const send = (reply: ServerResponse, { response, connection }: Outcome): void => {
    if (connection === 'stall') return;
    if (connection === 'cut') {
      reply.socket?.destroy();
      return;
    }
    const text =
      response.body === undefined
        ? ''
        : typeof response.body === 'string'
          ? response.body
          : JSON.stringify(response.body);
    const length = Buffer.byteLength(text);
    reply.writeHead(response.status, {
      ...(text !== '' && { 'Content-Type': JSON_TYPE }),
      ...(response.status !== 204 && { 'Content-Length': length }),
      Date: new Date(world.clock.now() + parts.clockSkew.ms).toUTCString(),
      'request-id': randomUUID(),
      ...response.headers,
    });
    reply.end(text);
  };

  const perform = async (request: GraphRequest, claims: TokenClaims, isBatchPart: boolean): Promise<Outcome> => {
    const oid = executor.findTarget(request)?.objectId ?? null;
    const effects = faults.take({ method: request.method, url: request.url, oid, isBatchPart });
    const outcome = await executor.execute(request, claims, effects);
    tap?.({ method: request.method, path: request.path, status: outcome.response.status, body: outcome.response.body });
    return outcome;
  };

  const handle = async (message: IncomingMessage, reply: ServerResponse): Promise<void> => {
    const method = message.method ?? 'GET';
    const rawUrl = message.url ?? '/';
    const url = rawUrl.startsWith(VERSION_PREFIX) ? rawUrl.slice(VERSION_PREFIX.length) : rawUrl;
    let oid: string | null = null;
    let log: PartLog[] | undefined;
    let outcome: Outcome;
    try {
      const text = (await readBody(message)).toString('utf8');
      if (!rawUrl.startsWith(`${VERSION_PREFIX}/`)) throw badRequest('Invalid version: only v1.0 is served.');
      const { headers: raw } = message;
      if (method === 'POST' && raw['content-length'] === undefined && raw['transfer-encoding'] === undefined) {
        throw new GraphError(411, 'LengthRequired', 'Length Required');
      }
      const headers = toHeaders(message);
      const location = parseUrl(url);
      oid = executor.findTarget(location)?.objectId ?? null;
      const isBatch = method === 'POST' && location.path === '/$batch';
      const claims = executor.authenticate(headers);
      const request: GraphRequest = { method, url, ...location, headers, body: parseJson(text) };
      if (isBatch) {
        const effects = faults.take({ method, url, oid: null, isBatchPart: false });
        const own = effects.length > 0 ? effects : null;
        const batch = readBatch(request.body);
        const before = own?.filter((effect) => !['lostAnswer', 'brokenJson'].includes(effect.kind)) ?? [];
        const struck =
          before.length > 0 ? await executor.execute({ ...request, segments: ['$sandbox'] }, claims, before) : null;
        const stopped = struck && before.some((effect) => effect.kind !== 'delay') ? struck : null;
        if (stopped) {
          outcome = stopped;
        } else {
          const result = await runBatch(batch, world.random, (part) => perform(part, claims, true));
          log = result.parts;
          outcome = result.outcome;
          if (own?.some((effect) => effect.kind === 'lostAnswer')) outcome = { ...outcome, connection: 'cut' };
          if (own?.some((effect) => effect.kind === 'brokenJson')) {
            outcome = {
              ...outcome,
              response: { status: 200, body: JSON.stringify(outcome.response.body).slice(0, -20) },
            };
          }
        }
      } else {
        outcome = await perform(request, claims, false);
      }
    } catch (error) {
      outcome = { response: executor.renderError(error), connection: 'answer' };
    }
    const status = outcome.connection === 'answer' ? outcome.response.status : 0;
    requests.push({ method, path: url, oid, status, at: world.clock.now(), ...(log && { parts: log }) });
    send(reply, outcome);
  };

  return createServer((message, reply) => {
    handle(message, reply).catch(() => reply.destroy());
  });
}
