import { Semaphore } from 'async-mutex';
import type { SideName } from './core/entry.ts';

/** Writes to one side at a time: the four that a service lets through, and those that follow them without a pause. */
const TURNS = 6;

/** Whoever writes takes a turn; the other entries are being announced or committed meanwhile. */
export interface Turns {
  /** How many have one or wait for it. */
  readonly taken: number;
  take(side: SideName): Promise<void>;
  leave(side: SideName): void;
}

export function createTurns(): Turns {
  const sides = { outlook: new Semaphore(TURNS), lupax: new Semaphore(TURNS) };
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
  };
}
