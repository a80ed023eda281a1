import type { Logger } from 'pino';
import type { GraphConnector } from '../graph/types.ts';
import type { LupaxConnector } from '../lupax/types.ts';
import type { LinkRecord, Store, UserDocument, UserId } from '../store/types.ts';
import type { Secrets } from '../store/secrets.ts';
import type { OpenSession } from '../sync/session.ts';
import type { SyncService } from '../sync/types.ts';

/** Who the Entra token says the caller is. */
export interface SignedInUser extends UserId {
  name: string;
  /** For display, and what `allowedUsers` names. */
  email: string;
  /** Sign-in name of the tenant; null when the token has none. Never the `email` claim, which anyone may choose. */
  signInName: string | null;
}

export interface LinkedUser {
  user: SignedInUser;
  document: UserDocument;
  link: LinkRecord;
}

/** What choices and endings mean for the subscriptions to changes. */
export interface SubscriptionCare {
  /** What the user chose, or what may be done, has changed: they follow in the background. */
  tend(user: UserId): void;
  /** Before everything about the user is forgotten: removes them at Graph. Never rejects. */
  drop(user: UserId): Promise<void>;
}

/** What the use cases work with. */
export interface AccountDeps {
  store: Store;
  secrets: Secrets;
  graph: GraphConnector;
  lupax: LupaxConnector;
  sync: SyncService;
  subscriptions: SubscriptionCare;
  openSession: OpenSession;
  /** Lower case. */
  adminUpns: readonly string[];
  /** Milliseconds since 1970. */
  now: () => number;
  log: Logger;
}
