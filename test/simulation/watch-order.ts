import { freeOperations } from './rules.ts';
import type { Errand } from './world.ts';
import type { Verdict, WatchParts, Write } from './watch.ts';

/** Looks at writes together: what a run deletes and loosens in sum, and what comes before what. */
export function createOrderWatch({ lupax, wasCalmSince, violate }: WatchParts) {
  const counted = new Map<string, number>();
  /** Runs that have written something that closes nothing. */
  const loose = new Set<number>();

  function countEntries({ person }: Errand): number {
    const all = lupax.world.appointments.listAll();
    return all.filter(({ appointment }) => appointment.user.id === person.lupaxUserId).length;
  }

  return {
    carriedOut({ call, errand }: Write, { counts, tightens, overdue }: Verdict): void {
      if (!tightens) loose.add(errand.serial);
      else if (overdue && loose.has(errand.serial) && wasCalmSince(errand.since)) {
        violate(`something else was written before an entry was closed: ${call.method} ${call.side} ${call.text}`);
      }
      if (!counts || errand.kind !== 'sync') return;
      const key = `${errand.serial} ${call.side}`;
      const count = (counted.get(key) ?? 0) + 1;
      counted.set(key, count);
      if (count === Math.floor(freeOperations(countEntries(errand))) + 1) {
        violate(`more than ${count - 1} deletions and loosenings in ${call.side} in one run`);
      }
    },
  };
}
