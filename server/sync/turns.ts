import { Semaphore } from 'async-mutex';
import type { SendFirst } from '../send-first.ts';
import type { SideName } from './core/entry.ts';

/**
 * Writes to one side at a time: the four or six that a connector lets through, and those that are ready to follow them. A
 * service that has answered all of them at once shall not wait for the next ones to be made.
 */
const TURNS: Record<SideName, number> = { outlook: 8, lupax: 12 };

/** Whoever writes takes a turn; the other entries are being announced or committed meanwhile. */
export interface Turns {
  /** How many have one or wait for it. */
  readonly taken: number;
  take(side: SideName): Promise<void>;
  leave(side: SideName): void;
  readonly sendFirst: SendFirst;
}

export function createTurns(sendFirst: SendFirst = async () => {}): Turns {
  const sides = { outlook: new Semaphore(TURNS.outlook), lupax: new Semaphore(TURNS.lupax) };
  let taken = 0;
  return {
    get taken() {
      return taken;
    },
    async take(side) {
      taken += 1;
      await sides[side].acquire();
    },
    leave(side) {
      taken -= 1;
      sides[side].release();
    },
    sendFirst,
  };
}
