import { Mutex } from 'async-mutex';
import type { UserId } from './types.ts';

/** Runs what changes a user's link one after the other. */
export type WithUserLock = <T>(user: UserId, work: () => Promise<T>) => Promise<T>;

export function createUserLocks(): WithUserLock {
  const mutexes = new Map<string, { mutex: Mutex; users: number }>();
  return async ({ tenantId, objectId }, work) => {
    const key = `${tenantId}/${objectId}`;
    const entry = mutexes.get(key) ?? { mutex: new Mutex(), users: 0 };
    mutexes.set(key, entry);
    entry.users += 1;
    try {
      return await entry.mutex.runExclusive(work);
    } finally {
      entry.users -= 1;
      if (entry.users === 0) mutexes.delete(key);
    }
  };
}
