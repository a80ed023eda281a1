import { badRequest } from './errors.ts';
import type { Outcome } from './fault-effects.ts';
import { parseUrl } from './request.ts';
import type { GraphRequest, GraphResponse } from './request.ts';
import type { Random } from './random.ts';
import type { Json } from './types.ts';

const MAX_PARTS = 20;

export interface BatchPart {
  readonly id: string;
  readonly request: GraphRequest;
  readonly dependsOn: readonly string[];
}

export interface PartLog {
  readonly method: string;
  readonly url: string;
  readonly status: number;
}

function lowerHeaders(headers: unknown): Record<string, string> {
  const entries = Object.entries((headers ?? {}) as Record<string, unknown>);
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), String(value)]));
}

function readPart(value: unknown): BatchPart {
  const json = (value ?? {}) as Json;
  const { id, method, url } = json;
  if (typeof id !== 'string' || id === '') throw badRequest('Invalid batch payload format: a request has no id.');
  if (typeof method !== 'string' || typeof url !== 'string') {
    throw badRequest('Invalid batch payload format: a request has no method or url.');
  }
  const headers = lowerHeaders(json['headers']);
  if (json['body'] !== undefined && headers['content-type'] === undefined) {
    throw badRequest('Write request id : ' + id + ' does not contain Content-Type header or body.');
  }
  const relative = url.startsWith('/') ? url : `/${url}`;
  if (/^\/?(https?:|v1\.0\/)/i.test(url) || /\$batch/i.test(url))
    throw badRequest(`Invalid URL in batch request '${id}'.`);
  const request = { method: method.toUpperCase(), url: relative, ...parseUrl(relative), headers, body: json['body'] };
  return { id, request, dependsOn: ((json['dependsOn'] ?? []) as unknown[]).map(String) };
}

/** Reads the parts of a batch. 400 for more than 20, ids used twice (in any case), unknown or circular dependencies. */
export function readBatch(body: unknown): BatchPart[] {
  const list = (body as Json | null)?.['requests'];
  if (!Array.isArray(list)) throw badRequest('Invalid batch payload format.');
  if (list.length === 0 || list.length > MAX_PARTS) {
    throw badRequest(`Number of batch request steps exceeds the maximum value of ${MAX_PARTS}.`);
  }
  const parts = list.map(readPart);
  const ids = new Set(parts.map((part) => part.id.toLowerCase()));
  if (ids.size < parts.length) throw badRequest('Request Id has to be unique in a batch.');
  for (const dependency of parts.flatMap((part) => part.dependsOn)) {
    if (!ids.has(dependency.toLowerCase())) throw badRequest(`Unknown dependency '${dependency}' in the batch.`);
  }
  return parts;
}

function renderPart(part: BatchPart, response: GraphResponse): Json {
  const headers: Record<string, string> = { 'Cache-Control': 'no-cache', ...response.headers };
  if (response.body !== undefined) headers['Content-Type'] = 'application/json';
  return { id: part.id, status: response.status, headers, ...(response.body !== undefined && { body: response.body }) };
}

const failedDependency: GraphResponse = {
  status: 424,
  body: { error: { code: 'FailedDependency', message: 'The request depends on a request that has failed.' } },
};

export interface BatchResult {
  readonly outcome: Outcome;
  readonly parts: PartLog[];
}

/**
 * Carries a batch out: parts whose dependencies are done run together, each throttled by itself; answers come in
 * random order under an overall 200 (https://learn.microsoft.com/graph/json-batching).
 */
export async function runBatch(
  parts: readonly BatchPart[],
  random: Random,
  run: (request: GraphRequest) => Promise<Outcome>,
): Promise<BatchResult> {
  const outcomes = new Map<string, Outcome>();
  let waiting = [...parts];
  while (waiting.length > 0) {
    const ready = waiting.filter((part) => part.dependsOn.every((id) => outcomes.has(id.toLowerCase())));
    if (ready.length === 0) throw badRequest('The dependencies of the batch form a circle.');
    waiting = waiting.filter((part) => !ready.includes(part));
    await Promise.all(
      ready.map(async (part) => {
        const failed = part.dependsOn.some((id) => outcomes.get(id.toLowerCase())!.response.status >= 400);
        const outcome: Outcome = failed
          ? { response: failedDependency, connection: 'answer' }
          : await run(part.request);
        outcomes.set(part.id.toLowerCase(), outcome);
      }),
    );
  }
  const responses = parts.map((part) => renderPart(part, outcomes.get(part.id.toLowerCase())!.response));
  const connections = [...outcomes.values()].map((outcome) => outcome.connection);
  return {
    outcome: {
      response: { status: 200, body: { responses: random.shuffle(responses) } },
      connection: connections.find((connection) => connection !== 'answer') ?? 'answer',
    },
    parts: parts.map((part) => ({
      method: part.request.method,
      url: part.request.url,
      status: outcomes.get(part.id.toLowerCase())!.response.status,
    })),
  };
}
