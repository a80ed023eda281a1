import { setImmediate } from 'node:timers/promises';
import { Semaphore } from 'async-mutex';
import type { SideName } from './core/entry.ts';

/** Writes to one side at a time: the four or six that a connector lets through, and those that follow them without a pause. */
const TURNS: Record<SideName, number> = { outlook: 6, lupax: 9 };

/** Whoever writes takes a turn; the other entries are being announced or committed meanwhile. */
export interface Turns {
  /** How many have one or wait for it. */
  readonly taken: number;
  take(side: SideName): Promise<void>;
  leave(side: SideName): void;
  /**
   * Lets what follows on a write that was answered be sent before the answer is worked through: with four requests at a
   * time, a service waits for this process as soon as that takes longer than the service does.
   */
  rest(): Promise<void>;
}

/** undici itself waits for the first turn of the event loop before it uses a connection again (GHSA-35p6-xmwp-9g52). */
async function restTwice(): Promise<void> {
  await setImmediate();
  await setImmediate();
}

export function createTurns(rest: Turns['rest'] = restTwice): Turns {
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
    rest,
  };
}
