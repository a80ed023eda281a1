import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Agent, type Dispatcher } from 'undici';
import { AnswerTooLarge, MAX_ANSWER_BYTES } from './bounded-text.ts';

/** One request as it goes out; redirects are not followed, because they would carry a token along. */
export interface OutgoingRequest {
  method: string;
  headers: Record<string, string>;
  body?: string;
  /** Ends the request, also while the body of the answer is read. */
  timeoutMs: number;
  /** How much of a body is read at most, unpacked; `MAX_ANSWER_BYTES` when left out. */
  maxBytes?: number;
}

/** An answer, read to its end. */
export interface IncomingAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  /** Unpacked, as UTF-8. */
  readonly text: string;
}

/** @throws AnswerTooLarge; what the network says, named by `nameNetworkError` */
export type SendRequest = (url: string, request: OutgoingRequest) => Promise<IncomingAnswer>;

const agent = new Agent();

/**
 * Sends requests through undici's `dispatch`: a first synchronisation is thousands of small requests, and Node's `fetch`,
 * built on the same client, takes four times the CPU of undici's `request`, which makes a stream of each answer for
 * nothing. For the same reason there is one timer a request and no signal.
 * @param stop ends the requests that are under way
 */
export function createSendRequest(stop?: AbortSignal): SendRequest {
  const underWay = new Set<(reason: Error) => void>();
  stop?.addEventListener('abort', () => {
    for (const end of underWay) end(stop.reason as Error);
  });
  return async (url, request) => {
    if (stop?.aborted) throw stop.reason as Error;
    const { status, headers, body } = await dispatch(url, request, underWay);
    return {
      status,
      headers: { get: (name) => readHeader(headers, name) },
      text: await readText(headers, body, request),
    };
  };
}

export const sendRequest: SendRequest = createSendRequest();

interface Answer {
  status: number;
  headers: Headers;
  body: Buffer;
}

type Headers = Record<string, string | string[] | undefined>;

/** @param underWay holds, until it is over, what ends it */
function dispatch(url: string, request: OutgoingRequest, underWay: Set<(reason: Error) => void>): Promise<Answer> {
  const { method, headers, body, timeoutMs, maxBytes = MAX_ANSWER_BYTES } = request;
  return new Promise((resolve, reject) => {
    const { origin, pathname, search } = new URL(url);
    let ended: Error | null = null;
    let exchange: Dispatcher.DispatchController | null = null;
    let status = 0;
    let answered: Headers = {};
    let length = 0;
    const chunks: Buffer[] = [];
    const leave = (): void => {
      clearTimeout(timer);
      underWay.delete(end);
    };
    const end = (reason: Error): void => {
      ended = reason;
      leave();
      reject(reason);
      exchange?.abort(reason);
    };
    const timer = setTimeout(() => end(new DOMException('no answer in time', 'TimeoutError')), timeoutMs);
    underWay.add(end);
    const options = {
      origin,
      path: pathname + search,
      method: method as 'GET',
      headers: { 'accept-encoding': 'gzip', ...headers },
      body: body ?? null,
    };
    agent.dispatch(options, {
      onRequestStart(controller) {
        exchange = controller;
        if (ended) controller.abort(ended);
      },
      onResponseStart(_controller, statusCode, its) {
        [status, answered] = [statusCode, its];
      },
      onResponseData(_controller, chunk) {
        length += chunk.length;
        if (length > maxBytes) end(new AnswerTooLarge(`an answer of more than ${maxBytes} bytes`));
        else chunks.push(chunk);
      },
      onResponseEnd() {
        leave();
        resolve({ status, headers: answered, body: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length) });
      },
      onResponseError(_controller, error) {
        leave();
        reject(error);
      },
    });
  });
}

function readHeader(headers: Headers, name: string): string | null {
  const value = headers[name.toLowerCase()];
  return Array.isArray(value) ? value.join(', ') : (value ?? null);
}

/** Some servers still write the name of 1996. */
const PACKED: ReadonlySet<string> = new Set(['gzip', 'x-gzip']);
const BYTE_ORDER_MARK = 0xfeff;
const unpack = promisify(gunzip);

async function readText(
  headers: Headers,
  body: Buffer,
  { maxBytes = MAX_ANSWER_BYTES }: OutgoingRequest,
): Promise<string> {
  const isPacked = body.length > 0 && PACKED.has(String(headers['content-encoding']));
  const whole = isPacked ? await unpackBounded(body, maxBytes) : body;
  const text = whole.toString('utf8');
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
}

/** A small answer may unpack to a huge one. */
async function unpackBounded(body: Buffer, maxBytes: number): Promise<Buffer> {
  try {
    return await unpack(body, { maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_BUFFER_TOO_LARGE') throw error;
    throw new AnswerTooLarge(`an answer of more than ${maxBytes} bytes`);
  }
}
