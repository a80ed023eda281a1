import { Problem } from '../problems.ts';
import type { Limits } from './limits.ts';
import type { AccountDeps, SignedInUser } from './types.ts';
import type { WithUserLock } from '../store/user-locks.ts';

export interface UnlinkService {
  /** Forgets everything about the user; copies stay where they are. */
  keepCopies(user: SignedInUser): Promise<void>;
  /** Takes back what this product wrote, then unlinks. @returns the run's id. @throws Problem `run_in_progress`, … */
  removeCopies(user: SignedInUser): Promise<string>;
}

export function createUnlinkService(
  deps: Pick<AccountDeps, 'store' | 'sync' | 'subscriptions'>,
  parts: { limits: Limits; withLock: WithUserLock },
): UnlinkService {
  return {
    keepCopies: (user) =>
      parts.withLock(user, async () => {
        await deps.sync.cut(user);
        await deps.subscriptions.drop(user);
        await deps.store.deleteUser(user);
      }),
    async removeCopies(user) {
      await parts.limits.countRunStart(user);
      const started = await deps.sync.startRemoval(user);
      if (!started.ok) throw new Problem(started.code);
      return started.runId;
    },
  };
}
