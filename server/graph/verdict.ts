import { GraphError } from './errors.ts';
import type { GraphErrorCode, GraphErrorFacts } from './errors.ts';
import { isRecord } from './raw-event.ts';

/** An answer of Graph that succeeded. `body` is undefined where the answer has none (204). */
export interface Answer {
  status: number;
  body: unknown;
}

/** An answer that did not, and whether asking again can help. */
export interface Failure {
  error: GraphError;
  /** `throttled`: certainly not carried out; `passing`: perhaps carried out; `token`: the token was refused. */
  kind: 'throttled' | 'passing' | 'token' | 'final';
  retryAfterMs: number | null;
}

export type Verdict = { answer: Answer; failure?: undefined } | { answer?: undefined; failure: Failure };

/** What is judged: a whole HTTP answer or one part of a batch. `body` undefined: none, or not JSON. */
export interface Judged {
  label: string;
  status: number;
  readHeader(name: string): string | null;
  body: unknown;
}

const MAILBOX_MISSING =
  /^(MailboxNotEnabledForRESTAPI|MailboxNotSupportedForRESTAPI|ErrorInvalidUser|ErrorNonExistentMailbox|Request_ResourceNotFound)$/i;
const ITEM_MISSING =
  /^(ErrorItemNotFound|ErrorFolderNotFound|ErrorObjectNotFound|itemNotFound|resourceNotFound|notFound)$/i;
const MAILBOX_BLOCKED = /\[RAOP\]|Access to OData is disabled/i;
const SYNC_RESET = /^(SyncStateNotFound|SyncStateInvalid|resyncRequired)$/i;
/** Only what looks like a code: it is logged, and anything else might carry a title. */
const CODE = /^[\w.-]{1,64}$/;
/** Wordings differ (https://learn.microsoft.com/graph/cloud-communication-online-meeting-application-access-policy). */
const MEETING_POLICY = /application access policy|is not authorized to create meeting/i;
/** Its code differs by age of the service (https://learn.microsoft.com/graph/change-notifications-delivery-webhooks). */
const VALIDATION_FAILED = /validation request failed/i;
const BAD_TOKEN = /Badly formed token/i;

/** The product's word for an error of Graph (https://learn.microsoft.com/graph/errors). */
function classify(status: number, code: string, message: string): GraphErrorCode {
  if (MAILBOX_MISSING.test(code)) return 'mailbox_missing';
  if (/^ErrorDuplicateTransactionId$/i.test(code)) return 'duplicate_transaction';
  if (status === 412 || /^ErrorIrresolvableConflict$/i.test(code)) return 'changed_meanwhile';
  if (status === 401) return 'unauthorized';
  if (status === 403) return MAILBOX_BLOCKED.test(message) ? 'mailbox_blocked' : 'forbidden';
  // A 404 that does not say what is missing (a gateway's, say) proves nothing about an item.
  if (status === 404) return ITEM_MISSING.test(code) ? 'not_found' : 'unavailable';
  return status >= 400 && status < 500 && status !== 408 && status !== 429 ? 'refused' : 'unavailable';
}

function failureKind(status: number): Failure['kind'] {
  if (status === 429) return 'throttled';
  if (status === 401) return 'token';
  // 424: a batch that refused its parts together with a throttled one.
  return status === 408 || status === 424 || (status >= 500 && status !== 501) ? 'passing' : 'final';
}

/**
 * Reads `Retry-After`: seconds, also fractional, or an HTTP date, which is taken relative to the answer's own `Date`.
 * @returns milliseconds; null when there is no usable header
 */
export function readRetryAfter(readHeader: (name: string) => string | null, now: number): number | null {
  const value = readHeader('retry-after')?.trim();
  if (!value) return null;
  if (/^\d+(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1000);
  const until = Date.parse(value);
  if (Number.isNaN(until)) return null;
  const sent = Date.parse(readHeader('date') ?? '');
  return Math.max(0, until - (Number.isNaN(sent) ? now : sent));
}

/** Judges an answer. A success that should have a body and has none that is readable is a failure. */
export function judge(judged: Judged, now: number): Verdict {
  const { status, body, label } = judged;
  const requestId = judged.readHeader('request-id');
  const facts: GraphErrorFacts = { status, ...(requestId ? { requestId } : {}) };
  if (status >= 200 && status < 300) {
    if (status === 202 || status === 204) return { answer: { status, body: undefined } };
    if (isRecord(body)) return { answer: { status, body } };
    return fail(new GraphError('unavailable', `${label}: ${status} with an unreadable body`, facts), 'passing', null);
  }
  const detail = isRecord(body) && isRecord(body['error']) ? body['error'] : {};
  const code = typeof detail['code'] === 'string' && CODE.test(detail['code']) ? detail['code'] : '';
  const message = typeof detail['message'] === 'string' ? detail['message'] : '';
  if (code) facts.graphCode = code;
  if (status === 429) facts.throttled = true;
  if (status === 410 || (status === 400 && (SYNC_RESET.test(code) || BAD_TOKEN.test(message)))) facts.syncReset = true;
  if (status === 403 && MEETING_POLICY.test(message)) facts.policyMissing = true;
  if (status === 400 && VALIDATION_FAILED.test(message)) facts.validationFailed = true;
  const error = new GraphError(classify(status, code, message), `${label}: ${status} ${code}`.trimEnd(), facts);
  return fail(error, failureKind(status), readRetryAfter(judged.readHeader, now));
}

function fail(error: GraphError, kind: Failure['kind'], retryAfterMs: number | null): Verdict {
  return { failure: { error, kind, retryAfterMs } };
}

/** JSON, or undefined where there is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
