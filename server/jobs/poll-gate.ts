import { createHash } from 'node:crypto';
import { findObstacle, listObstacle } from '../sync/find-obstacle.ts';
import type { OrganizationRecord, Store, UserDocument, UserId } from '../store/types.ts';
import { isStateObstacle } from '../sync/obstacles.ts';

/** How long at most a link that something stops is left alone, unless what stops it may have been removed. */
const LONGEST_REST_MS = 30 * 60 * 1000;
/** Whoever polls often also wants to see soon that a link works again. */
const REST_INTERVALS = 6;
const REST_MS = 5 * 60 * 1000;

/** Decides whether looking at a user's mailbox makes sense, so that nobody is asked again and again what was refused. */
export interface PollGate {
  /** Called before each look; asks neither Graph nor Lupax. */
  admit(user: UserId, document: UserDocument): Promise<boolean>;
  /** Called after each look that was admitted. */
  note(user: UserId, document: UserDocument): Promise<void>;
}

export interface PollGateDeps {
  store: Pick<Store, 'getOrganization'>;
  /** Of the poller. */
  intervalSeconds: number;
  /** Milliseconds since 1970. */
  now: () => number;
}

interface Rest {
  /** What the obstacle depends on, as it was. */
  stamp: string;
  sinceMs: number;
}

export function createPollGate({ store, intervalSeconds, now }: PollGateDeps): PollGate {
  // Where nobody polls, who is told of changes asks again and again all the same.
  const restMs = intervalSeconds > 0 ? Math.min(LONGEST_REST_MS, REST_INTERVALS * intervalSeconds * 1000) : REST_MS;
  const resting = new Map<string, Rest>();
  const nameUser = ({ tenantId, objectId }: UserId): string => `${tenantId}/${objectId}`;

  async function look(document: UserDocument) {
    const link = document.get('link', 'self');
    const organization = link && (await store.getOrganization(link.organization.id));
    return { obstacle: findObstacle(document, organization), stamp: describeCause(document, organization) };
  }

  function isResting(key: string, stamp: string): boolean {
    const rest = resting.get(key);
    const restedMs = rest ? now() - rest.sinceMs : 0;
    // A clock that was set back must not make the rest longer.
    return rest?.stamp === stamp && restedMs >= 0 && restedMs < restMs;
  }

  async function rest(user: UserId, document: UserDocument): Promise<void> {
    const { obstacle, stamp } = await look(document);
    if (obstacle === null) resting.delete(nameUser(user));
    else resting.set(nameUser(user), { stamp, sinceMs: now() });
  }

  return {
    async admit(user, document) {
      const { obstacle, stamp } = await look(document);
      if (obstacle === null) return true;
      if (isResting(nameUser(user), stamp)) return false;
      // Whether the interface was released again is known to Lupax alone, and a run begins by asking.
      if (!isStateObstacle(obstacle) || obstacle === 'interface_disabled') return true;
      await listObstacle(document, obstacle, now());
      await rest(user, document);
      return false;
    },
    note: rest,
  };
}

/** Everything a person may change to remove an obstacle, as a digest: it holds no secret. */
function describeCause(document: UserDocument, organization: OrganizationRecord | undefined): string {
  const link = document.get('link', 'self');
  const cause = [link?.linkedAt, link?.state, link?.interface, organization];
  return createHash('sha256').update(JSON.stringify(cause)).digest('base64');
}
