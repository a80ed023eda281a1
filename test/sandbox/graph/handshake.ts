import { randomUUID } from 'node:crypto';
import { GraphError } from './errors.ts';

export const HANDSHAKE_TIMEOUT_MS = 10_000;

/**
 * Asks an endpoint to prove that it wants notifications: it must answer 200 text/plain with the decoded token within
 * ten seconds (https://learn.microsoft.com/graph/change-notifications-delivery-webhooks). 400 when it does not.
 */
export async function validateEndpoint(url: string, timeoutMs: number): Promise<void> {
  const token = `Validation: Testing client application reachability for subscription Request-Id: ${randomUUID()} +&%=`;
  const target = new URL(url);
  const separator = target.search === '' ? '?' : '&';
  const refuse = (detail: string) =>
    new GraphError(
      400,
      'InvalidRequest',
      `Subscription validation request failed. Notification endpoint must respond with 200 OK to validation request. ${detail}`.trim(),
    );
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${url}${separator}validationToken=${encodeURIComponent(token)}`, {
      method: 'POST',
      headers: { 'Content-Type': 'text/plain; charset=utf-8' },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    text = await response.text();
  } catch {
    throw refuse('The request timed out or could not be sent.');
  }
  if (response.status !== 200) throw refuse(`HTTP status code is '${response.status}'.`);
  const type = response.headers.get('content-type') ?? '';
  if (!type.toLowerCase().startsWith('text/plain')) throw refuse("The content type must be 'text/plain'.");
  if (text !== token) throw refuse('The response does not hold the validation token.');
}
