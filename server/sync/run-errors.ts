import { GraphError, type GraphErrorCode } from '../graph/errors.ts';
import { LupaxError, type LupaxErrorCode } from '../lupax/errors.ts';

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
  if (error instanceof GraphError) return { code: GRAPH_CODES[error.code], detail: error.message };
  if (error instanceof LupaxError) return { code: LUPAX_CODES[error.code], detail: error.message };
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string') return { code, detail: (error as Error).message };
  return { code: 'internal', detail: 'an unexpected error, see the log' };
}
