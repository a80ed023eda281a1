import { z } from 'zod';
import { listFieldChanges, applyFieldChanges } from './field-changes.ts';
import { DamagedFile } from './json-adapter.ts';
import type { Collection } from './types.ts';

const FORMAT_VERSION = 1;
const COLLECTIONS: readonly Collection[] = [
  'link',
  'settings',
  'feed',
  'calendars',
  'subscriptions',
  'pairs',
  'runs',
  'attention',
  'journal',
  'bot',
  'reminders',
  'meetings',
];

/** One user's records in memory, by collection and key. Records are frozen: a change goes through a commit. */
export type Records = Map<string, Map<string, unknown>>;

/** What one line of the log carries per commit: changes, or the removal of everything. */
export type LoggedCommit = LoggedChange[] | typeof CLEARED;
export type LoggedChange = z.output<typeof changesSchema>[number];
export const CLEARED = 'cleared';

const documentSchema = z.object({
  version: z.literal(FORMAT_VERSION),
  records: z.record(z.string(), z.array(z.tuple([z.string(), z.unknown()]))),
});
const fieldChangeSchema = z.tuple([z.array(z.string())]).rest(z.unknown());
const changesSchema = z.array(
  z.object({
    collection: z.string(),
    key: z.string(),
    value: z.unknown().optional(),
    /** Instead of the value: what became of the one before. */
    fields: z.array(fieldChangeSchema).optional(),
  }),
);

export function createRecords(): Records {
  return new Map(COLLECTIONS.map((collection) => [collection, new Map()]));
}

export function isEmpty(records: Records): boolean {
  return [...records.values()].every((collection) => collection.size === 0);
}

/** @throws for JSON of another form */
export function decodeRecords(json: unknown): Records {
  const records = createRecords();
  for (const [collection, entries] of Object.entries(documentSchema.parse(json).records)) {
    records.set(collection, new Map(entries.map(([key, value]) => [key, freezeDeep(value)])));
  }
  return records;
}

/** Entries rather than objects: numeric keys would change their order. */
export function encodeRecords(records: Records): unknown {
  const entries = [...records].map(([collection, values]) => [collection, [...values]]);
  return { version: FORMAT_VERSION, records: Object.fromEntries(entries) };
}

/** Reads a commit from its JSON and freezes its records. @throws DamagedFile for JSON of another form */
export function readCommit(json: unknown): LoggedCommit {
  if (json === CLEARED) return CLEARED;
  const parsed = changesSchema.safeParse(json);
  if (!parsed.success) throw new DamagedFile('a commit has another form');
  return freezeDeep(parsed.data);
}

export function applyCommit(records: Records, commit: LoggedCommit): void {
  if (commit === CLEARED) {
    for (const collection of records.values()) collection.clear();
    return;
  }
  for (const { collection, key, value: whole, fields } of commit) {
    const values = records.get(collection) ?? new Map<string, unknown>();
    records.set(collection, values);
    const value = fields ? freezeDeep(applyFieldChanges(values.get(key), fields)) : whole;
    if (value === null || value === undefined) values.delete(key);
    else values.set(key, value);
  }
}

/**
 * The commits of a group as one after the other is logged: of a record that is there only what changes. Most of what is
 * written concerns an entry that was written a moment ago, of which little has changed since.
 * @param records as they are before the first of them
 */
export function writeCommits(records: Records, commits: readonly LoggedChange[][]): string[] {
  const newer = new Map<string, Map<string, unknown>>();
  const log = (change: LoggedChange): LoggedChange => {
    const { collection, key, value } = change;
    const values = newer.get(collection) ?? new Map<string, unknown>();
    const before = values.has(key) ? values.get(key) : records.get(collection)?.get(key);
    newer.set(collection, values.set(key, value));
    const fields = listFieldChanges(before, value);
    return fields ? { collection, key, fields } : change;
  };
  return commits.map((commit) => JSON.stringify(commit.map(log)));
}

/** Freezes a value of JSON. What is frozen is so to its depth: records share their unchanged parts with those before. */
export function freezeDeep<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const key in value) freezeDeep(value[key]);
  return Object.freeze(value);
}
