import type { SideName } from './entry.ts';
import type { AnnouncedUpdate } from './intent.ts';
import type { Pair } from './pair.ts';

/** A call that nobody waits for any more may still be carried out; so long after it was announced it is not. */
const LATEST_MS = 30 * 60 * 1000;

/** Whether a call that was announced then may still be on its way. @param now UTC instant */
export function mayStillArrive(since: string, now: string): boolean {
  return Date.parse(now) <= Date.parse(since) + LATEST_MS;
}

/** A change that went unanswered and, as its item showed, had not been carried out by then. */
export interface LateUpdate {
  update: AnnouncedUpdate;
  /** UTC instant at which its item did not show it. */
  since: string;
}

export function expectLate(pair: Pair, late: LateUpdate): Pair {
  return { ...pair, late: [...(pair.late ?? []), late] };
}

/** Every write bears the version of the item that it was made for, so one that was carried out ends those before it. */
export function endLate(pair: Pair, side: SideName): Pair {
  if (!pair.late?.some(({ update }) => update.side === side)) return pair;
  return { ...pair, late: pair.late.filter(({ update }) => update.side !== side) };
}

/** The entry without what does not come any more. @param now UTC instant */
export function passLate(pair: Pair, now: string): Pair {
  const late = pair.late?.filter(({ since }) => mayStillArrive(since, now));
  return late && late.length < pair.late!.length ? { ...pair, late } : pair;
}
