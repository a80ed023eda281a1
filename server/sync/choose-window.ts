import { createHash } from 'node:crypto';
import type { UserId } from '../store/types.ts';
import { computeWindow, type Window } from './core/window.ts';

/** Within this time after midnight UTC the windows of all users have moved. */
const MOVING_MS = 6 * 60 * 60 * 1000;

export interface WindowQuestion {
  user: UserId;
  /** Nobody waits for the run. */
  background: boolean;
  /** Windows that calendars in sync were read with. */
  stored: readonly (Window | null)[];
  /** Milliseconds since 1970. */
  now: number;
  pastDays: number;
  futureDays: number;
}

/**
 * The window of a run. It moves at midnight UTC, and each calendar is read in full then: in the background at another time
 * of the night for each user, or everybody's calendars would be read at once. Whoever asks for a run has today's, and what
 * has moved does not move back.
 */
export function chooseWindow({ user, background, stored, now, pastDays, futureDays }: WindowQuestion): Window {
  const today = computeWindow(now, pastDays, futureDays);
  if (!background) return today;
  const before = computeWindow(now - MOVING_MS * readShare(user), pastDays, futureDays);
  const isStored = (window: Window): boolean =>
    stored.some((each) => each?.start === window.start && each.end === window.end);
  return isStored(before) && !isStored(today) ? before : today;
}

/** A number in [0, 1), always the same for a user. */
function readShare({ tenantId, objectId }: UserId): number {
  return createHash('sha256').update(`${tenantId}/${objectId}`).digest().readUInt32BE() / 2 ** 32;
}
