import { GraphError, type GraphErrorCode } from '../graph/errors.ts';
import { LupaxError, type LupaxErrorCode } from '../lupax/errors.ts';
import { StoreError } from '../store/errors.ts';
import { SessionError } from './session.ts';

const GRAPH_CODES: Record<GraphErrorCode, string> = {
  unavailable: 'graph_unavailable',
  unauthorized: 'microsoft365_unauthorized',
  forbidden: 'calendars_denied',
  mailbox_missing: 'mailbox_missing',
  mailbox_blocked: 'mailbox_blocked',
  not_found: 'graph_unavailable',
  changed_meanwhile: 'graph_unavailable',
  duplicate_transaction: 'graph_unavailable',
  refused: 'graph_refused',
};

/**
 * What Entra means when it refuses the app's sign-in: the numbers are stable, the sentences are not
 * (https://learn.microsoft.com/entra/identity-platform/reference-error-codes).
 */
const ENTRA_CODES: ReadonlyMap<number, string> = new Map([
  [90002, 'tenant_not_found'],
  [900023, 'tenant_not_found'],
  [700016, 'application_not_found'],
  [7000229, 'application_not_found'],
  [7000112, 'application_disabled'],
  [500014, 'application_disabled'],
  [7000215, 'secret_invalid'],
  [7000216, 'secret_invalid'],
  [7000218, 'secret_invalid'],
  [7000222, 'secret_expired'],
  [700027, 'certificate_unknown'],
  [700030, 'certificate_unknown'],
  [1000502, 'certificate_unknown'],
  [700024, 'clock_skew'],
  [65001, 'permission_missing'],
  [650052, 'permission_missing'],
  [650057, 'permission_missing'],
  [53003, 'access_policy'],
  [530035, 'access_policy'],
]);

const LUPAX_CODES: Record<LupaxErrorCode, string> = {
  unavailable: 'lupax_unavailable',
  credentials: 'sign_in_expired',
  sign_in_expired: 'sign_in_expired',
  interface_disabled: 'interface_disabled',
  read_only: 'lupax_refused',
  not_found: 'lupax_unavailable',
  changed_meanwhile: 'lupax_unavailable',
  refused: 'lupax_refused',
};

/** Stable code of why a run failed; `detail` holds no titles, notes or tokens. The sentences are in the catalogues. */
export function describeRunError(error: unknown): { code: string; detail: string } {
  if (error instanceof GraphError) return { code: describeGraphError(error), detail: error.message };
  if (error instanceof LupaxError) return { code: LUPAX_CODES[error.code], detail: error.message };
  if (error instanceof SessionError) return { code: error.code, detail: error.message };
  if (error instanceof StoreError) return { code: 'store_unavailable', detail: error.message };
  return { code: 'internal', detail: 'an unexpected error, see the log' };
}

function describeGraphError({ code, facts }: GraphError): string {
  const known = facts.entraCodes?.map((entraCode) => ENTRA_CODES.get(entraCode)).find((name) => name !== undefined);
  return known ?? GRAPH_CODES[code];
}
