import type { Express } from 'express';

/** What a handler answered; null when it cut the connection, or never answered. */
export type Reply = { status: number; headers: Record<string, string>; text: string } | null;

/**
 * Lets an express app answer a request without sockets and at once. Express gives both objects the prototypes of
 * node:http; what an app uses of them is defined on the objects themselves.
 * @param body already parsed, as `express.json` would leave it
 */
export function callExpress(
  app: Express,
  request: { method: string; url: string; headers: Record<string, string>; body: unknown },
): Reply {
  const headers = new Map<string, string>();
  const listeners = new Map<string, (() => void)[]>();
  const answer: { reply: Reply } = { reply: null };
  let isCut = false;
  const response = {
    statusCode: 200,
    headersSent: false,
    socket: { destroy: () => void (isCut = true), writable: true },
    setHeader: (name: string, value: unknown) => (headers.set(name.toLowerCase(), String(value)), response),
    getHeader: (name: string) => headers.get(name.toLowerCase()),
    removeHeader: (name: string) => void headers.delete(name.toLowerCase()),
    on: (event: string, listener: () => void) => {
      listeners.set(event, [...(listeners.get(event) ?? []), listener]);
      return response;
    },
    end: (chunk?: unknown) => {
      const text = Buffer.isBuffer(chunk) ? chunk.toString('utf8') : typeof chunk === 'string' ? chunk : '';
      if (!isCut) answer.reply = { status: response.statusCode, headers: Object.fromEntries(headers), text };
      for (const listener of listeners.get('finish') ?? []) listener();
      return response;
    },
  };
  // Without a socket, body parsers take the body as read.
  const message = { ...request, originalUrl: request.url, socket: null, complete: true, readable: false };
  (app as unknown as (message: unknown, response: unknown) => void)(message, response);
  return isCut ? null : answer.reply;
}
