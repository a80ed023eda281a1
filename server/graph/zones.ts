import { IANAZone } from 'luxon';
import { findIana } from 'windows-iana';
import type { WindowsZoneName } from 'windows-iana';

/** Spellings of UTC that Exchange uses; `UTC` stays `UTC` instead of becoming `Etc/UTC`. */
const UTC_NAMES = new Set(['utc', 'etc/utc', 'z', 'tzone://microsoft/utc', 'coordinated universal time']);

const known = new Map<string, string | null>();

function findZone(name: string): string | null {
  if (UTC_NAMES.has(name.toLowerCase())) return 'UTC';
  const [iana] = findIana(name as WindowsZoneName);
  if (iana !== undefined) return iana;
  return IANAZone.isValidZone(name) ? name : null;
}

/**
 * Understands a zone name of Graph, which is a Windows name (`W. Europe Standard Time`) or an IANA name, also mixed
 * within one page (https://learn.microsoft.com/graph/api/resources/datetimetimezone).
 * @returns the IANA name; null for a missing, custom (`tzone://Microsoft/Custom`) or unknown one
 */
export function toIanaZone(name: string | null | undefined): string | null {
  const trimmed = name?.trim();
  if (!trimmed) return null;
  const remembered = known.get(trimmed);
  if (remembered !== undefined) return remembered;
  const zone = findZone(trimmed);
  // Zone names are few; what is not a zone is not remembered, so that the map stays small.
  if (zone !== null) known.set(trimmed, zone);
  return zone;
}
