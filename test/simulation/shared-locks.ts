import type { UserId } from '../../server/store/types.ts';
import type { WithUserLock } from '../../server/store/user-locks.ts';
import type { Life } from './server-process.ts';

interface Claim {
  life: Life;
  begin: () => void;
}

export interface SharedLocks {
  ofLife(life: Life): WithUserLock;
  /** Locks end with their process. */
  bury(life: Life): void;
}

/** Locks of users over all processes: who waits longest is next. */
export function createSharedLocks(): SharedLocks {
  /** The first one has it. */
  const claims = new Map<string, Claim[]>();

  function leave(key: string, isOver: (claim: Claim) => boolean): void {
    const all = claims.get(key)!;
    const left = all.filter((claim) => !isOver(claim));
    claims.set(key, left);
    if (left[0] !== all[0]) left[0]?.begin();
  }

  return {
    ofLife:
      (life) =>
      async <T>({ tenantId, objectId }: UserId, work: () => Promise<T>): Promise<T> => {
        const key = `${tenantId}/${objectId}`;
        const all = claims.get(key) ?? [];
        claims.set(key, all);
        let own: Claim | null = null;
        await new Promise<void>((resolve) => {
          own = { life, begin: () => life.deliver(resolve) };
          all.push(own);
          if (all.length === 1) resolve();
        });
        try {
          return await work();
        } finally {
          leave(key, (claim) => claim === own);
        }
      },
    bury(life) {
      for (const key of claims.keys()) leave(key, (claim) => claim.life === life);
    },
  };
}
