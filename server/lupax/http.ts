import { nameNetworkError } from '../network-error.ts';
import { createSendRequest, type SendRequest } from '../send-request.ts';
import type { Traffic } from '../traffic.ts';
import type { LupaxClock } from './clock.ts';
import { LupaxError } from './errors.ts';
import { choosePauseMs, readRetryAfterMs } from './retry.ts';
import type { Outcome, Tries } from './retry.ts';

const TOO_MANY_REQUESTS = 429;

export interface LupaxLog {
  warn(facts: object, message: string): void;
}

export interface LupaxRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** After the base URL; ids in it are encoded. */
  path: string;
  query?: Record<string, string | number | undefined>;
  token?: string;
  /** Without the quotes of the header. */
  ifMatch?: string;
  idempotencyKey?: string;
  body?: unknown;
  /** What a 2xx must carry: JSON, any text, or nothing that matters. */
  expects: 'json' | 'text' | 'nothing';
}

/** The final answer: 2xx, 3xx or 4xx. */
export interface LupaxAnswer {
  status: number;
  /** Parsed when `expects` is `json` and the status 2xx, the raw text else. */
  body: unknown;
  /** `error.code` of a refusal. */
  lupaxCode: string | null;
  /** A try before this one failed in passing, so it may have been carried out. */
  repeated?: true;
}

export interface LupaxHttpOptions {
  baseUrl: string;
  timeoutMs: number;
  clock: LupaxClock;
  log?: LupaxLog;
  traffic?: Traffic | undefined;
  send?: SendRequest | undefined;
  /** Aborts requests and pauses, for a shutdown. */
  signal?: AbortSignal;
}

/** @param ofCaller `onRequest` is called once per HTTP request; `log` is the caller's own */
export type LupaxHttp = (
  request: LupaxRequest,
  ofCaller?: { onRequest?: () => void; log?: LupaxLog | undefined },
) => Promise<LupaxAnswer>;

/**
 * HTTP with patience: obeys Retry-After, repeats what is safe to repeat (see retry.ts), and never follows redirects, so
 * that a token is not carried to another host.
 * The returned function rejects with LupaxError `unavailable` when there is no final answer.
 */
export function createLupaxHttp(options: LupaxHttpOptions): LupaxHttp {
  const { clock, signal, traffic } = options;
  const sendHttp = options.send ?? createSendRequest(signal);
  const root = options.baseUrl.replace(/\/+$/, '');

  async function sendOnce(request: LupaxRequest): Promise<{ outcome: Outcome; answer: LupaxAnswer | null }> {
    try {
      const response = await sendHttp(buildUrl(root, request), {
        method: request.method,
        headers: buildHeaders(request),
        timeoutMs: options.timeoutMs,
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      });
      traffic?.answered('lupax', response.status);
      if (response.status === TOO_MANY_REQUESTS) traffic?.throttled('lupax');
      const answer = readAnswer(request, response.status, response.text);
      if (answer === null) return { outcome: { answered: false, reason: 'unreadable body' }, answer };
      const retryAfterMs = readRetryAfterMs(response.headers.get('retry-after'), clock.now());
      return { outcome: { answered: true, status: response.status, retryAfterMs }, answer };
    } catch (error) {
      traffic?.answered('lupax', null);
      return { outcome: { answered: false, reason: nameNetworkError(error) }, answer: null };
    }
  }

  return async function send(request, { onRequest, log = options.log } = {}) {
    const tries: Tries = { count: 0, waitedMs: 0, earlierUnanswered: false };
    let repeated = false;
    for (;;) {
      tries.count += 1;
      onRequest?.();
      const { outcome, answer } = await sendOnce(request);
      const pauseMs = signal?.aborted ? null : choosePauseMs(outcome, isRepeatable(request), tries, clock.random);
      if (pauseMs === null) {
        const stillWorking = outcome.answered && outcome.status === 409 && tries.earlierUnanswered;
        if (answer && outcome.answered && !isTemporary(outcome.status) && !stillWorking) {
          return repeated ? { ...answer, repeated } : answer;
        }
        throw toUnavailable(request, outcome);
      }
      log?.warn({ ...describe(request, outcome), tries: tries.count, pauseMs }, 'Lupax is asked again');
      tries.waitedMs += pauseMs;
      traffic?.waits('lupax', pauseMs);
      tries.earlierUnanswered ||= !outcome.answered;
      repeated ||= !outcome.answered || outcome.status !== TOO_MANY_REQUESTS;
      await clock.sleep(pauseMs, signal).catch(() => Promise.reject(toUnavailable(request, outcome)));
    }
  };
}

function isRepeatable(request: LupaxRequest): boolean {
  return request.method === 'GET' || request.ifMatch !== undefined || request.idempotencyKey !== undefined;
}

function isTemporary(status: number): boolean {
  return status === TOO_MANY_REQUESTS || status >= 500;
}

function buildUrl(root: string, request: LupaxRequest): string {
  const url = root + request.path;
  if (!request.query) return url;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query)) {
    if (value !== undefined) query.set(name, String(value));
  }
  return query.size > 0 ? `${url}?${query}` : url;
}

function buildHeaders(request: LupaxRequest): Record<string, string> {
  return {
    accept: 'application/json',
    ...(request.token === undefined ? {} : { authorization: `Bearer ${request.token}` }),
    ...(request.ifMatch === undefined ? {} : { 'if-match': `"${request.ifMatch}"` }),
    ...(request.idempotencyKey === undefined ? {} : { 'idempotency-key': request.idempotencyKey }),
    ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
  };
}

/** @returns null when a 2xx lacks the JSON it must carry */
function readAnswer(request: LupaxRequest, status: number, text: string): LupaxAnswer | null {
  const succeeded = status >= 200 && status < 300;
  if (!succeeded) return { status, body: text, lupaxCode: readErrorCode(text) };
  if (request.expects !== 'json') return { status, body: text, lupaxCode: null };
  const body = parseJson(text);
  return body === undefined ? null : { status, body, lupaxCode: null };
}

/** Only what looks like a code: it is logged, and anything else might carry a title. */
function readErrorCode(text: string): string | null {
  const body = parseJson(text) as { error?: { code?: unknown } } | null | undefined;
  const code = body?.error?.code;
  return typeof code === 'string' && /^[\w.-]{1,64}$/.test(code) ? code : null;
}

/** @returns undefined for what is not JSON */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function describe(request: LupaxRequest, outcome: Outcome): object {
  const { method, path } = request;
  return outcome.answered ? { method, path, status: outcome.status } : { method, path, reason: outcome.reason };
}

function toUnavailable(request: LupaxRequest, outcome: Outcome): LupaxError {
  const what = `${request.method} ${request.path}`;
  if (!outcome.answered)
    return new LupaxError('unavailable', `${what}: no usable answer (${outcome.reason})`, { reason: outcome.reason });
  return new LupaxError('unavailable', `${what}: status ${outcome.status}`, { status: outcome.status });
}
