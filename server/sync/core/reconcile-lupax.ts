import type { AppointmentChange, Appointment, Project } from './lupax-entry.ts';
import { fingerprintAppointment } from './fingerprint.ts';
import { FRESH_TRIES, makeAnsweredSide, makeEmptySide, type LupaxItem, type Pair } from './pair.ts';
import type { LupaxRef, PairIndex } from './pair-index.ts';
import { readBaseVisibility } from './raised-visibility.ts';
import { endsBefore, isWellInWindow, type Window } from './window.ts';

/** Complete lists in a row that must lack a project before it counts as gone. */
const LISTS_UNTIL_GONE = 2;

/**
 * Takes what Lupax's feed told into the entries.
 * @param keepFrom appointments that end before it and have no event are not kept
 * @returns appointments that a complete read lacked: to be asked for one by one before they count as gone; and new ones
 *   that name an event nobody has shown: copies that were made again, or are left over
 */
export function reconcileAppointments(
  index: PairIndex,
  feed: { changes: AppointmentChange[]; complete: boolean },
  keepFrom: string,
): { missing: LupaxRef[]; strayIds: string[] } {
  const strayIds: string[] = [];
  const listed = new Set<number>();
  const announced = feed.changes.length > 0 ? listAnnounced(index) : [];
  for (const change of feed.changes) {
    if (change.deleted) markGone(index, { type: 'appointment', id: change.id });
    else {
      listed.add(change.appointment.id);
      const stray = place(index, announced, change.appointment, keepFrom);
      if (stray) strayIds.push(stray.id);
    }
  }
  if (!feed.complete) return { missing: [], strayIds };
  const missing = [...index.all()]
    .filter(
      (pair) => pair.lupaxRef?.type === 'appointment' && pair.lupax.seen !== null && !listed.has(pair.lupaxRef.id),
    )
    .map((pair) => pair.lupaxRef!);
  return { missing, strayIds };
}

export function markGone(index: PairIndex, ref: LupaxRef): void {
  const pair = index.findByLupax(ref);
  if (pair && !pair.lupax.gone)
    index.put({ ...pair, ...FRESH_TRIES, lupax: { ...pair.lupax, seen: null, gone: true } });
}

/** @returns the new entry of a copy whose event no entry shows */
function place(index: PairIndex, announcedIds: string[], appointment: Appointment, keepFrom: string): Pair | undefined {
  const ref: LupaxRef = { type: 'appointment', id: appointment.id };
  const seen = { type: 'appointment' as const, item: appointment };
  const known = index.findByLupax(ref);
  if (known) {
    const before = known.lupax.seen;
    if (before?.type === 'appointment' && before.item.revision === appointment.revision) return undefined;
    index.put({ ...known, ...FRESH_TRIES, lupax: { ...known.lupax, seen, gone: false } });
    return undefined;
  }
  const { source } = appointment;
  const announced = source === null ? findAnnounced(index, announcedIds, appointment) : undefined;
  if (announced) {
    const lupax = makeAnsweredSide<LupaxItem>(
      seen,
      fingerprintAppointment(appointment),
      appointment.notes,
      announced.pending,
    );
    index.put({ ...announced, lupaxRef: ref, lupax, pending: null });
    return undefined;
  }
  if (source === null) {
    if (!endsBefore(appointment.time, keepFrom)) {
      index.add({ origin: 'appointment', lupaxRef: ref, lupax: { ...makeEmptySide(), seen } });
    }
    return undefined;
  }
  const waiting = index.findByEvent({ id: source.eventId, calendarId: source.calendarId, key: source.eventId });
  if (waiting && waiting.lupax.seen === null) {
    // The source beats a marker that still names a deleted appointment whose event was kept (see plan-gone-item.ts).
    const pending = waiting.pending?.side === 'lupax' ? waiting.pending : null;
    const lupax = makeAnsweredSide<LupaxItem>(seen, fingerprintAppointment(appointment), appointment.notes, pending);
    // What was Lupax' own stays as closed as it was.
    const raisedVisibility = waiting.origin === 'outlook' ? waiting.raisedVisibility : readBaseVisibility(waiting);
    index.put({ ...waiting, origin: 'outlook', lupaxRef: ref, lupax, pending: null, raisedVisibility });
    return undefined;
  }
  return index.add({
    origin: 'outlook',
    calendarId: source.calendarId,
    lupaxRef: ref,
    lupax: { ...makeEmptySide(), seen },
  });
}

