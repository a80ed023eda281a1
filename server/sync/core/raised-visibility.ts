import { VISIBILITIES, type Visibility } from './entry.ts';
import { fingerprintValue } from './fingerprint.ts';
import type { Appointment } from './lupax-entry.ts';
import type { Pair } from './pair.ts';
import { isStricter } from './visibility.ts';

/** Lupax's visibility at the last agreement; null when there was none. */
export function readBaseVisibility({ lupax }: { lupax: Pick<Pair['lupax'], 'base'> }): Visibility | null {
  const base = lupax.base?.['visibility'];
  return VISIBILITIES.find((visibility) => fingerprintValue(visibility) === base) ?? null;
}

/**
 * The visibility that a person set in Lupax for an entry from Outlook: what differs from the last agreement, else what
 * was remembered.
 * @param table visibility that the calendar and the event ask for; null when they ask for none
 */
export function readRaisedVisibility(
  pair: Pair,
  appointment: Appointment,
  table: Visibility | null,
): Visibility | null {
  const base = readBaseVisibility(pair);
  if (base === null) {
    // Adopted without a base: whoever made it stricter had a reason.
    return table !== null && isStricter(appointment.visibility, table) ? appointment.visibility : pair.raisedVisibility;
  }
  return base === appointment.visibility ? pair.raisedVisibility : appointment.visibility;
}
