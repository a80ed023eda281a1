import { IANAZone } from 'luxon';
import { findIana, findWindows } from 'windows-iana';

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;
/** Offsets only ever change on a quarter of an hour, so that one answer holds for all of it. */
const OFFSET_CACHE_STEP_MS = 15 * MINUTE_MS;

export interface Zone {
  /** As it was written: a Windows or an IANA name. */
  readonly name: string;
  readonly windows: string;
  /** What to add to UTC to get wall time at this instant, in ms. */
  offsetMs(utcMs: number): number;
}

/** An instant together with the wall clock and zone it was given in. */
export interface Moment {
  /** The wall clock, as if it were UTC, in ms. */
  readonly wallMs: number;
  readonly utcMs: number;
  readonly zone: Zone;
}

const zones = new Map<string, Zone | null>();

function createZone(name: string): Zone | null {
  // Custom zones cannot be told by their name; Exchange writes this for them (datetimetimezone documentation).
  const plain = name.startsWith('tzone://') ? 'UTC' : name;
  const iana = findIana(plain)[0] ?? plain;
  if (!/^(UTC|GMT)$|\//.test(iana) || !IANAZone.isValidZone(iana)) return null;
  const luxonZone = IANAZone.create(iana);
  const offsets = new Map<number, number>();
  return {
    name,
    windows: plain === 'UTC' ? 'UTC' : (findWindows(iana)[0] ?? plain),
    offsetMs: (utcMs) => {
      const slot = Math.floor(utcMs / OFFSET_CACHE_STEP_MS);
      let offset = offsets.get(slot);
      if (offset === undefined) {
        offset = luxonZone.offset(slot * OFFSET_CACHE_STEP_MS) * MINUTE_MS;
        offsets.set(slot, offset);
      }
      return offset;
    },
  };
}

/** Finds a zone by its Windows or IANA name; null when there is none. */
export function findZone(name: string): Zone | null {
  let zone = zones.get(name);
  if (zone === undefined) {
    zone = createZone(name);
    zones.set(name, zone);
  }
  return zone;
}

export const UTC: Zone = findZone('UTC')!;

/** Creates a moment from a wall clock; a wall time that the clock skips is read with the offset before the change. */
export function momentAtWall(wallMs: number, zone: Zone): Moment {
  const first = wallMs - zone.offsetMs(wallMs);
  const second = wallMs - zone.offsetMs(first);
  const consistent = [second, first].find((utcMs) => utcMs + zone.offsetMs(utcMs) === wallMs);
  const utcMs = consistent ?? wallMs - zone.offsetMs(Math.min(first, second));
  return { wallMs, utcMs, zone };
}

/** Creates a moment from an instant. */
export function momentAtUtc(utcMs: number, zone: Zone): Moment {
  return { wallMs: utcMs + zone.offsetMs(utcMs), utcMs, zone };
}

/** Wall clock with seven fractional digits, as Graph writes it. */
export function formatWall(wallMs: number): string {
  return `${new Date(wallMs).toISOString().slice(0, 23)}0000`;
}

/** Instant with seven fractional digits and `Z`. */
export function formatInstant(utcMs: number): string {
  return `${formatWall(utcMs)}Z`;
}

/** `yyyy-MM-dd` of a day counted from 1970. */
export function formatDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Days since 1970 of `yyyy-MM-dd`; null when it is no date. */
export function parseDay(text: unknown): number | null {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(ms) ? null : ms / DAY_MS;
}

export function dayOf(wallMs: number): number {
  return Math.floor(wallMs / DAY_MS);
}

const DATE_TIME = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})(?::(\d{2})(\.\d+)?)?)?(Z|[+-]\d{2}:\d{2})?$/;

/** Reads an ISO date-time; `offset` tells whether it named an instant (Z or ±hh:mm) or a wall clock. Null: malformed. */
export function parseDateTime(text: unknown): { ms: number; offset: boolean } | null {
  const match = typeof text === 'string' ? DATE_TIME.exec(text.trim()) : null;
  if (!match) return null;
  const [, date, time = '00:00', seconds = '00', fraction = '', zone] = match;
  const ms = Date.parse(`${date}T${time}:${seconds}${fraction.slice(0, 4)}${zone ?? 'Z'}`);
  return Number.isNaN(ms) ? null : { ms, offset: zone !== undefined };
}
