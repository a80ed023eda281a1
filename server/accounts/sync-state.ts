import type { UserId } from '../store/types.ts';
import { readSettings } from '../sync/choices.ts';
import type { Gates } from './gates.ts';
import type { SignedInUser } from './types.ts';

export interface SyncState {
  /** `never`: the first synchronisation is the user's own decision, and still to come. */
  state: 'never' | 'idle' | 'running' | 'paused';
  /** Of the run that goes on; null when none does. */
  runId: string | null;
  lastSuccessAt: string | null;
  /** When the mailbox is looked at next without being asked to; null when it is not. */
  nextAt: string | null;
}

export interface SyncStateService {
  /** @throws Problem `not_linked` */
  read(user: SignedInUser): Promise<SyncState>;
}

/** @param readNextPoll milliseconds since 1970; null when the user is not polled */
export function createSyncStateService(
  gates: Gates,
  readNextPoll: (user: UserId) => Promise<number | null>,
): SyncStateService {
  return {
    async read(user) {
      const { document, link } = await gates.requireLink(user);
      const running = [...document.list('runs').values()].find((run) => run.state === 'running');
      const isPaused = readSettings(document).paused;
      const nextMs = link.started && !isPaused ? await readNextPoll(user) : null;
      const resting = isPaused ? 'paused' : link.started ? 'idle' : 'never';
      return {
        state: running ? 'running' : resting,
        runId: running?.id ?? null,
        lastSuccessAt: link.lastSuccessAt,
        nextAt: nextMs === null ? null : new Date(nextMs).toISOString(),
      };
    },
  };
}
