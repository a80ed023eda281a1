export type BackupErrorCode =
  | 'exists' // the file, or data that a restore would replace, is there already
  | 'unreadable' // no such file, or not permitted
  | 'damaged'
  | 'no_data' // nothing to back up
  | 'in_database'; // the data are in PostgreSQL, which has tools of its own

/** Why a backup or a restore was not carried out. The message is a sentence for whoever typed the command. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
  constructor(
    readonly code: BackupErrorCode,
    message: string,
  ) {
    super(message);
  }
}
