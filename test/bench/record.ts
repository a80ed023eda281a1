import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** A request as it was sent, and how many of the others had been answered by then. */
export interface RecordedRequest {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: string | null;
  /** It goes out once so many have been answered: that is the concurrency of the recording. */
  after: number;
}

/** What undici tells of a request (https://undici.nodejs.org/#/docs/api/DiagnosticsChannel); headers are names and values in turn. */
interface Told {
  request: { origin: string; path: string; method: string; headers: string[]; body: unknown };
}

/** Records what is sent to these origins, until stopped. Nothing is changed on its way. */
export function recordRequests(origins: ReadonlySet<string>): () => RecordedRequest[] {
  const requests: RecordedRequest[] = [];
  const underWay = new Set<Told['request']>();
  let answered = 0;
  const noteSent = (message: unknown): void => {
    const { request } = message as Told;
    if (!origins.has(request.origin)) return;
    underWay.add(request);
    requests.push({
      url: request.origin + request.path,
      method: request.method,
      headers: readHeaders(request.headers),
      body: request.body instanceof Uint8Array ? Buffer.from(request.body).toString('utf8') : null,
      after: answered,
    });
  };
  // An exchange is over when its body is there; one that began before the recording is none of it.
  const noteAnswered = (message: unknown): void => {
    if (underWay.delete((message as Told).request)) answered += 1;
  };
  subscribe('undici:request:create', noteSent);
  subscribe('undici:request:trailers', noteAnswered);
  return () => {
    unsubscribe('undici:request:create', noteSent);
    unsubscribe('undici:request:trailers', noteAnswered);
    return requests;
  };
}

function readHeaders(flat: string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let at = 0; at < flat.length; at += 2) headers[flat[at]!.toLowerCase()] = flat[at + 1]!;
  return headers;
}
