/** A request as it was sent, and how many of the others had been answered by then. */
export interface RecordedRequest {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: string | null;
  /** It goes out once so many have been answered: that is the concurrency of the recording. */
  after: number;
}

/** Records what is sent to these origins through `fetch`, until stopped. Nothing is changed on its way. */
export function recordRequests(origins: ReadonlySet<string>): () => RecordedRequest[] {
  const real = globalThis.fetch;
  const requests: RecordedRequest[] = [];
  let answered = 0;
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (!origins.has(new URL(request.url).origin)) return await real(input, init);
    const body = typeof init?.body === 'string' ? init.body : null;
    requests.push({
      url: request.url,
      method: request.method,
      headers: Object.fromEntries(request.headers),
      body,
      after: answered,
    });
    const response = await real(input, init);
    // An exchange is over when its body is there.
    const text = await response.arrayBuffer();
    answered += 1;
    const { status, headers } = response;
    return new Response(NULL_BODY.has(status) ? null : text, { status, headers });
  };
  return () => {
    globalThis.fetch = real;
    return requests;
  };
}

const NULL_BODY: ReadonlySet<number> = new Set([204, 304]);
