/** Why a call to Graph or Entra failed, in this product's words. */
export type GraphErrorCode =
  | 'unavailable' // network, 5xx, broken or body-less answer, throttled beyond patience
  | 'unauthorized' // Entra or Graph refused the app's sign-in
  | 'forbidden'
  | 'mailbox_missing'
  | 'mailbox_blocked'
  | 'not_found'
  | 'changed_meanwhile' // 412
  | 'duplicate_transaction'
  | 'already_subscribed' // 409 of a new subscription
  | 'refused'; // 400 and other permanent refusals

export interface GraphErrorFacts {
  status?: number;
  graphCode?: string;
  entraCodes?: number[];
  requestId?: string;
  /** What was written for a test could not be removed. */
  leftBehind?: true;
  /** Why there was no answer at all (network-error.ts). */
  networkCode?: string;
  /** Graph no longer knows the delta token: a full round is due. */
  syncReset?: true;
  /** Refused by throttling (429), also after waiting as often as is sensible. */
  throttled?: true;
  /** A try before the one that was refused failed in passing, so it may have been carried out. */
  repeated?: true;
  /** Teams named its application access policy as the reason of a 403. */
  policyMissing?: true;
  /** The address of a new subscription did not answer Graph's question as it should. */
  validationFailed?: true;
  /** The app that the policy has to name. */
  clientId?: string;
}

export class GraphError extends Error {
  override readonly name = 'GraphError';
  constructor(
    readonly code: GraphErrorCode,
    /** No titles, notes or tokens: this is logged. */
    message: string,
    /** Entra's error codes (AADSTS numbers), Graph's code, HTTP status and request id, when known. */
    readonly facts: GraphErrorFacts = {},
  ) {
    super(message);
  }
}
