/**
 * What is known about a service that was not reached, in technical words that need no translation: a code of the system
 * or of TLS, or the HTTP status of whatever answered instead.
 */
export function nameTrouble(facts: { networkCode?: string; status?: number; reason?: string }): { cause: string } {
  const cause = facts.networkCode ?? facts.reason ?? (facts.status === undefined ? '' : `HTTP ${facts.status}`);
  return { cause: cause === '' ? '?' : cause };
}
