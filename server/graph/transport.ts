import { randomUUID } from 'node:crypto';
import { Client, ResponseType } from '@microsoft/microsoft-graph-client';
import type { Context, Middleware } from '@microsoft/microsoft-graph-client';
import { nameNetworkError } from '../network-error.ts';
import { sendRequest, type IncomingAnswer, type SendRequest } from '../send-request.ts';
import { GraphError } from './errors.ts';
import type { GraphPath } from './path.ts';

/** Graph answers within 60 s or with 504; what takes longer is lost. */
export const REQUEST_TIMEOUT_MS = 100_000;

/** Ids that stay when an item moves between folders; on every call, or ids of two kinds would mix. */
export const IMMUTABLE_IDS = 'IdType="ImmutableId"';

export interface GraphCall extends GraphPath {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  headers?: Record<string, string>;
  body?: unknown;
  /** Carried out twice it does what it does once, so that it may be repeated when nobody knows whether it was. */
  idempotent?: true;
}

export type RawAnswer = IncomingAnswer;

/** Holds a request back until it may go out. @returns what to call when its answer is there */
export type Door = () => Promise<() => void>;

/**
 * Sends one HTTP request and reads its answer to the end, whatever its status is.
 * @param door is asked once the request is ready: whoever waits there is sent as soon as another one is answered; open when left out
 * @throws GraphError `unavailable` when the connection fails, is cut or takes too long; what the door throws
 */
export type Transport = (call: GraphCall, token: string, door?: Door) => Promise<RawAnswer>;

const OPEN: Door = async () => () => {};

/** A call as it has to be sent; the client itself would sort the query options of a link anew. */
class ExactCall {
  /** Why it was not sent. */
  refusal: unknown = null;
  /** Why there was no answer; the client's own error does not say it. */
  networkCode = 'unreadable';
  constructor(
    readonly path: string,
    readonly door: Door,
  ) {}
}

/**
 * All of the client's middleware. Whatever the client makes of its base URL, a call goes to the configured origin and
 * nowhere else: it bears a token. Redirects are not followed for the same reason.
 */
function createOriginSwap(graphBaseUrl: string, timeoutMs: number, send: SendRequest): Middleware {
  const origin = new URL(graphBaseUrl).origin;
  return {
    async execute(context: Context): Promise<void> {
      const exact = context.middlewareControl?.getMiddlewareOptions(ExactCall) as ExactCall;
      const { method = 'GET', headers, body } = context.options ?? {};
      // Without the client's own middleware they are what was given to it.
      const request = { method, headers: headers as Record<string, string>, timeoutMs };
      const url = `${origin}/v1.0${exact.path}`;
      const leave = await exact.door().catch((error: unknown) => {
        exact.refusal = error;
        throw error;
      });
      try {
        const answer = await send(url, typeof body === 'string' ? { body, ...request } : request).finally(leave);
        // The client hands it on as it is (`ResponseType.RAW`).
        context.response = answer as unknown as Response;
      } catch (error) {
        exact.networkCode = nameNetworkError(error);
        throw error;
      }
    },
  };
}

/**
 * Wraps Microsoft's Graph client so that neither its retries nor its judgement of answers take part, nor its handlers for
 * tokens and telemetry: 0.19 ms of CPU a request became 0.16.
 */
export function createTransport(
  graphBaseUrl: string,
  timeoutMs = REQUEST_TIMEOUT_MS,
  sendHttp: SendRequest = sendRequest,
): Transport {
  const client = Client.initWithMiddleware({ middleware: createOriginSwap(graphBaseUrl, timeoutMs, sendHttp) });
  return async (call, token, door = OPEN) => {
    const exact = new ExactCall(call.path, door);
    const request = client
      // Sent is the exact one; what the client makes of a path is not looked at.
      .api('/')
      .middlewareOptions([exact])
      // By the id, Microsoft finds a request again whose answer never came.
      .headers({
        authorization: `Bearer ${token}`,
        'client-request-id': randomUUID(),
        Prefer: IMMUTABLE_IDS,
        ...call.headers,
      })
      .responseType(ResponseType.RAW);
    try {
      return (await send(request, call)) as IncomingAnswer;
    } catch {
      const { refusal, networkCode } = exact;
      if (refusal) throw refusal as Error;
      throw new GraphError('unavailable', `${call.method} ${call.template}: no answer (${networkCode})`, {
        networkCode,
      });
    }
  };
}

type GraphRequest = ReturnType<Client['api']>;

function send(request: GraphRequest, call: GraphCall): Promise<unknown> {
  switch (call.method) {
    case 'GET':
      return request.get();
    case 'POST':
      return request.post(call.body);
    case 'PATCH':
      return request.patch(call.body);
    case 'DELETE':
      return request.delete();
  }
}
