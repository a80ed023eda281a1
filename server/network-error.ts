/**
 * Names why there was no answer: the system's or TLS' code (`ECONNREFUSED`, `ENOTFOUND`, `CERT_HAS_EXPIRED`), or the
 * error's name (`TimeoutError`). Never its message, which may quote what was sent.
 */
export function nameNetworkError(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { code, cause } = error as Error & { code?: unknown; cause?: { code?: unknown } };
  if (typeof cause?.code === 'string') return cause.code;
  return typeof code === 'string' ? code : error.name;
}
