import { LupaxError } from './errors.ts';
import type { LupaxErrorCode } from './errors.ts';
import type { LupaxAnswer, LupaxRequest } from './http.ts';

/** What kind of call was refused; the same status means different things. */
export type CallKind = 'login' | 'read' | 'write';

export function isSuccess(answer: LupaxAnswer): boolean {
  return answer.status >= 200 && answer.status < 300;
}

/**
 * Puts a refusal into this product's words. A 404 that a caller does not expect is never "there is nothing": it is a
 * Lupax (or a proxy) that does not offer the call, so `unavailable`, and nothing is deleted because of it.
 */
export function toRefusal(kind: CallKind, request: LupaxRequest, answer: LupaxAnswer): LupaxError {
  const { status, lupaxCode, repeated } = answer;
  return new LupaxError(chooseCode(kind, status, lupaxCode), `${request.method} ${request.path}: status ${status}`, {
    status,
    ...(lupaxCode === null ? {} : { lupaxCode }),
    ...(repeated ? { repeated } : {}),
  });
}

function chooseCode(kind: CallKind, status: number, lupaxCode: string | null): LupaxErrorCode {
  // Whatever Lupax finds wrong with a sign-in, it is about what was typed in.
  if (kind === 'login' && [400, 401, 403, 422].includes(status)) return 'credentials';
  if (status === 401) return 'sign_in_expired';
  if (status === 403)
    return kind === 'write' && lupaxCode !== 'interface_disabled' ? 'read_only' : 'interface_disabled';
  if (status === 412) return 'changed_meanwhile';
  if (status >= 400 && status < 500 && ![404, 405, 408, 410].includes(status)) return 'refused';
  return 'unavailable';
}
