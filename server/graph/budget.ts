import { createWholeShares, type RequestShares } from '../request-shares.ts';

/** Requests in flight for one app, over all processes: beyond, they only wait for each other at Graph. */
const MAX_IN_FLIGHT = 64;
/**
 * Graph lets an app send 130,000 requests in 10 s over all tenants (https://learn.microsoft.com/graph/throttling-limits);
 * others, of the same app, shall find room, too.
 */
const MAX_PER_WINDOW = 100_000;
const WINDOW_MS = 10_000;

export interface BudgetLimits {
  inFlight: number;
  perWindow: number;
  windowMs: number;
}

/** What one app registration may send from here, over all its mailboxes. */
export interface RequestBudget {
  /**
   * Waits for its turn. Of those who wait, the mailbox with the fewest requests in flight comes first: somebody's first
   * synchronisation keeps nobody else waiting for longer than one answer takes.
   * @param weight the parts of a batch count one each
   * @returns what to call when the answer is there
   */
  enter(mailbox: string, weight: number): Promise<() => void>;
}

interface Waiting {
  weight: number;
  begin: () => void;
}

const LIMITS: BudgetLimits = { inFlight: MAX_IN_FLIGHT, perWindow: MAX_PER_WINDOW, windowMs: WINDOW_MS };

/**
 * @param app the app registration's name in `shares`
 * @param limits of all processes together; of what may be sent in a window, this one has as large a part as of what may be in flight
 */
export function createRequestBudget(
  app: string,
  shares: RequestShares = createWholeShares(),
  limits: BudgetLimits = LIMITS,
): RequestBudget {
  const waiting = new Map<string, Waiting[]>();
  const inFlightOf = new Map<string, number>();
  let inFlight = 0;
  let windowEnd = -Infinity;
  let sent = 0;
  let timer: NodeJS.Timeout | null = null;
  const share = shares.open(app, limits.inFlight, { countInFlight: () => inFlight, onMore: admit });

  function hasRoom(weight: number): boolean {
    const now = performance.now();
    if (now >= windowEnd) {
      windowEnd = now + limits.windowMs;
      sent = 0;
    }
    const mayBeInFlight = share.read();
    // One that is larger than everything is let through alone.
    if (mayBeInFlight === 0 || (inFlight > 0 && inFlight + weight > mayBeInFlight)) return false;
    if (sent === 0 || sent + weight <= (limits.perWindow * mayBeInFlight) / limits.inFlight) return true;
    timer ??= setTimeout(() => {
      timer = null;
      admit();
    }, windowEnd - now).unref();
    return false;
  }

  function admit(): void {
    for (let mailbox = chooseNext(); mailbox !== null; mailbox = chooseNext()) {
      const queue = waiting.get(mailbox)!;
      if (!hasRoom(queue[0]!.weight)) return;
      const { weight, begin } = queue.shift()!;
      // Back to the end: among mailboxes with as many in flight they take turns.
      waiting.delete(mailbox);
      if (queue.length > 0) waiting.set(mailbox, queue);
      take(mailbox, weight);
      begin();
    }
  }

  function chooseNext(): string | null {
    let next: string | null = null;
    let fewest = Infinity;
    for (const mailbox of waiting.keys()) {
      const count = inFlightOf.get(mailbox) ?? 0;
      if (count >= fewest) continue;
      next = mailbox;
      fewest = count;
    }
    return next;
  }

  function take(mailbox: string, weight: number): void {
    inFlight += weight;
    sent += weight;
    inFlightOf.set(mailbox, (inFlightOf.get(mailbox) ?? 0) + weight);
  }

  function leave(mailbox: string, weight: number): void {
    inFlight -= weight;
    const rest = inFlightOf.get(mailbox)! - weight;
    if (rest > 0) inFlightOf.set(mailbox, rest);
    else inFlightOf.delete(mailbox);
    admit();
  }

  return {
    async enter(mailbox, weight) {
      if (waiting.size === 0 && hasRoom(weight)) take(mailbox, weight);
      else {
        await new Promise<void>((begin) => {
          waiting.set(mailbox, [...(waiting.get(mailbox) ?? []), { weight, begin }]);
          admit();
        });
      }
      return () => leave(mailbox, weight);
    },
  };
}
