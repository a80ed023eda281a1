import type { Request, RequestHandler, Response } from 'express';

/** What goes wrong. Kinds marked "carried out" reach the handler first: the change is made, only its answer suffers. */
export type FaultKind =
  /** A body that is a text is a page of HTML, as proxies answer. */
  | { kind?: 'status'; status: number; retryAfter?: number | string; body?: unknown }
  /** Carried out; status and headers arrive, the body does not. */
  | { kind: 'bodyless' }
  /** Carried out; the JSON ends in the middle. */
  | { kind: 'brokenJson' }
  /** Not carried out; the connection ends without an answer. */
  | { kind: 'cutConnection' }
  /** Carried out; the connection ends without an answer. */
  | { kind: 'lostAnswer' }
  /** Carried out after the delay. */
  | { kind: 'delay'; ms: number }
  /** Not carried out and never answered. */
  | { kind: 'stall' };

export type Fault = FaultKind & {
  /** All requests when left out. `url` is compared with path and query: contained text or a pattern. */
  match?: { method?: string; url?: string | RegExp };
  /** How often it strikes (1). */
  times?: number;
  /** How many matching requests pass before it strikes (0). */
  after?: number;
};

export interface FaultControl {
  add(fault: Fault): void;
  clear(): void;
  /** Strikes that are still to come. */
  pending(): number;
}

/** Faults of one service: the control for tests and the middleware that lets them strike, oldest first, one a request. */
export function createFaults(): { control: FaultControl; middleware: RequestHandler } {
  const waiting: { fault: Fault; skip: number; left: number }[] = [];

  function takeFault(request: Request): Fault | undefined {
    for (const entry of waiting) {
      if (!matches(entry.fault, request)) continue;
      if (entry.skip > 0) {
        entry.skip -= 1;
        continue;
      }
      entry.left -= 1;
      if (entry.left <= 0) waiting.splice(waiting.indexOf(entry), 1);
      return entry.fault;
    }
    return undefined;
  }

  return {
    control: {
      add: (fault) => void waiting.push({ fault, skip: fault.after ?? 0, left: fault.times ?? 1 }),
      clear: () => void waiting.splice(0),
      pending: () => waiting.reduce((sum, entry) => sum + entry.left, 0),
    },
    middleware: (request, response, next) => {
      const fault = takeFault(request);
      if (fault) strike(fault, response, next);
      else next();
    },
  };
}

function matches(fault: Fault, request: Request): boolean {
  const { method, url } = fault.match ?? {};
  if (method !== undefined && method.toUpperCase() !== request.method) return false;
  if (url === undefined) return true;
  return typeof url === 'string' ? request.originalUrl.includes(url) : url.test(request.originalUrl);
}

function strike(fault: Fault, response: Response, next: () => void): void {
  switch (fault.kind) {
    case undefined:
    case 'status':
      if (fault.retryAfter !== undefined) response.set('Retry-After', String(fault.retryAfter));
      response.status(fault.status);
      if (fault.body === undefined) response.end();
      else if (typeof fault.body === 'string') response.type('html').send(fault.body);
      else response.json(fault.body);
      return;
    case 'cutConnection':
      response.socket?.destroy();
      return;
    case 'stall':
      return;
    case 'delay':
      setTimeout(next, fault.ms);
      return;
    case 'lostAnswer':
      replaceEnd(response, () => response.socket?.destroy());
      return next();
    case 'bodyless':
      replaceEnd(response, (_body, end) => {
        response.removeHeader('Content-Length');
        response.removeHeader('ETag');
        end('');
      });
      return next();
    case 'brokenJson':
      replaceEnd(response, (body, end) => {
        const half = body.slice(0, Math.max(1, Math.floor(body.length / 2)));
        response.setHeader('Content-Length', Buffer.byteLength(half));
        end(half);
      });
      return next();
  }
}

/** Express writes a whole body with one `end`; taking that over is enough to change what arrives. */
function replaceEnd(response: Response, answer: (body: string, end: (body: string) => void) => void): void {
  const end = response.end.bind(response) as (chunk: string) => Response;
  response.end = ((chunk?: unknown) => {
    const body = Buffer.isBuffer(chunk) ? chunk.toString('utf8') : typeof chunk === 'string' ? chunk : '';
    response.end = end as Response['end'];
    answer(body, end);
    return response;
  }) as Response['end'];
}
