import { fingerprintAppointment, fingerprintEvent, fingerprintLupax } from './fingerprint.ts';
import { makeEmptySide, type Fingerprint, type Pair, type Side } from './pair.ts';

/** What each side shows now, field by field. */
export function readPrints(pair: Pair): { outlook: Fingerprint | null; lupax: Fingerprint | null } {
  return {
    outlook: pair.outlook.seen && fingerprintEvent(pair.outlook.seen),
    lupax: pair.lupax.seen && fingerprintLupax(pair.lupax.seen),
  };
}

/**
 * The entry with the named fields agreed on as the prints show them, where there is an agreement. What was sent before is
 * no longer what these fields were agreed on with, and would make the next change back to it look as if it had been
 * written.
 */
export function agreeOn(
  pair: Pair,
  fields: readonly string[],
  prints: { outlook: Fingerprint | null; lupax: Fingerprint | null },
): Pair {
  return {
    ...pair,
    outlook: renewBase(pair.outlook, fields, prints.outlook),
    lupax: renewBase(pair.lupax, fields, prints.lupax),
  };
}

function renewBase<Seen>(side: Side<Seen>, fields: readonly string[], print: Fingerprint | null): Side<Seen> {
  if (side.base === null || print === null) return side;
  const base = { ...side.base };
  const sent = side.sent && { ...side.sent };
  for (const field of fields) {
    if (print[field] === undefined) continue;
    base[field] = print[field];
    if (sent) delete sent[field];
  }
  return { ...side, base, sent };
}

/** The entry belonging to another side from now on; what it had there before is over. */
export function becomeOf(pair: Pair, origin: Pair['origin']): Pair {
  if (origin === 'outlook') return { ...pair, origin };
  const item = pair.lupax.seen;
  const print = item?.type === 'appointment' ? fingerprintAppointment(item.item) : null;
  const lupax = print ? { ...pair.lupax, base: print, sent: print } : pair.lupax;
  return { ...pair, origin, calendarId: null, outlook: makeEmptySide(), lupax };
}
