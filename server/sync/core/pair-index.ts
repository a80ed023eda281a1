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
  const byEvent = new Map<string, string>();
  const byLupax = new Map<string, string>();
  /** A run in which nothing changed looks for nothing. */
  let isListed = false;
  let changes = new Map<string, Pair | null>();

  function keysOf(pair: Pair): { events: string[]; lupax: string | null } {
    const events: string[] = [];
    const { seen } = pair.outlook;
    const item = pair.lupax.seen;
    if (seen) events.push(seen.id, `${pair.calendarId}|${seen.key}`);
    else if (item?.type === 'appointment' && item.item.source) {
      // An entry that waits for its event is known by the source that Lupax names.
      events.push(item.item.source.eventId, `${item.item.source.calendarId}|${item.item.source.eventId}`);
    }
    return { events, lupax: pair.lupaxRef && `${pair.lupaxRef.type}/${pair.lupaxRef.id}` };
  }
  function unlist(pair: Pair): void {
    const keys = keysOf(pair);
    for (const key of keys.events) if (byEvent.get(key) === pair.id) byEvent.delete(key);
    if (keys.lupax && byLupax.get(keys.lupax) === pair.id) byLupax.delete(keys.lupax);
  }
  function list(pair: Pair): void {
    const keys = keysOf(pair);
    // An event that is there beats a source that only names it.
    for (const key of keys.events) if (pair.outlook.seen || !byEvent.has(key)) byEvent.set(key, pair.id);
    if (keys.lupax) byLupax.set(keys.lupax, pair.id);
  }
  function listAll(): void {
    if (isListed) return;
    isListed = true;
    for (const pair of pairs.values()) list(pair);
  }
  function find(map: Map<string, string>, key: string): Pair | undefined {
    listAll();
    const id = map.get(key);
    return id === undefined ? undefined : pairs.get(id);
  }

  const index: PairIndex = {
    get: (id) => pairs.get(id),
    all: () => pairs.values(),
    put(pair) {
      listAll();
      const before = pairs.get(pair.id);
      if (before) unlist(before);
      pairs.set(pair.id, pair);
      list(pair);
      changes.set(pair.id, pair);
      return pair;
    },
    remove(id) {
      listAll();
      const before = pairs.get(id);
      if (!before) return;
      unlist(before);
      pairs.delete(id);
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
    findByEvent: (event) => find(byEvent, event.id) ?? find(byEvent, `${event.calendarId}|${event.key}`),
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
