import { randomUUID } from 'node:crypto';
import type { Clock } from '../web/clock.ts';

/**
 * The AADSTS errors of the token endpoint: OAuth error, HTTP status and text.
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
const ERRORS = {
  65001: ['invalid_grant', 400, 'The user or administrator has not consented to use the application with ID {0}.'],
  70003: ['unsupported_grant_type', 400, "The app requested an unsupported grant type '{0}'."],
  90002: [
    'invalid_request',
    400,
    "Tenant '{0}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.",
  ],
  53003: [
    'invalid_grant',
    400,
    'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
  ],
  500011: ['invalid_resource', 400, "The resource principal named {0} was not found in the tenant named '{1}'."],
  50013: ['invalid_grant', 400, 'Assertion failed signature validation.'],
  500131: [
    'invalid_grant',
    400,
    'Assertion audience does not match the Client app presenting the assertion. The audience in the assertion was {0}.',
  ],
  500133: ['invalid_grant', 400, 'Assertion is not within its valid time range.'],
  700016: [
    'unauthorized_client',
    400,
    "Application with identifier '{0}' was not found in the directory '{1}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.",
  ],
  700024: ['invalid_client', 401, 'Client assertion is not within its valid time range.'],
  700027: [
    'invalid_client',
    401,
    'The certificate with identifier used to sign the client assertion is not registered on application.',
  ],
  900023: [
    'invalid_request',
    400,
    "Specified tenant identifier '{0}' is neither a valid DNS name, nor a valid external domain.",
  ],
  900144: ['invalid_request', 400, "The request body must contain the following parameter: '{0}'."],
  1002012: [
    'invalid_scope',
    400,
    'The provided value for scope {0} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).',
  ],
  7000112: ['unauthorized_client', 400, "Application '{0}' is disabled."],
  7000229: ['unauthorized_client', 400, 'The client application {0} is missing service principal in the tenant {1}.'],
  7000215: [
    'invalid_client',
    401,
    "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{0}'.",
  ],
  7000218: [
    'invalid_client',
    401,
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  ],
  7000222: [
    'invalid_client',
    401,
    "The provided client secret keys for app '{0}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.",
  ],
  9001023: [
    'invalid_request',
    400,
    'The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.',
  ],
} as const satisfies Record<number, readonly [error: string, status: number, text: string]>;

export type EntraErrorCode = keyof typeof ERRORS;

export class EntraError extends Error {
  override readonly name = 'EntraError';
  readonly facts: readonly string[];
  constructor(
    readonly code: EntraErrorCode,
    ...facts: string[]
  ) {
    super(`AADSTS${code}`);
    this.facts = facts;
  }
}

/** The answer as Entra words it: `error`, `error_description`, `error_codes`, `timestamp`, `trace_id`, `correlation_id`, `error_uri`. */
export function describeEntraError(error: EntraError, clock: Clock): { status: number; body: Record<string, unknown> } {
  const [name, status, template] = ERRORS[error.code];
  const traceId = randomUUID();
  const correlationId = randomUUID();
  const timestamp = new Date(clock.now())
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
  const text = template.replace(/\{(\d)\}/g, (_match, index: string) => error.facts[Number(index)] ?? '');
  return {
    status,
    body: {
      error: name,
      error_description: `AADSTS${error.code}: ${text}\r\nTrace ID: ${traceId}\r\nCorrelation ID: ${correlationId}\r\nTimestamp: ${timestamp}`,
      error_codes: [error.code],
      timestamp,
      trace_id: traceId,
      correlation_id: correlationId,
      error_uri: `https://login.microsoftonline.com/error?code=${error.code}`,
      ...(error.code === 65001 ? { suberror: 'consent_required' } : {}),
    },
  };
}
