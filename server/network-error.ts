/**
 * Names why `fetch` got no answer: the system's or TLS' code (`ECONNREFUSED`, `ENOTFOUND`, `CERT_HAS_EXPIRED`), or the
 * error's name (`TimeoutError`). Never its message, which may quote what was sent.
 */
export function nameNetworkError(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const cause = error.cause as { code?: unknown } | undefined;
  return typeof cause?.code === 'string' ? cause.code : error.name;
}