/** Entries whose appointment was to be made again, by a call that went unanswered. */
function listAnnounced(index: PairIndex): string[] {
  return [...index.all()].filter(isAnnounced).map(({ id }) => id);
}

function isAnnounced({ origin, pending, lupax }: Pair): boolean {
  return origin === 'appointment' && pending?.side === 'lupax' && lupax.seen === null;
}

/** The one of them whose appointment this may be, edited since. */
function findAnnounced(index: PairIndex, announced: string[], appointment: Appointment): Pair | undefined {
  if (announced.length === 0) return undefined;
  const print = fingerprintAppointment(appointment);
  for (const id of announced) {
    const pair = index.get(id);
    if (!pair || !isAnnounced(pair)) continue;
    const wanted = pair.pending!.print;
    if (wanted['title'] === print['title'] || wanted['time'] === print['time']) return pair;
  }
  return undefined;
}

/**
 * Takes a complete list of the projects of the window into the entries. A project is gone only when two complete lists
 * in a row lacked it; one that merely left the window is not.
 * @param undatedIds projects on the list without usable dates: they are there, but there is nothing to show
 */
export function reconcileProjects(index: PairIndex, projects: Project[], window: Window, undatedIds: number[]): void {
  const listed = new Set([...projects.map((project) => project.id), ...undatedIds]);
  for (const project of projects) {
    const ref: LupaxRef = { type: 'project', id: project.id };
    const seen = { type: 'project' as const, item: project };
    const known = index.findByLupax(ref);
    if (!known) index.add({ origin: 'project', lupaxRef: ref, lupax: { ...makeEmptySide(), seen } });
    else if (JSON.stringify(known.lupax.seen) !== JSON.stringify(seen) || known.missingFromLists > 0) {
      index.put({ ...known, lupax: { ...known.lupax, seen, gone: false }, missingFromLists: 0 });
    }
  }
  for (const pair of findMissingProjects(index, listed, window)) {
    const missingFromLists = pair.missingFromLists + 1;
    const gone = missingFromLists >= LISTS_UNTIL_GONE;
    index.put({ ...pair, missingFromLists, lupax: gone ? { ...pair.lupax, seen: null, gone } : pair.lupax });
  }
}

/** Projects that would be gone if `projects` were all there is: to be looked for outside the window first. */
export function findVanishingProjects(
  index: PairIndex,
  projects: Project[],
  window: Window,
  undatedIds: number[],
): LupaxRef[] {
  const listed = new Set([...projects.map((project) => project.id), ...undatedIds]);
  const missing = findMissingProjects(index, listed, window);
  return missing.filter((pair) => pair.missingFromLists + 1 >= LISTS_UNTIL_GONE).map((pair) => pair.lupaxRef!);
}

function findMissingProjects(index: PairIndex, listed: ReadonlySet<number>, window: Window): Pair[] {
  return [...index.all()].filter(
    (pair) =>
      pair.lupaxRef?.type === 'project' &&
      !listed.has(pair.lupaxRef.id) &&
      !pair.lupax.gone &&
      belongsIntoList(pair, window),
  );
}

/** Whether the list must have shown the project: not at the edges, where Lupax decides by its own zone. */
function belongsIntoList(pair: Pair, window: Window): boolean {
  const time = pair.lupax.seen?.item.time ?? pair.outlook.seen?.time;
  return time !== undefined && isWellInWindow(time, window);
}
