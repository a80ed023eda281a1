import { Mutex } from 'async-mutex';
import type { Change, Collection, UserCollections, UserDocument } from '../store/types.ts';

const mutexes = new WeakMap<UserDocument, Mutex>();

/**
 * Changes a record as it is at that moment. Commits show in memory only once they are durable, so two that read, change
 * and commit the same record at the same time would lose one of the changes; here they wait for each other.
 * @param change gets the current record; null leaves it as it is
 * @returns the record as it is afterwards, undefined when there is none
 */
export async function updateRecord<C extends Collection>(
  document: UserDocument,
  collection: C,
  key: string,
  change: (record: UserCollections[C]) => UserCollections[C] | null,
): Promise<UserCollections[C] | undefined> {
  return await mutexOf(document).runExclusive(async () => {
    const current = document.get(collection, key);
    const changed = current === undefined ? null : change(current);
    if (changed === null) return current;
    await document.commit([{ collection, key, value: changed } as Change]);
    return changed;
  });
}

/**
 * Like `updateRecord` for several records at once: `build` sees them as they are when the commit begins.
 * @param onFailure told before anything else is committed that nothing of it was
 */
export async function commitChanges(
  document: UserDocument,
  build: () => Change[],
  onFailure: () => void = () => {},
): Promise<void> {
  await mutexOf(document).runExclusive(async () => {
    const changes = build();
    try {
      if (changes.length > 0) await document.commit(changes);
    } catch (error) {
      onFailure();
      throw error;
    }
  });
}

function mutexOf(document: UserDocument): Mutex {
  const mutex = mutexes.get(document) ?? new Mutex();
  mutexes.set(document, mutex);
  return mutex;
}
