import { createRandom } from './random.ts';
import type { Random } from './random.ts';
import type { ChangeKind, EventRef, MailRecord, User } from './types.ts';

/** Everything the sandbox knows, shared by its parts. */
export interface World {
  readonly clock: { now(): number };
  readonly random: Random;
  readonly tenants: Set<string>;
  readonly users: Map<string, User>;
  /** By sign-in name in lower case. */
  readonly usersByUpn: Map<string, User>;
  /** Mails Graph would have sent to attendees because of an API call. */
  readonly mails: MailRecord[];
  /** Told of every change of an event that a subscription may be about. */
  readonly changeListeners: ((ref: EventRef, kind: ChangeKind, mutableId: string) => void)[];
  /** Tenants whose Teams administrator has not granted an application access policy. */
  readonly tenantsWithoutMeetingPolicy: Set<string>;
  /** How much later than they happen changes appear in delta rounds. */
  deltaLagMs: number;
}

export function createWorld(clock: { now(): number }, seed: number): World {
  return {
    clock,
    random: createRandom(seed),
    tenants: new Set(),
    users: new Map(),
    usersByUpn: new Map(),
    mails: [],
    changeListeners: [],
    tenantsWithoutMeetingPolicy: new Set(),
    deltaLagMs: 0,
  };
}

/** Finds a user by object id or sign-in name, within a tenant when one is given. */
export function findUser(world: World, idOrUpn: string, tenantId?: string): User | null {
  const user = world.users.get(idOrUpn.toLowerCase()) ?? world.usersByUpn.get(idOrUpn.toLowerCase()) ?? null;
  return user && (tenantId === undefined || user.tenantId === tenantId) ? user : null;
}
