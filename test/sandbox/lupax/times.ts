import { DateTime, IANAZone } from 'luxon';
import { LupaxRefusal } from './errors.ts';

const BODY_DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/;
const QUERY_DATE = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;
const BODY_FORMAT = "yyyy-MM-dd'T'HH:mm:ssZZ";

/** `YYYY-MM-DDThh:mm:ss±hh:mm` in the zone: the only form of a date in a body. */
export function formatBodyDate(instantMs: number, zone: string): string {
  return DateTime.fromMillis(instantMs, { zone }).toFormat(BODY_FORMAT);
}

/** Milliseconds since the epoch, or undefined: `Z`, fractions and impossible dates are refused. */
export function parseBodyDate(text: string): number | undefined {
  if (!BODY_DATE.test(text)) return undefined;
  const parsed = DateTime.fromISO(text);
  return parsed.isValid ? parsed.toMillis() : undefined;
}

/**
 * A date in a query, `yyyy-mm-dd hh:ii:ss` in the organisation's zone, in milliseconds since the epoch.
 * @throws LupaxRefusal `bad_input` for anything else
 */
export function parseQueryDate(value: unknown, zone: string, name: string): number | undefined {
  if (value === undefined) return undefined;
  const parsed =
    typeof value === 'string' && QUERY_DATE.test(value) ? DateTime.fromSQL(value, { zone }) : DateTime.invalid('form');
  if (!parsed.isValid) throw new LupaxRefusal('bad_input', `${name} must be yyyy-mm-dd hh:ii:ss`);
  return parsed.toMillis();
}

/** IANA only: Windows names and bare offsets are not. */
export function isIanaZone(name: string): boolean {
  // `create` remembers zones; `isValidZone` asks Intl anew each time.
  return /^[A-Za-z]/.test(name) && IANAZone.create(name).isValid;
}

/** Whether the instant begins a day in the zone. Where midnight is skipped (DST), the day begins later. */
export function isStartOfDay(instantMs: number, zone: string): boolean {
  return +DateTime.fromMillis(instantMs, { zone }).startOf('day') === instantMs;
}

/** For tests: any ISO date, with offset, `Z` or as wall time of the zone, in the form of bodies. */
export function normaliseDate(text: string, zone: string): string {
  const parsed = DateTime.fromISO(text, { zone });
  if (!parsed.isValid) throw new Error(`Not an ISO date: ${text}`);
  return parsed.toFormat(BODY_FORMAT);
}
