import { subscribe, unsubscribe } from 'node:diagnostics_channel';

export interface ExchangeWatch {
  /** Milliseconds in which at least one request was under way since the last call. */
  take(): number;
  stop(): void;
}

interface Told {
  request: { origin: string };
}

/** What ends a request, answered or not (https://undici.nodejs.org/#/docs/api/DiagnosticsChannel). */
const ENDS = ['undici:request:trailers', 'undici:request:error'];

/**
 * Measures how long this process waits for these origins: from the first request that is sent until the last answer that
 * is open is there. What it computes meanwhile is part of it.
 */
export function watchExchange(origins: ReadonlySet<string>): ExchangeWatch {
  let [open, since, sum] = [0, 0, 0];
  const begin = (message: unknown): void => {
    if (!origins.has((message as Told).request.origin)) return;
    if (open === 0) since = performance.now();
    open += 1;
  };
  const end = (message: unknown): void => {
    if (!origins.has((message as Told).request.origin)) return;
    open -= 1;
    if (open === 0) sum += performance.now() - since;
  };
  subscribe('undici:request:create', begin);
  for (const name of ENDS) subscribe(name, end);
  return {
    take() {
      const taken = sum;
      sum = 0;
      return taken;
    },
    stop() {
      unsubscribe('undici:request:create', begin);
      for (const name of ENDS) unsubscribe(name, end);
    },
  };
}
