import type { StoredEvent } from './types.ts';

interface LogEntry {
  readonly sequence: number;
  readonly atMs: number;
  readonly event: StoredEvent;
  /** The id the event had in this calendar: it has another one after it moved away. */
  readonly mutableId: string;
}

export interface ChangedEvent {
  readonly event: StoredEvent;
  readonly mutableId: string;
}

/** The changes of one calendar in their order. Reading what changed since a point costs as much as what changed. */
export interface ChangeLog {
  add(event: StoredEvent, atMs: number): void;
  /** The newest sequence number that had happened by `atMs`. */
  positionAt(atMs: number): number;
  /** Each event changed after `since` and up to `until`, once, with its last entry. */
  changesBetween(since: number, until: number): ChangedEvent[];
}

const COMPACT_ABOVE = 1_000;

/** Creates the change log of a calendar. Entries overtaken by newer ones of the same event are dropped now and then. */
export function createChangeLog(): ChangeLog {
  let entries: LogEntry[] = [];
  let sequence = 0;
  let compactAt = COMPACT_ABOVE;

  const compact = (): void => {
    const latest = new Map(entries.map((entry) => [entry.event, entry.sequence]));
    entries = entries.filter((entry) => latest.get(entry.event) === entry.sequence);
    compactAt = Math.max(COMPACT_ABOVE, entries.length * 2);
  };

  const indexAfter = (position: number): number => {
    let [low, high] = [0, entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (entries[middle]!.sequence <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  return {
    add: (event, atMs) => {
      entries.push({ sequence: ++sequence, atMs, event, mutableId: event.mutableId });
      if (entries.length > compactAt) compact();
    },
    positionAt: (atMs) => {
      for (let at = entries.length - 1; at >= 0; at--) if (entries[at]!.atMs <= atMs) return entries[at]!.sequence;
      return 0;
    },
    changesBetween: (since, until) => {
      const last = new Map<StoredEvent, LogEntry>();
      for (let at = indexAfter(since); at < entries.length && entries[at]!.sequence <= until; at++) {
        last.delete(entries[at]!.event);
        last.set(entries[at]!.event, entries[at]!);
      }
      return [...last.values()];
    },
  };
}
