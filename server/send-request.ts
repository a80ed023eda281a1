import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Agent, type Dispatcher } from 'undici';
import { AnswerTooLarge, MAX_ANSWER_BYTES } from './bounded-text.ts';
import { noteSending } from './send-first.ts';

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
  const underWay = new Set<Exchange>();
  stop?.addEventListener('abort', () => {
    for (const exchange of underWay) exchange.end(stop.reason as Error);
  });
  return async (url, request) => {
    if (stop?.aborted) throw stop.reason as Error;
    const { status, headers, body } = await dispatch(url, request, underWay);
    return { status, headers: new AnswerHeaders(headers), text: await readText(headers, body, request) };
  };
}

export const sendRequest: SendRequest = createSendRequest();

interface Answer {
  status: number;
  headers: Headers;
  body: Buffer;
}

type Headers = Record<string, string | string[] | undefined>;

/** @param underWay holds it until it is over */
function dispatch(url: string, request: OutgoingRequest, underWay: Set<Exchange>): Promise<Answer> {
  const { method, headers, body = null } = request;
  return new Promise((resolve, reject) => {
    const { origin, pathname, search } = new URL(url);
    const exchange = new Exchange(request, underWay, resolve, reject);
    noteSending();
    const sent = { 'accept-encoding': 'gzip', ...headers };
    agent.dispatch({ origin, path: pathname + search, method: method as 'GET', headers: sent, body }, exchange);
  });
}

/** A request that is under way, and what there is of its answer. */
class Exchange implements Dispatcher.DispatchHandler {
  private readonly timer: NodeJS.Timeout;
  private controller: Dispatcher.DispatchController | null = null;
  private ended: Error | null = null;
  private status = 0;
  private headers: Headers = {};
  private length = 0;
  private readonly chunks: Buffer[] = [];

  constructor(
    private readonly request: OutgoingRequest,
    private readonly underWay: Set<Exchange>,
    private readonly resolve: (answer: Answer) => void,
    private readonly reject: (reason: Error) => void,
  ) {
    const { timeoutMs } = request;
    this.timer = setTimeout(() => this.end(new DOMException('no answer in time', 'TimeoutError')), timeoutMs);
    underWay.add(this);
  }

  end(reason: Error): void {
    this.ended = reason;
    this.leave();
    this.reject(reason);
    this.controller?.abort(reason);
  }

  private leave(): void {
    clearTimeout(this.timer);
    this.underWay.delete(this);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.ended) controller.abort(this.ended);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    this.status = status;
    this.headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const { maxBytes = MAX_ANSWER_BYTES } = this.request;
    this.length += chunk.length;
    if (this.length > maxBytes) this.end(new AnswerTooLarge(`an answer of more than ${maxBytes} bytes`));
    else this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.leave();
    const { status, headers, chunks, length } = this;
    this.resolve({ status, headers, body: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length) });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.leave();
    this.reject(error);
  }
}

/** A class rather than a closure: tsx names each closure when it is made, which takes microseconds. */
class AnswerHeaders {
  constructor(private readonly headers: Headers) {}

  get(name: string): string | null {
    const value = this.headers[name.toLowerCase()];
    return Array.isArray(value) ? value.join(', ') : (value ?? null);
  }
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
