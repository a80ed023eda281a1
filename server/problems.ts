/**
 * Every refusal of the API: its stable code and the HTTP status it is answered with. The sentences are in the
 * catalogues of `i18n/` under `problem.<code>`.
 */
export const PROBLEM_STATUS = {
  unauthorized: 401,
  entra_unreachable: 503,
  not_found: 404,
  method_not_allowed: 405,
  unsupported_media_type: 415,
  payload_too_large: 413,
  /** No HTTP at all, headers that are too long (431), or a request that does not end (408). */
  malformed_request: 400,
  invalid_json: 400,
  invalid_request: 422,
  not_linked: 409,
  sign_in_expired: 409,
  interface_disabled: 403,
  admin_only: 403,
  microsoft365_not_configured: 409,
  microsoft365_disabled: 409,
  graph_unavailable: 502,
  lupax_unavailable: 502,
  lupax_credentials: 422,
  organization_required: 409,
  organization_unknown: 422,
  /** 403 when a user links, 422 when an administrator enters another tenant. */
  tenant_mismatch: 403,
  second_target: 409,
  direction_not_allowed: 422,
  run_in_progress: 409,
  paused: 409,
  run_not_waiting: 409,
  already_undone: 409,
  already_decided: 409,
  too_many_requests: 429,
  not_in_sync: 409,
  read_only: 403,
  visibility_only_raised: 422,
  changed_meanwhile: 409,
  /** Graph would mail everybody: whoever organises a meeting sets its category in Outlook. */
  has_attendees: 409,
  store_unavailable: 503,
  internal_error: 500,
} as const;

export type ProblemCode = keyof typeof PROBLEM_STATUS;

export interface ProblemFacts {
  /** Another status than the code's usual one. */
  status?: number;
  /** Further members of the answer (RFC 9457 §3.2), e.g. `organizations`. No secrets. */
  extensions?: Record<string, unknown>;
  /** For `Retry-After`. */
  retryAfterSeconds?: number;
  /** For `Allow`. */
  allow?: string[];
}

/** A refusal that is answered as `application/problem+json`. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  constructor(
    readonly code: ProblemCode,
    readonly facts: ProblemFacts = {},
    options?: ErrorOptions,
  ) {
    super(code, options);
    this.status = facts.status ?? PROBLEM_STATUS[code];
  }
}

export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEM_STATUS, code);
}
