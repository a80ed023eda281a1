/** Why a call to Lupax failed, in this product's words. */
export type LupaxErrorCode =
  | 'unavailable' // network, 5xx, broken or body-less answer, throttled beyond patience, 404 where none may be
  | 'credentials' // wrong e-mail or password at sign-in
  | 'sign_in_expired' // 401 with a token
  | 'interface_disabled'
  | 'read_only'
  | 'not_found'
  | 'changed_meanwhile' // 412
  | 'refused'; // 400, 409, 422

export class LupaxError extends Error {
  override readonly name = 'LupaxError';
  constructor(
    readonly code: LupaxErrorCode,
    /** No titles, notes or tokens: this is logged. */
    message: string,
    /**
     * `reason`: why there was no answer at all. `repeated`: a try before the one that was refused failed in passing, so it
     * may have been carried out.
     */
    readonly facts: { status?: number; lupaxCode?: string; reason?: string; repeated?: true } = {},
  ) {
    super(message);
  }
}
