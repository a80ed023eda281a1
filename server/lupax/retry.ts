/** Answers of an overloaded or failing Lupax are asked for again at most this often (first try included). */
const MAX_TRIES_ANSWERED = 5;
/** A Lupax that does not answer costs a whole timeout per try. */
const MAX_TRIES_UNANSWERED = 3;
/** Waiting longer than this is the caller's business: the next sync comes anyway. */
const MAX_WAIT_MS = 60_000;
const FIRST_BACKOFF_MS = 300;
const TOO_MANY_REQUESTS = 429;
const CONFLICT = 409;
const FIRST_SERVER_ERROR = 500;

/** How one HTTP request ended: with a status, or without a usable answer (network, timeout, cut or unreadable body). */
export type Outcome =
  { answered: true; status: number; retryAfterMs: number | null } | { answered: false; reason: string };

/** What was tried so far, this try included. */
export interface Tries {
  count: number;
  waitedMs: number;
  /** An earlier try may have been carried out without our knowing. */
  earlierUnanswered: boolean;
}

/**
 * Decides how long to wait before the request is sent again.
 * A 429 was not carried out, so any request may follow it; all else is repeated only where repeating is safe.
 * A 409 right after an unanswered try means that Lupax still works on that try.
 * @param repeatable carrying it out twice has the effect of once (GET, If-Match, Idempotency-Key)
 * @param random number in [0, 1), spreads the clients
 * @returns milliseconds, or null when the outcome stands
 */
export function choosePauseMs(
  outcome: Outcome,
  repeatable: boolean,
  tries: Tries,
  random: () => number,
): number | null {
  if (!mayRepeat(outcome, repeatable, tries)) return null;
  if (tries.count >= (outcome.answered ? MAX_TRIES_ANSWERED : MAX_TRIES_UNANSWERED)) return null;
  const backoffMs = FIRST_BACKOFF_MS * 2 ** (tries.count - 1) * (0.5 + random());
  const pauseMs = (outcome.answered ? outcome.retryAfterMs : null) ?? backoffMs;
  return tries.waitedMs + pauseMs > MAX_WAIT_MS ? null : pauseMs;
}

function mayRepeat(outcome: Outcome, repeatable: boolean, tries: Tries): boolean {
  if (!outcome.answered) return repeatable;
  if (outcome.status === TOO_MANY_REQUESTS) return true;
  if (outcome.status === CONFLICT) return repeatable && tries.earlierUnanswered;
  return outcome.status >= FIRST_SERVER_ERROR && repeatable;
}

/**
 * Reads `Retry-After`: seconds, or an HTTP date (RFC 9110 §10.2.3).
 * @returns milliseconds from now, never negative; null when it is missing or unreadable
 */
export function readRetryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  const text = header.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}
