import type { LeaseClock } from '../../server/store/postgres/run-leases.ts';
import type { LeaseRows } from '../../server/store/postgres/lease-rows.ts';
import type { RunHolder } from '../../server/store/run-leases.ts';
import type { UserId } from '../../server/store/types.ts';
import { toUserKey } from '../../server/store/user-ids.ts';
import type { Scheduler } from './scheduler.ts';
import type { Life } from './server-process.ts';

interface Standing {
  life: Life;
  userKey: string;
  until: number;
}

export interface WatchedLeases {
  /** The rows as one process has them, and the time by which it renews. */
  ofLife(life: Life, rows: LeaseRows): { rows: LeaseRows; clock: LeaseClock };
  /** Leases that stand, whether their processes live or not. */
  list(): Standing[];
}

/** Knows of every lease that is taken. Time passes for those who renew only while they hold one. */
export function watchLeases(
  scheduler: Scheduler,
  onTaken: (life: Life, user: UserId, run: Pick<RunHolder, 'runId' | 'kind'>) => void,
): WatchedLeases {
  const standing = new Map<string, Standing>();
  return {
    ofLife(life, rows) {
      let wake = (): void => {};
      const holds = (): boolean => [...standing.values()].some((lease) => lease.life === life);
      return {
        rows: {
          ...rows,
          async take(user, token, run, leaseMs) {
            const isTaken = await rows.take(user, token, run, leaseMs);
            if (!isTaken) return false;
            // Who had it before has lost it.
            const userKey = toUserKey(user);
            for (const [other, lease] of standing) if (lease.userKey === userKey) standing.delete(other);
            standing.set(token, { life, userKey, until: scheduler.now() + leaseMs });
            onTaken(life, user, run);
            wake();
            return true;
          },
          async renew(leases, leaseMs) {
            const renewed = await rows.renew(leases, leaseMs);
            for (const { token } of renewed) {
              const lease = standing.get(token);
              if (lease) lease.until = scheduler.now() + leaseMs;
            }
            return renewed;
          },
          async release(userKey, token) {
            standing.delete(token);
            await rows.release(userKey, token);
          },
          async reclaim() {
            const reclaimed = await rows.reclaim();
            for (const [token, { until }] of standing) if (until < scheduler.now()) standing.delete(token);
            return reclaimed;
          },
        },
        clock: {
          now: scheduler.now,
          every(ms, work) {
            let ticking = false;
            const tick = (): void => {
              ticking = life.alive && holds();
              if (!ticking) return;
              life.deliver(work);
              scheduler.after(ms, tick);
            };
            wake = () => {
              if (!ticking) scheduler.after(ms, tick);
              ticking = true;
            };
            return () => {};
          },
        },
      };
    },
    list: () => [...standing.values()],
  };
}
