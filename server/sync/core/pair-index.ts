import type { OutlookEvent } from './outlook-event.ts';
import { makeEmptySide, type Pair } from './pair.ts';

export type LupaxRef = NonNullable<Pair['lupaxRef']>;

/**
 * The entries of one link while a run works on them, found by either side's identity.
 * Pairs are replaced, never changed in place; `takeChanges` tells what has to be committed.
 */
export interface PairIndex {
  get(id: string): Pair | undefined;
  all(): Iterable<Pair>;
  put(pair: Pair): Pair;
  remove(id: string): void;
  add(fields: Partial<Pair> & Pick<Pair, 'origin'>): Pair;
  /** By the event's id, or by its place in a series when an occurrence became an exception under a new id. */
  findByEvent(event: Pick<OutlookEvent, 'id' | 'calendarId' | 'key'>): Pair | undefined;
  findByEventId(eventId: string): Pair | undefined;
  findByLupax(ref: LupaxRef): Pair | undefined;
  /** Pairs changed (or removed: null) since the last call, by id. */
  takeChanges(): Map<string, Pair | null>;
  /** Gives changes back that could not be committed; later ones count. */
  returnChanges(taken: ReadonlyMap<string, Pair | null>): void;
}

export function createPairIndex(stored: Iterable<Pair>, makeId: () => string): PairIndex {
  const pairs = new Map<string, Pair>();
  for (const pair of stored) pairs.set(pair.id, pair);
  const byEvent = createLookUp(listEventIds, isShownAlike);
  const byPlace = createLookUp(listPlaces, isShownAlike);
  const byLupax = createLookUp(
    ({ lupaxRef }) => (lupaxRef ? [`${lupaxRef.type}/${lupaxRef.id}`] : []),
    (a, b) => a.lupaxRef === b.lupaxRef,
  );
  const lookUps = [byEvent, byPlace, byLupax];
  let changes = new Map<string, Pair | null>();

  function find(lookUp: LookUp, key: string): Pair | undefined {
    const id = lookUp.find(key, pairs.values());
    return id === undefined ? undefined : pairs.get(id);
  }

  const index: PairIndex = {
    get: (id) => pairs.get(id),
    all: () => pairs.values(),
    put(pair) {
      const before = pairs.get(pair.id);
      pairs.set(pair.id, pair);
      for (const lookUp of lookUps) lookUp.replace(before, pair);
      changes.set(pair.id, pair);
      return pair;
    },
    remove(id) {
      const before = pairs.get(id);
      if (!before) return;
      pairs.delete(id);
      for (const lookUp of lookUps) lookUp.replace(before, undefined);
      changes.set(id, null);
    },
    add: (fields) =>
      index.put({
        id: makeId(),
        calendarId: null,
        lupaxRef: null,
        outlook: makeEmptySide(),
        lupax: makeEmptySide(),
        raisedVisibility: null,
        pending: null,
        discarded: null,
        missingFromLists: 0,
        failures: 0,
        retryAt: null,
        ...fields,
      }),
    findByEvent: (event) => find(byEvent, event.id) ?? find(byPlace, `${event.calendarId}|${event.key}`),
    findByEventId: (eventId) => find(byEvent, eventId),
    findByLupax: (ref) => find(byLupax, `${ref.type}/${ref.id}`),
    takeChanges() {
      const taken = changes;
      changes = new Map();
      return taken;
    },
    returnChanges: (taken) => void (changes = new Map([...taken, ...changes])),
  };
  return index;
}

function isShownAlike(a: Pair, b: Pair): boolean {
  if (a.calendarId !== b.calendarId || a.outlook.seen !== b.outlook.seen) return false;
  return a.outlook.seen !== null || a.lupax.seen === b.lupax.seen;
}

/** Ids of pairs by a key. It is made with the first question: a run in which nothing changed asks for nothing. */
interface LookUp {
  find(key: string, pairs: Iterable<Pair>): string | undefined;
  replace(before: Pair | undefined, after: Pair | undefined): void;
}

/** @param isAlike whether two states of an entry have the same keys: most changes are none of what it is found by */
function createLookUp(listKeys: (pair: Pair) => string[], isAlike: (a: Pair, b: Pair) => boolean): LookUp {
  let ids: Map<string, string> | null = null;
  const list = (known: Map<string, string>, pair: Pair): void => {
    // An event that is there beats a source that only names it.
    for (const key of listKeys(pair)) if (pair.outlook.seen || !known.has(key)) known.set(key, pair.id);
  };
  return {
    find(key, pairs) {
      if (ids === null) {
        ids = new Map();
        for (const pair of pairs) list(ids, pair);
      }
      return ids.get(key);
    },
    replace(before, after) {
      if (ids === null || (before && after && isAlike(before, after))) return;
      if (before) for (const key of listKeys(before)) if (ids.get(key) === before.id) ids.delete(key);
      if (after) list(ids, after);
    },
  };
}

function listEventIds(pair: Pair): string[] {
  const id = pair.outlook.seen?.id ?? findSource(pair)?.eventId;
  return id === undefined ? [] : [id];
}

function listPlaces(pair: Pair): string[] {
  const { seen } = pair.outlook;
  if (seen) return [`${pair.calendarId}|${seen.key}`];
  const source = findSource(pair);
  return source ? [`${source.calendarId}|${source.eventId}`] : [];
}

/** An entry that waits for its event is known by the source that Lupax names. */
function findSource({ lupax }: Pair) {
  return lupax.seen?.type === 'appointment' ? lupax.seen.item.source : null;
}
