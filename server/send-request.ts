import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Agent, request } from 'undici';

/** One request as it goes out; redirects are not followed, because they would carry a token along. */
export interface OutgoingRequest {
  method: string;
  headers: Record<string, string>;
  body?: string;
  /** Ends the request, also while the body of the answer is read. */
  signal: AbortSignal;
}

/** As much of a `Response` as this product reads. */
export interface IncomingAnswer {
  readonly status: number;
  readonly ok: boolean;
  readonly headers: { get(name: string): string | null };
  /** Unpacked; how much is read of it at most is up to the reader (`bounded-text.ts`). */
  readonly body: AsyncIterable<Uint8Array> | null;
}

export type SendRequest = (url: string, request: OutgoingRequest) => Promise<IncomingAnswer>;

const agent = new Agent();

/**
 * Sends a request through undici's `request`, which costs a quarter of the CPU time of Node's `fetch`, built on the same
 * client (0.12 and 0.5 ms for a small POST): a first synchronisation is thousands of small requests.
 * @throws what the network says, named by `nameNetworkError`
 */
export const sendRequest: SendRequest = async (url, { method, headers, body, signal }) => {
  const answer = await request(url, {
    method: method as 'GET',
    headers: { 'accept-encoding': 'gzip', ...headers },
    body: body ?? null,
    signal,
    dispatcher: agent,
  });
  const { statusCode: status } = answer;
  return {
    status,
    ok: status >= 200 && status < 300,
    headers: { get: (name) => readHeader(answer.headers, name) },
    body: isPacked(answer.headers['content-encoding']) ? unpack(answer.body) : answer.body,
  };
};

function readHeader(headers: Record<string, string | string[] | undefined>, name: string): string | null {
  const value = headers[name.toLowerCase()];
  return Array.isArray(value) ? value.join(', ') : (value ?? null);
}

/** Some servers still write the name of 1996. */
function isPacked(encoding: string | string[] | undefined): boolean {
  return encoding === 'gzip' || encoding === 'x-gzip';
}

/** What is cut or broken makes the reader fail; a reader that leaves ends the request. */
function unpack(body: Readable): AsyncIterable<Uint8Array> {
  return pipeline(body, createGunzip(), () => {});
}
