import { GraphError } from './errors.ts';
import type { GraphPath } from './path.ts';
import { isRecord } from './raw-event.ts';
import { createGraphPatience } from './requester.ts';
import type { Requester } from './requester.ts';
import { IMMUTABLE_IDS } from './transport.ts';
import { judge } from './verdict.ts';
import type { Answer, Failure, Verdict } from './verdict.ts';

/** Outlook works at 4 parts of a batch at once and refuses more (https://learn.microsoft.com/graph/throttling-limits). */
export const MAX_BATCH_PARTS = 4;

export interface BatchRead extends GraphPath {
  prefer?: string;
}

/** What became of one part: its answer, or why there is none. */
export type PartResult = Answer | GraphError;

interface Part {
  read: BatchRead;
  index: number;
}

/**
 * GETs several paths with `$batch`, at most four per HTTP request, one after the other. The parts are judged one by
 * one (https://learn.microsoft.com/graph/json-batching); those that may be tried again are batched again after the longest Retry-After.
 * @returns one result per path, in their order
 * @throws GraphError when a batch as a whole could not be carried out
 */
export async function readInBatches(requester: Requester, reads: BatchRead[]): Promise<PartResult[]> {
  const results: PartResult[] = [];
  for (let from = 0; from < reads.length; from += MAX_BATCH_PARTS) {
    results.push(...(await readBatch(requester, reads.slice(from, from + MAX_BATCH_PARTS))));
  }
  return results;
}

async function readBatch(requester: Requester, reads: BatchRead[]): Promise<PartResult[]> {
  const results = new Array<PartResult>(reads.length);
  const patience = createGraphPatience(requester.parts, (kind) => kind === 'throttled' || kind === 'passing');
  let pending: Part[] = reads.map((read, index) => ({ read, index }));
  let tokenReplaced = false;
  for (;;) {
    const verdicts = await sendBatch(requester, pending);
    if (verdicts instanceof Map) {
      const failures: Failure[] = [];
      const again: Part[] = [];
      for (const part of pending) {
        const { answer, failure } = verdicts.get(part.index) ?? missing(part);
        results[part.index] = answer ?? failure.error;
        if (failure && failure.kind !== 'final') {
          failures.push(failure);
          again.push(part);
        }
      }
      if (again.length === 0) return results;
      pending = again;
      if (failures.some((failure) => failure.kind === 'token')) {
        if (tokenReplaced) return results;
        tokenReplaced = true;
        await replaceToken(requester);
      } else if (!(await patience.wait(slowest(failures)))) return results;
    } else if (!(await patience.wait(verdicts))) throw verdicts.error;
  }
}

async function replaceToken(requester: Requester): Promise<void> {
  const tokens = requester.parts.tokens();
  await tokens.replaceToken(await tokens.getToken());
}

/** One wait for all parts: the longest Retry-After, and the patience of throttling only when all were throttled. */
function slowest(failures: Failure[]): Pick<Failure, 'kind' | 'retryAfterMs'> {
  const waits = failures.map((failure) => failure.retryAfterMs).filter((ms) => ms !== null);
  return {
    kind: failures.every((failure) => failure.kind === 'throttled') ? 'throttled' : 'passing',
    retryAfterMs: waits.length > 0 ? Math.max(...waits) : null,
  };
}

const unanswered = (label: string): Failure => ({
  error: new GraphError('unavailable', `${label}: not answered by the batch`),
  kind: 'passing',
  retryAfterMs: null,
});

const missing = (part: Part): Verdict => ({ failure: unanswered(`GET ${part.read.template}`) });

/** @returns the verdicts by index, or why the batch as a whole failed */
async function sendBatch(requester: Requester, parts: Part[]): Promise<Map<number, Verdict> | Failure> {
  const requests = parts.map(({ read, index }) => ({
    id: String(index),
    method: 'GET',
    url: read.path,
    headers: { Prefer: read.prefer ? `${IMMUTABLE_IDS}, ${read.prefer}` : IMMUTABLE_IDS },
  }));
  const { answer, failure } = await requester.attempt(
    { method: 'POST', path: '/$batch', template: '/$batch', body: { requests } },
    parts.length,
  );
  if (failure) return failure;
  const responses = isRecord(answer.body) ? answer.body['responses'] : null;
  if (!Array.isArray(responses)) return unanswered('POST /$batch');
  return new Map(
    parts.flatMap(({ read, index }) => {
      const response: unknown = responses.find((entry) => isRecord(entry) && String(entry['id']) === String(index));
      return isRecord(response) ? [[index, judgePart(requester, read, response)] as const] : [];
    }),
  );
}

function judgePart(requester: Requester, read: BatchRead, response: Record<string, unknown>): Verdict {
  const headers = isRecord(response['headers']) ? Object.entries(response['headers']) : [];
  const readHeader = (name: string): string | null => {
    const found = headers.find(([key]) => key.toLowerCase() === name);
    return found ? String(found[1]) : null;
  };
  const { log, clock, traffic } = requester.parts;
  const status = Number(response['status']);
  log?.debug({ method: 'GET', path: read.template, status, requestId: readHeader('request-id') }, 'graph batch part');
  const verdict = judge({ label: `GET ${read.template}`, status, readHeader, body: response['body'] }, clock.now());
  if (verdict.failure?.kind === 'throttled') traffic?.throttled('graph');
  return verdict;
}
