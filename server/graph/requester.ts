import type { SemaphoreInterface } from 'async-mutex';
import type { Logger } from 'pino';
import type { SendFirst } from '../send-first.ts';
import type { Traffic } from '../traffic.ts';
import type { Clock } from './clock.ts';
import type { TokenSource } from './entra.ts';
import { GraphError } from './errors.ts';
import { createPatience } from './patience.ts';
import type { Patience, PatienceLimits } from './patience.ts';
import type { GraphCall, RawAnswer, Transport } from './transport.ts';
import { judge, parseJson } from './verdict.ts';
import type { Answer, Failure, Verdict } from './verdict.ts';

export interface RequesterParts {
  transport: Transport;
  tokens: () => TokenSource;
  /** In-flight limit of the mailbox, shared by everybody who uses it. */
  permits: SemaphoreInterface;
  /** How many permits there are. */
  capacity: number;
  /** Waits for the app's turn; after the mailbox's own permits. */
  enterBudget: (weight: number) => Promise<() => void>;
  clock: Clock;
  log: Logger | undefined;
  onRequest: (() => void) | undefined;
  traffic?: Traffic | undefined;
  signal: AbortSignal | undefined;
  /** Waited for before the answer to a write is worked through. */
  sendFirst?: SendFirst | undefined;
  /** How often and how long is tried again; as usual when left out. */
  limits?: PatienceLimits;
  /** Told the `Date` of every answer. */
  onDate?: (date: string | null) => void;
}

/** Carries out calls to one mailbox: within its permits, with a token, judged and tried again where that is safe. */
export interface Requester {
  /** @throws GraphError when the call could not be carried out, or its answer not be read */
  call(call: GraphCall): Promise<Answer>;
  /**
   * One HTTP request, tried once (twice when the token was refused).
   * @param weight permits it takes: the parts of a batch count one each
   */
  attempt(call: GraphCall, weight: number): Promise<Verdict>;
  readonly parts: RequesterParts;
}

/**
 * Whether a call may be repeated after a failure of this kind. Reads always; a write that is conditional or deletes
 * may be repeated because the repetition finds out (412, 404) when it had been carried out. A create is repeated only
 * when it certainly was not carried out.
 */
function isRepeatable(call: GraphCall, kind: Failure['kind']): boolean {
  if (kind === 'throttled') return true;
  if (kind !== 'passing') return false;
  if (call.method === 'GET' || call.method === 'DELETE' || call.idempotent) return true;
  return call.method === 'PATCH' && call.headers?.['If-Match'] !== undefined;
}

/** Patience with Graph; what it waits is told. */
export function createGraphPatience(
  { clock, signal, limits, traffic }: RequesterParts,
  isRepeatable: (kind: Failure['kind']) => boolean,
): Patience {
  return createPatience(clock, isRepeatable, signal, limits, (ms) => traffic?.waits('graph', ms));
}

export function createRequester(parts: RequesterParts): Requester {
  const { permits, clock, log, signal, traffic } = parts;

  /** Waits for the mailbox's permits and the app's turn. @returns what to call when the answer is there */
  async function enter(weight: number): Promise<() => void> {
    const [, release] = await permits.acquire(Math.min(weight, parts.capacity));
    const leave = await parts.enterBudget(weight);
    if (signal?.aborted) {
      leave();
      release();
      throw new GraphError('unavailable', 'stopped');
    }
    parts.onRequest?.();
    return () => {
      leave();
      release();
    };
  }

  async function send(call: GraphCall, weight: number): Promise<{ verdict: Verdict; token: string }> {
    const token = await parts.tokens().getToken();
    let sentAt: number | null = null;
    try {
      const raw = await parts.transport(call, token, async () => {
        const leave = await enter(weight);
        sentAt = clock.now();
        return leave;
      });
      if (call.method !== 'GET') await parts.sendFirst?.();
      traffic?.answered('graph', raw.status);
      parts.onDate?.(raw.headers.get('date'));
      logAnswer(log, call, raw, clock.now() - sentAt!);
      const verdict = judgeRaw(call, raw, clock.now());
      if (verdict.failure?.kind === 'throttled') traffic?.throttled('graph');
      return { verdict, token };
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      if (sentAt !== null) traffic?.answered('graph', null);
      const ms = sentAt === null ? 0 : clock.now() - sentAt;
      log?.debug({ method: call.method, path: call.template, ms }, 'graph request failed');
      return { verdict: { failure: { error, kind: 'passing', retryAfterMs: null } }, token };
    }
  }

  async function attempt(call: GraphCall, weight: number): Promise<Verdict> {
    const first = await send(call, weight);
    if (first.verdict.failure?.kind !== 'token') return first.verdict;
    await parts.tokens().replaceToken(first.token);
    return (await send(call, weight)).verdict;
  }

  return {
    parts,
    attempt,
    async call(call) {
      const patience = createGraphPatience(parts, (kind) => isRepeatable(call, kind));
      for (let repeated = false; ;) {
        const { answer, failure } = await attempt(call, 1);
        if (answer) return answer;
        if (!(await patience.wait(failure))) throw repeated ? markRepeated(failure.error) : failure.error;
        repeated ||= failure.kind === 'passing';
      }
    },
  };
}

function markRepeated({ code, message, facts }: GraphError): GraphError {
  return new GraphError(code, message, { ...facts, repeated: true });
}

function judgeRaw(call: GraphCall, raw: RawAnswer, now: number): Verdict {
  const label = `${call.method} ${call.template}`;
  const { headers, status, text } = raw;
  const verdict = judge({ label, status, readHeader: (name) => headers.get(name), body: parseJson(text) }, now);
  // A write that succeeded was carried out even when its answer cannot be read: it is not repeated.
  if (call.method !== 'GET' && verdict.failure && status < 300 && !call.path.startsWith('/$batch')) {
    return { failure: { ...verdict.failure, kind: 'final' } };
  }
  return verdict;
}

function logAnswer(log: Logger | undefined, call: GraphCall, raw: RawAnswer, ms: number): void {
  const requestId = raw.headers.get('request-id');
  log?.debug({ method: call.method, path: call.template, status: raw.status, ms, requestId }, 'graph request');
}
