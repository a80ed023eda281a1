/** Why the store could not do what it was asked for. */
export type StoreErrorCode =
  | 'damaged' // a file is unreadable and could not be moved aside
  | 'locked' // the data folder belongs to another process
  | 'unavailable' // the disk refuses: full, read-only, not permitted
  | 'deleted' // the user's data were removed while somebody still held the document
  | 'closed'
  | 'invalid_id';

export class StoreError extends Error {
  override readonly name = 'StoreError';
  constructor(
    readonly code: StoreErrorCode,
    /** Names files and system errors, never contents: this is logged. */
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The `code` of a system error (`ENOSPC`), or its name. */
export function nameSystemError(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
