import type { Zone } from 'luxon';

const INSTANT_FORM = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;
const WALL_LENGTH = 'yyyy-mm-ddThh:mm:ss'.length;
const MINUTE_MS = 60 * 1000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const NEAR_DAYS = [-2, -1, 1, 2];

/** What the clocks of a zone show. */
export interface WallTime {
  /** `2026-08-03T09:00:00` */
  wall: string;
  offsetMinutes: number;
  /** No other instant shows it: clocks are not changed within two days. */
  isPlain: boolean;
}

/**
 * The wall time of an instant such as `2026-08-03T07:00:00Z`, many times as fast as luxon.
 * @returns null for what luxon has to look at: another form, an unknown zone, an offset with seconds (before clocks went by
 *   zones)
 */
export function readWallTime(instant: string, zone: Zone | string): WallTime | null {
  const ms = INSTANT_FORM.test(instant) ? Date.parse(instant) : NaN;
  if (Number.isNaN(ms) || typeof zone === 'string') return null;
  const offsetMinutes = zone.offset(ms);
  if (!Number.isInteger(offsetMinutes)) return null;
  const wall = new Date(ms + offsetMinutes * MINUTE_MS).toISOString().slice(0, WALL_LENGTH);
  const isPlain = NEAR_DAYS.every((days) => zone.offset(ms + days * DAY_MS) === offsetMinutes);
  return { wall, offsetMinutes, isPlain };
}
