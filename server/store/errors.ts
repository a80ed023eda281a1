/** Why the store could not do what it was asked for. */
export type StoreErrorCode =
  | 'damaged' // a file is unreadable and could not be moved aside
  | 'locked' // the data folder belongs to another process
  | 'unavailable' // the disk refuses: full, read-only, not permitted; the database cannot be reached, or refuses
  | 'deleted' // the user's data were removed while somebody still held the document
  | 'changed_meanwhile' // another process changed one of the records; memory has what it committed
  | 'superseded' // another process has taken the mailbox over from the run that commits
  | 'closed'
  | 'invalid_id';

export class StoreError extends Error {
  override readonly name = 'StoreError';
  /** The variable to look at when it keeps the product from starting. */
  readonly variable: 'DATA_DIR' | 'DATABASE_URL';
  constructor(
    readonly code: StoreErrorCode,
    /** Names files and system errors, never contents: this is logged. */
    message: string,
    { variable = 'DATA_DIR', ...options }: ErrorOptions & { variable?: 'DATA_DIR' | 'DATABASE_URL' } = {},
  ) {
    super(message, options);
    this.variable = variable;
  }
}

/** The `code` of a system error (`ENOSPC`), or its name. */
export function nameSystemError(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
