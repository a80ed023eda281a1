import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LoopbackServer {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  origin: string;
  /** Ends open connections too, so that a test never waits for a keep-alive. */
  stop(): Promise<void>;
}

/**
 * Serves on 127.0.0.1 only: the sandbox gives tokens to anyone who asks.
 * @param port 0 picks a free one
 * @throws the listen error, e.g. EADDRINUSE
 */
export async function listenOnLoopback(handle: RequestListener, port = 0): Promise<LoopbackServer> {
  const server = createServer({ keepAliveTimeout: 60_000 }, handle);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${address.port}`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
