/** Why Entra refuses the app's sign-in, in this product's words. */
export type EntraRefusal =
  | 'tenant_not_found'
  | 'application_not_found'
  | 'application_disabled'
  | 'secret_invalid'
  | 'secret_expired'
  | 'certificate_unknown'
  | 'clock_skew'
  | 'permission_missing'
  | 'access_policy';

/**
 * The numbers are stable, the sentences are not
 * (https://learn.microsoft.com/entra/identity-platform/reference-error-codes).
 */
const REFUSALS: ReadonlyMap<number, EntraRefusal> = new Map([
  [90002, 'tenant_not_found'],
  [900021, 'tenant_not_found'],
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

/** @returns the first code that is known; null when none is */
export function explainEntraCodes(codes: readonly number[]): EntraRefusal | null {
  return codes.map((code) => REFUSALS.get(code)).find((refusal) => refusal !== undefined) ?? null;
}
