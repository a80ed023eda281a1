/** Who sends requests of one app registration. */
export interface ShareHolder {
  /** A share is given back as what is under way ends, not before. */
  countInFlight(): number;
  /** More may be in flight than before. */
  onMore(): void;
}

/** This process's part of the requests that an app registration may have in flight. */
export interface Share {
  /**
   * Costs no I/O, and tells that the app is in use.
   * @returns how many requests may be in flight by now; 0: it is being asked for, and `onMore` follows soon
   */
  read(): number;
}

/** What all processes may have in flight together for an app registration, divided among those that use it. */
export interface RequestShares {
  /** @param app names the app registration in every process */
  open(app: string, total: number, holder: ShareHolder): Share;
  close(): Promise<void>;
}

/** Where there is one process, all of it is its own. */
export function createWholeShares(): RequestShares {
  return { open: (_app, total) => ({ read: () => total }), close: async () => {} };
}
