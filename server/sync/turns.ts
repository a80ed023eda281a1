import { Semaphore, type SemaphoreInterface } from 'async-mutex';
import type { SideName } from './core/entry.ts';

/** Writes to one side at a time: the four that a service lets through, and those that follow them without a pause. */
const TURNS = 6;

/** Whoever writes takes a turn; the entries beyond are being announced or committed meanwhile. */
export type Turns = Record<SideName, SemaphoreInterface>;

export function createTurns(): Turns {
  return { outlook: new Semaphore(TURNS), lupax: new Semaphore(TURNS) };
}
