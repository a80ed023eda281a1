/** Why Microsoft gave no token, as far as a person can do something about it; `other`: for whatever else. */
export type SignInFault =
  | 'not_signed_in'
  | 'cancelled'
  | 'account_type'
  | 'not_set_up'
  | 'session'
  | 'no_token'
  | 'busy'
  | 'zones'
  | 'not_supported'
  | 'too_often'
  | 'other';

/** Office.js' codes: learn.microsoft.com/office/dev/add-ins/develop/troubleshoot-sso-in-office-add-ins. */
const FAULTS: Partial<Record<number, SignInFault>> = {
  13000: 'not_supported',
  13001: 'not_signed_in',
  13002: 'cancelled',
  13003: 'account_type',
  13004: 'not_set_up',
  13005: 'not_set_up',
  13006: 'session',
  13007: 'no_token',
  13008: 'busy',
  13010: 'zones',
  13012: 'not_supported',
  13013: 'too_often',
  50001: 'not_supported',
};

/** Microsoft gave no token: consent is missing, or the user closed the question. */
export class SignInError extends Error {
  override readonly name = 'SignInError';
  constructor(
    readonly fault: SignInFault,
    message: string,
  ) {
    super(message);
  }
}

/** @param error what Office.js rejects `getAccessToken` with */
export function readOfficeSignInError(error: unknown): SignInError {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  return new SignInError(FAULTS[Number(code)] ?? 'other', `${String(code)} ${String(message ?? '')}`);
}
