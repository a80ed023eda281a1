import type { AppointmentContent } from './lupax-entry.ts';
import type { EventContent, OutlookEvent } from './outlook-event.ts';
import { fingerprintAppointment, fingerprintEvent, MERGED_FIELDS } from './fingerprint.ts';
import { areEquivalent } from './merge.ts';
import type { Fingerprint, Side } from './pair.ts';

/** What a side is wanted to show, where the fields that are settled stay as the side shows them. */
export function keepSettled(want: Fingerprint, seenPrint: Fingerprint, settled: Iterable<string>): Fingerprint {
  const kept = { ...want };
  for (const field of settled) kept[field] = seenPrint[field]!;
  return kept;
}

/**
 * Fields of a side that do not show what is wanted and have to be written.
 *
 * Compared with what was sent, not only with what is seen: a server that rewrites (HTML, white space, zones) never shows
 * exactly what it was sent, and must not be written to again for that.
 * @param want fingerprint of `wanted`
 * @param seenPrint fingerprint of `seen`
 */
export function findStaleFields(
  want: Fingerprint,
  side: Side<unknown>,
  seenPrint: Fingerprint,
  wanted: EventContent | AppointmentContent,
  seen: EventContent | AppointmentContent,
): string[] {
  return Object.keys(want).filter((field) => {
    if (want[field] === seenPrint[field]) return false;
    if (field === 'status' && 'showAs' in wanted) return false; // written as `showAs`
    const { base, sent } = side;
    if (base === null || sent === null || !(field in sent))
      return !areEquivalent(field, read(wanted, field), read(seen, field));
    return want[field] !== sent[field] || seenPrint[field] !== base[field];
  });
}

/** The fields of a fingerprint as the content holds them. */
function read(content: EventContent | AppointmentContent, field: string): unknown {
  if (field === 'joinUrl') return (content as AppointmentContent).onlineMeeting.joinUrl;
  return (content as unknown as Record<string, unknown>)[field];
}

/** The part of the content that the named fields stand for. */
export function patchOf<Content extends EventContent | AppointmentContent>(
  content: Content,
  fields: string[],
): Partial<Content> {
  const keys = fields.map((field) => (field === 'joinUrl' ? 'onlineMeeting' : field));
  return Object.fromEntries(Object.entries(content).filter(([key]) => keys.includes(key))) as Partial<Content>;
}

/** Whether one of the fields was edited on the side since the last agreement. */
export function isAnyEdited(side: Side<unknown>, seenPrint: Fingerprint, fields: readonly string[]): boolean {
  const { base } = side;
  return base !== null && fields.some((field) => seenPrint[field] !== base[field]);
}

/** Whether a merged field differs from the last agreement. False without one: an entry that is adopted was not edited. */
export function isSideChanged(side: Side<unknown>, seen: OutlookEvent | AppointmentContent): boolean {
  const print = 'showAs' in seen ? fingerprintEvent(seen) : fingerprintAppointment(seen);
  return isAnyEdited(side, print, MERGED_FIELDS);
}
