export interface ExchangeWatch {
  /** Milliseconds in which at least one request was under way since the last call. */
  take(): number;
  stop(): void;
}

/**
 * Measures how long somebody waits for these origins: from the first request that is sent until the last answer that is
 * open has been read. What the process computes meanwhile is part of it.
 */
export function watchExchange(origins: ReadonlySet<string>): ExchangeWatch {
  const real = globalThis.fetch;
  let [open, since, sum] = [0, 0, 0];
  const leave = (): void => {
    open -= 1;
    if (open === 0) sum += performance.now() - since;
  };
  globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : input.toString();
    if (!origins.has(new URL(url).origin)) return await real(input, init);
    if (open === 0) since = performance.now();
    open += 1;
    try {
      const response = await real(input, init);
      // An exchange is over when its body is there.
      const body = await response.arrayBuffer();
      const { status, headers } = response;
      return new Response(NULL_BODY.has(status) ? null : body, { status, headers });
    } finally {
      leave();
    }
  };
  return {
    take() {
      const taken = sum;
      sum = 0;
      return taken;
    },
    stop: () => void (globalThis.fetch = real),
  };
}

const NULL_BODY: ReadonlySet<number> = new Set([204, 304]);
