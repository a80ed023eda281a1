import type { AppRegistration, SetupProbe } from '../graph/types.ts';
import type { LupaxInterface } from '../lupax/types.ts';
import type { CheckedUser, Evidence } from './evidence.ts';

/** What the check is about. */
export interface CheckSubject {
  /** null: what is stored cannot be decrypted. */
  app: AppRegistration | null;
  /** As the administrator typed it in. */
  secretExpiresOn: string | null;
  tenantId: string;
  clientId: string;
  user: CheckedUser;
  lupax: LupaxQuestion;
}

/** Lupax, as whom it can be asked. */
export interface LupaxQuestion {
  /** `reachable`: it answers, but nobody is signed in to ask for the interface. @throws LupaxError */
  ask(): Promise<LupaxInterface | 'reachable'>;
  /** A connector was there when it was last asked: one that is missing now is a fault. */
  hadConnector: boolean;
}

/** Where this server is found, and what stands in the sentences. */
export interface CheckPlace {
  publicUrl: string;
  authorityHost: string;
  graphBaseUrl: string;
  lupaxBaseUrl: string;
}

export interface CheckContext extends CheckSubject {
  place: CheckPlace;
  probe: SetupProbe;
  evidence: Evidence;
  /** Title of the event that is written. */
  testTitle: string;
  /** Milliseconds since 1970. */
  now: () => number;
}
