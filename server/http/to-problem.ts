import { GraphError } from '../graph/errors.ts';
import { LupaxError, type LupaxErrorCode } from '../lupax/errors.ts';
import { Problem, type ProblemCode } from '../problems.ts';
import { StoreError } from '../store/errors.ts';
import { SessionError } from '../sync/session.ts';

const LUPAX_PROBLEMS: Record<LupaxErrorCode, ProblemCode> = {
  unavailable: 'lupax_unavailable',
  credentials: 'lupax_credentials',
  sign_in_expired: 'sign_in_expired',
  interface_disabled: 'interface_disabled',
  read_only: 'read_only',
  not_found: 'not_found',
  changed_meanwhile: 'changed_meanwhile',
  refused: 'lupax_unavailable',
};

/** What the HTTP layer and body-parser throw for a request they cannot read. */
interface HttpError {
  status: number;
}

/** The problem that an error is answered with. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const options = { cause: error };
  if (error instanceof SessionError) return new Problem(error.code, {}, options);
  if (error instanceof GraphError) {
    return new Problem('graph_unavailable', { extensions: { reason: error.code } }, options);
  }
  if (error instanceof LupaxError) return new Problem(LUPAX_PROBLEMS[error.code], {}, options);
  if (error instanceof StoreError) {
    // The data were removed while the request was under way: whoever asks again is not linked.
    return new Problem(error.code === 'deleted' ? 'not_linked' : 'store_unavailable', {}, options);
  }
  // A path whose percent-encoding cannot be read names nothing.
  if (error instanceof URIError) return new Problem('not_found', {}, options);
  if (isHttpError(error)) return new Problem(chooseHttpCode(error), {}, options);
  return new Problem('internal_error', {}, options);
}

/** body-parser: also a body that cannot be unpacked is no JSON. */
function chooseHttpCode({ status }: HttpError): ProblemCode {
  if (status === 413) return 'payload_too_large';
  if (status === 415) return 'unsupported_media_type';
  return 'invalid_json';
}

function isHttpError(error: unknown): error is HttpError {
  if (!(error instanceof Error) || !('status' in error)) return false;
  return typeof error.status === 'number' && error.status >= 400 && error.status < 500;
}
