import { setTimeout as sleep } from 'node:timers/promises';
import { DeliveryError } from '../../server/reminders/delivery.ts';

/** What the Bot Connector's client throws for an answer that is no success. */
interface RestError {
  statusCode: number;
  response?: { headers?: { get(name: string): string | null | undefined } };
}

/** The product's word for a failure of the Bot Connector (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages). */
export function toDeliveryError(error: unknown, now: number): DeliveryError {
  if (error instanceof DeliveryError) return error;
  if (!isRestError(error)) return new DeliveryError('unavailable');
  const { statusCode: status } = error;
  const retryAfterMs = readRetryAfter(error, now);
  const facts = { status, ...(retryAfterMs === null ? {} : { retryAfterMs }) };
  if (status === 429) return new DeliveryError('throttled', facts);
  if (status === 403 || status === 404) return new DeliveryError('not_in_conversation', facts);
  // 401: the token was refused; 408, 412, 5xx: Microsoft asks to try again.
  if (status === 401 || status === 408 || status === 412 || status >= 500)
    return new DeliveryError('unavailable', facts);
  return new DeliveryError('refused', facts);
}

/** Teams waits about 15 s for the answer to an activity. */
const REPLY_PAUSES_MS = [1_000, 3_000];
const LONGEST_REPLY_PAUSE_MS = 5_000;

/** Answers somebody who is waiting: tried again briefly when Teams certainly has not taken the message. */
export async function sendPatiently<T>(send: () => Promise<T>, now: () => number): Promise<T> {
  for (const pauseMs of REPLY_PAUSES_MS) {
    try {
      return await send();
    } catch (error) {
      const { code, facts } = toDeliveryError(error, now());
      const isRefused = code === 'throttled' || (code === 'unavailable' && facts.status !== undefined);
      if (!isRefused || (facts.retryAfterMs ?? 0) > LONGEST_REPLY_PAUSE_MS) throw error;
      await sleep(facts.retryAfterMs ?? pauseMs);
    }
  }
  return await send();
}

function readRetryAfter(error: RestError, now: number): number | null {
  const value = error.response?.headers?.get('retry-after');
  if (!value) return null;
  if (/^\d+(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1000);
  const until = Date.parse(value);
  return Number.isNaN(until) ? null : Math.max(0, until - now);
}

function isRestError(error: unknown): error is RestError {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number';
}
