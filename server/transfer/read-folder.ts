import { isDeepStrictEqual } from 'node:util';
import { parseOrganizations } from '../store/organizations.ts';
import { decodeRecords, type Records } from '../store/records.ts';
import { ORGANIZATIONS_FILE, readSnapshot } from '../store/snapshot.ts';
import type { OrganizationRecord, UserId } from '../store/types.ts';
import { readUserFileName } from '../store/user-ids.ts';

/** One thing that a data folder holds. */
export type FolderPart =
  { kind: 'user'; user: UserId; records: Records } | { kind: 'organization'; record: OrganizationRecord };

/**
 * Everything in a data folder that can be read, one person after the other. The folder is to be locked.
 * @param onDamaged called with the name of what cannot be read
 * @throws StoreError `unavailable`
 */
export async function* readFolder(dataDir: string, onDamaged: (name: string) => void): AsyncGenerator<FolderPart> {
  for await (const { name, text } of readSnapshot(dataDir, onDamaged)) {
    const user = readUserFileName(name.slice(name.lastIndexOf('/') + 1));
    if (user) yield { kind: 'user', user, records: decodeRecords(JSON.parse(text)) };
    else if (name === ORGANIZATIONS_FILE) {
      for (const record of parseOrganizations(text)) yield { kind: 'organization', record };
    }
  }
}

/** Whether both hold the same, in the same order. */
export function areSameRecords(a: Records, b: Records): boolean {
  const list = (records: Records): unknown =>
    [...records]
      .filter(([, values]) => values.size > 0)
      .map(([collection, values]) => [collection, [...values]] as const)
      .sort(([one], [other]) => one.localeCompare(other));
  return isDeepStrictEqual(list(a), list(b));
}

export function countRecords(records: Records): number {
  return [...records.values()].reduce((sum, { size }) => sum + size, 0);
}
