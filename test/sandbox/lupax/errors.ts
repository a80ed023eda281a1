const CODES = {
  bad_input: 400,
  unauthorized: 401,
  forbidden: 403,
  read_only: 403,
  interface_disabled: 403,
  not_found: 404,
  cursor_expired: 410,
  revision_not_current: 412,
  invalid: 422,
} as const;

export type RefusalCode = keyof typeof CODES;

/** A request that Lupax refuses: `{error:{code, message}}` with the status of the code. */
export class LupaxRefusal extends Error {
  override readonly name = 'LupaxRefusal';
  readonly status: number;
  constructor(
    readonly code: RefusalCode,
    message: string,
  ) {
    super(message);
    this.status = CODES[code];
  }
}
