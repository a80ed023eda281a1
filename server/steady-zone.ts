import { IANAZone, type Zone } from 'luxon';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Some ten years of days. */
const REMEMBERED_DAYS = 4_000;

/**
 * A zone that remembers its offset day by day. Intl takes 7 µs to tell one, and a date asks for several. No zone changes
 * its clocks twice within a day, so a day that begins and ends with the same offset has it throughout.
 */
class SteadyZone extends IANAZone {
  private readonly offsets = new Map<number, number>();

  override offset(ts: number): number {
    const day = Math.floor(ts / DAY_MS);
    const begin = this.offsetAt(day);
    return begin === this.offsetAt(day + 1) ? begin : super.offset(ts);
  }

  private offsetAt(day: number): number {
    const known = this.offsets.get(day);
    if (known !== undefined) return known;
    if (this.offsets.size >= REMEMBERED_DAYS) this.offsets.clear();
    const offset = super.offset(day * DAY_MS);
    this.offsets.set(day, offset);
    return offset;
  }
}

const zones = new Map<string, Zone>();

/**
 * The zone of that name for luxon, wherever many dates are read or written.
 * @param name IANA, of a zone that there is; another is handed back as it is
 */
export function steadyZone(name: string): Zone | string {
  const known = zones.get(name);
  if (known) return known;
  if (!IANAZone.isValidZone(name)) return name;
  const zone = new SteadyZone(name);
  zones.set(name, zone);
  return zone;
}
