import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as an emulator sees it; `body` is text. */
export interface Seen {
  method: string;
  /** Decoded by nobody: as it came over the wire. */
  url: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface Reply {
  status: number;
  /** An object is sent as JSON, a string as it is; `undefined`: no body. */
  body?: unknown;
  headers?: Record<string, string>;
  /** The connection is cut instead of answering. */
  cut?: boolean;
}

export interface Listening {
  url: string;
  close(): Promise<void>;
}

/** Serves a function of one request on a free port of loopback. */
export async function listen(answer: (seen: Seen) => Promise<Reply> | Reply): Promise<Listening> {
  const server: Server = createServer((request, response) => {
    void serve(request, response, answer);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (seen: Seen) => Promise<Reply> | Reply,
): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const url = request.url ?? '/';
  const at = url.indexOf('?');
  const seen: Seen = {
    method: request.method ?? 'GET',
    url,
    path: at < 0 ? url : url.slice(0, at),
    query: new URLSearchParams(at < 0 ? '' : url.slice(at + 1)),
    headers: request.headers,
    body: Buffer.concat(parts).toString('utf8'),
  };
  let reply: Reply;
  try {
    reply = await answer(seen);
  } catch (error) {
    reply = { status: 500, body: { error: { code: 'emulator', message: String(error) } } };
  }
  if (reply.cut) return void request.socket.destroy();
  const text = typeof reply.body === 'string';
  const payload = reply.body === undefined ? '' : text ? (reply.body as string) : JSON.stringify(reply.body);
  response.writeHead(reply.status, {
    ...(reply.body === undefined ? {} : { 'content-type': text ? 'text/plain' : 'application/json; charset=utf-8' }),
    ...reply.headers,
  });
  response.end(payload);
}
