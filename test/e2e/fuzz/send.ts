import { Agent, request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { FuzzRequest } from './requests.ts';

export interface FuzzAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  ms: number;
}

/** Sends requests as they are, also those that `fetch` would not send. */
export function createSender(origin: string, timeoutMs: number) {
  const { hostname, port } = new URL(origin);
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });

  /** @throws when there is no whole answer in time */
  function send({ method, url, headers, body }: FuzzRequest): Promise<FuzzAnswer> {
    const startedAt = performance.now();
    return new Promise((resolve, reject) => {
      const length = body ? { 'content-length': String(body.length) } : {};
      const call = request({ hostname, port, method, path: url, headers: { ...headers, ...length }, agent });
      const timer = setTimeout(() => call.destroy(new Error(`no answer in ${timeoutMs} ms`)), timeoutMs);
      call.on('error', (error) => {
        clearTimeout(timer);
        reject(error);
      });
      call.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          clearTimeout(timer);
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({
            status: response.statusCode!,
            headers: response.headers,
            text,
            ms: performance.now() - startedAt,
          });
        });
      });
      call.end(body ?? undefined);
    });
  }
  return { send, close: () => agent.destroy() };
}
