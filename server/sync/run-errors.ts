import { explainEntraCodes } from '../graph/entra-codes.ts';
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
  already_subscribed: 'graph_refused',
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

/** The server stops: what was written is committed, the rest is the next run's. */
export class RunInterrupted extends Error {
  override readonly name = 'RunInterrupted';
  readonly code = 'interrupted';
  constructor() {
    super('the server ended during the run');
  }
}

/** Stable code of why a run failed; `detail` holds no titles, notes or tokens. The sentences are in the catalogues. */
export function describeRunError(error: unknown): { code: string; detail: string } {
  if (error instanceof GraphError) return { code: describeGraphError(error), detail: error.message };
  if (error instanceof LupaxError) return { code: LUPAX_CODES[error.code], detail: error.message };
  if (error instanceof RunInterrupted) return { code: error.code, detail: error.message };
  if (error instanceof SessionError) return { code: error.code, detail: error.message };
  if (error instanceof StoreError) return { code: 'store_unavailable', detail: error.message };
  return { code: 'internal', detail: 'an unexpected error, see the log' };
}

function describeGraphError({ code, facts }: GraphError): string {
  return explainEntraCodes(facts.entraCodes ?? []) ?? GRAPH_CODES[code];
}
