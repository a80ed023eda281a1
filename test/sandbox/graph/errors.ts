import { randomUUID } from 'node:crypto';
import type { GraphResponse } from './request.ts';

/** The error answers of Graph that a calendar client meets (https://learn.microsoft.com/graph/errors). */

/** An answer other than 2xx, with Graph's error code and message. */
export class GraphError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly extra: { headers?: Record<string, string>; error?: Record<string, unknown> } = {},
  ) {
    super(message);
    this.name = 'GraphError';
  }
}

export const invalidToken = (message = 'IDX14100: JWT is not well formed, there are no dots (.).') =>
  new GraphError(401, 'InvalidAuthenticationToken', message);
export const directoryDenied = () =>
  new GraphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
export const accessDenied = () =>
  new GraphError(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
export const blockedByPolicy = () =>
  new GraphError(
    403,
    'ErrorAccessDenied',
    'Access to OData is disabled: [RAOP] : Blocked by tenant configured AppOnly AccessPolicy settings.',
  );
export const mailboxMissing = () =>
  new GraphError(
    404,
    'MailboxNotEnabledForRESTAPI',
    'The mailbox is either inactive, soft-deleted, or is hosted on-premise.',
  );
export const invalidUser = (user: string) =>
  new GraphError(404, 'ErrorInvalidUser', `The requested user '${user}' is invalid.`);
export const resourceNotFound = (id: string) =>
  new GraphError(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );
export const itemNotFound = () =>
  new GraphError(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
export const malformedId = () => new GraphError(400, 'ErrorInvalidIdMalformed', 'Id is malformed.');
export const invalidRequest = (message: string) => new GraphError(400, 'ErrorInvalidRequest', message);
export const validationFailure = (message: string) => new GraphError(400, 'ErrorPropertyValidationFailure', message);
export const badRequest = (message: string) => new GraphError(400, 'BadRequest', message);
export const invalidBody = (message: string) => new GraphError(400, 'RequestBodyRead', message);
export const zoneNotSupported = (name: string) =>
  new GraphError(
    400,
    'TimeZoneNotSupportedException',
    `A valid TimeZone value must be specified. The following TimeZone value is not supported: '${name}'.`,
  );
export const crossingBoundary = () =>
  new GraphError(
    400,
    'ErrorOccurrenceCrossingBoundary',
    'Modified occurrence is crossing or overlapping adjacent occurrence.',
  );
export const notOrganizer = () =>
  invalidRequest("Your request can't be completed. You need to be an organizer to cancel a meeting.");
export const duplicateTransaction = (existingEventId: string) =>
  new GraphError(
    400,
    'ErrorDuplicateTransactionId',
    "Your request can't be completed. The TransactionId specified in the request has already been used to create a different event.",
    { error: { '@event.existingEventId': existingEventId } },
  );
export const staleChangeKey = () =>
  new GraphError(
    412,
    'ErrorIrresolvableConflict',
    'The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.',
  );
export const syncStateNotFound = (generation: number, kept: readonly number[]) =>
  new GraphError(
    410,
    'SyncStateNotFound',
    `The sync state generation is not found; generation=${generation};[highest=${kept.at(-1) ?? 0}]${kept.map((value) => `[${value}]`).join('')}.`,
  );
export const badDeltaToken = () => badRequest('Badly formed token.');
export const unknownProperty = (name: string, type: string) =>
  badRequest(
    `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.${type}'.`,
  );
export const throttled = (retryAfterSeconds: number, message: string) =>
  new GraphError(429, 'ApplicationThrottled', message, { headers: { 'Retry-After': retryAfterSeconds.toFixed(3) } });

/** Writes an error as Graph's envelope; anything unexpected is a 500. */
export function renderError(error: unknown, nowMs: number): GraphResponse {
  const known = error instanceof GraphError ? error : new GraphError(500, 'InternalServerError', String(error));
  const { status, code, message, extra } = known;
  const requestId = randomUUID();
  const date = new Date(nowMs).toISOString().slice(0, 19);
  const innerError = { date, 'request-id': requestId, 'client-request-id': requestId };
  const body = { error: { code, message, ...extra.error, innerError } };
  return { status, body, ...(extra.headers && { headers: extra.headers }) };
}
