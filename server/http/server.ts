import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RequestListener, Server } from 'node:http';
import { answerMalformed } from './malformed.ts';

/** What is under way when the server stops may take this long. */
const GRACE_MS = 3_000;

export interface RunningServer {
  port: number;
  /** Answers what is under way, then closes; connections that last longer are cut. */
  stop(): Promise<void>;
}

/**
 * Starts to serve.
 * @param options.host left out: all addresses
 * @throws the system's error, e.g. `EADDRINUSE`
 */
export async function startServer(
  handler: RequestListener,
  options: { port: number; host?: string },
): Promise<RunningServer> {
  let stopping = false;
  const server = createServer((request, response) => {
    // What still comes on a connection that was busy is answered, and is its last.
    if (stopping) response.setHeader('Connection', 'close');
    handler(request, response);
  });
  server.on('clientError', answerMalformed);
  // An expectation that is not known is ignored, instead of being refused without a body.
  server.on('checkExpectation', handler);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: options.port, ...(options.host ? { host: options.host } : {}) }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return { port: (server.address() as AddressInfo).port, stop: () => ((stopping = true), stopServer(server)) };
}

async function stopServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await closed;
  clearTimeout(cut);
}
