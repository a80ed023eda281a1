import ICAL from 'ical.js';
import { DateTime, IANAZone } from 'luxon';
import { findIana } from 'windows-iana';
import type { WindowsZoneName } from 'windows-iana';
import { findZone } from '../../sandbox/graph/zones.ts';

/** How wall times of a zone become instants, and under which names Outlook may know it. */
interface FileZone {
  timezone: ICAL.Timezone;
  names: string[];
}

export interface ZoneFinder {
  /** @param tzid the TZID parameter; null for floating times, which are read in the mailbox's zone */
  find(tzid: string | null): ICAL.Timezone;
  /** Names of Graph for the zone of a time, the likeliest first; of a date the mailbox's zone. */
  namesOf(time: ICAL.Time): readonly string[];
  /** TZIDs that neither the file defines nor anybody knows; read in the mailbox's zone. */
  readonly unknown: ReadonlySet<string>;
}

/** A zone of this machine's own database in ical.js' form, for names that a file does not define. */
class NamedTimezone extends ICAL.Timezone {
  constructor(private readonly iana: string) {
    super({ tzid: iana });
  }

  override utcOffset(time: ICAL.Time): number {
    const { year, month, day, hour, minute, second } = time;
    return DateTime.fromObject({ year, month, day, hour, minute, second }, { zone: this.iana }).offset * 60;
  }
}

/**
 * Finds the zones of one file. What the file defines counts (RFC 5545 §3.6.5); a name that it does not define is looked
 * up as an IANA or a Windows name.
 */
export function createZoneFinder(definitions: ICAL.Component[], mailboxZone: string): ZoneFinder {
  const unknown = new Set<string>();
  const known = new Map<string | null, FileZone>();
  const defined = new Map(definitions.map((zone) => [String(zone.getFirstPropertyValue('tzid')), zone]));
  const own: FileZone = { timezone: new NamedTimezone(mailboxZone), names: [mailboxZone] };
  known.set(null, own);
  const names = new WeakMap<ICAL.Timezone, string[]>([[ICAL.Timezone.utcTimezone, ['UTC']]]);

  function identify(tzid: string): FileZone {
    if (/^(etc\/)?(utc|gmt)$/i.test(tzid)) return { timezone: ICAL.Timezone.utcTimezone, names: ['UTC'] };
    const definition = defined.get(tzid);
    const location = definition?.getFirstPropertyValue('x-lic-location');
    const candidates = [tzid, ...findTails(tzid), ...(typeof location === 'string' ? [location] : [])].filter(
      (name) => findZone(name) !== null,
    );
    if (definition) {
      // A definition without a telling name ("(UTC+01:00) Amsterdam, Berlin …") is often the mailbox's own zone.
      return { timezone: new ICAL.Timezone({ component: definition, tzid }), names: [...candidates, mailboxZone] };
    }
    const name = candidates[0] ?? tzid;
    const iana = findIana(name as WindowsZoneName)[0] ?? name;
    if (!IANAZone.isValidZone(iana)) {
      unknown.add(tzid);
      return own;
    }
    return { timezone: new NamedTimezone(iana), names: [...candidates, mailboxZone] };
  }

  return {
    unknown,
    find(tzid) {
      const zone = known.get(tzid) ?? identify(tzid!);
      known.set(tzid, zone);
      names.set(zone.timezone, zone.names);
      return zone.timezone;
    },
    namesOf: (time) => (time.isDate ? undefined : names.get(time.zone)) ?? own.names,
  };
}

/** The zone at the end of a name with a path, as in `/freeassociation.sourceforge.net/Europe/Berlin`. */
function findTails(tzid: string): string[] {
  const segments = tzid.split('/').filter((segment) => segment !== '');
  return [3, 2].filter((count) => segments.length > count).map((count) => segments.slice(-count).join('/'));
}
