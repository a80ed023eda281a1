import type { Lane } from './types.ts';

/** Mailboxes of a lane that a process works at at the same time. */
export const PLACES: Readonly<Record<Lane, number>> = { notified: 8, background: 8 };
/** A synchronisation may take long where it is throttled, but not all of them for so long. */
export const STUCK_MS = 60 * 60 * 1000;
/** More notes of one mailbox say no more than that something changed. */
export const MAX_NOTES = 50;
export const MAX_TRIES = 5;
export const FIRST_RETRY_MS = 1_000;

export interface QueueOptions {
  places?: Readonly<Record<Lane, number>>;
  stuckMs?: number;
}
