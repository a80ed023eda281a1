import { Mutex } from 'async-mutex';
import { StoreError } from '../store/errors.ts';
import type { Change, Collection, CommitOptions, UserCollections, UserDocument } from '../store/types.ts';

const mutexes = new WeakMap<UserDocument, Mutex>();

/** Each try that is refused means that another process has committed one of the records; so many in a row are a fault. */
const MAX_TRIES = 50;

/**
 * Changes a record as it is at that moment. Commits show in memory only once they are durable, so two that read, change
 * and commit the same record at the same time would lose one of the changes; here they wait for each other. Where another
 * process was faster, memory has its record by then, and that is changed.
 * @param change gets the current record, perhaps several times; null leaves it as it is
 * @returns the record as it is afterwards, undefined when there is none
 */
export async function updateRecord<C extends Collection>(
  document: UserDocument,
  collection: C,
  key: string,
  change: (record: UserCollections[C]) => UserCollections[C] | null,
): Promise<UserCollections[C] | undefined> {
  let result: UserCollections[C] | undefined;
  await commitChanges(document, () => {
    const current = document.get(collection, key);
    const changed = current === undefined ? null : change(current);
    result = changed ?? current;
    return changed === null ? [] : [{ collection, key, value: changed } as Change];
  });
  return result;
}

/**
 * Like `updateRecord` for several records at once.
 * @param build sees them as they are when the commit begins; called again when another process was faster
 * @param onFailure told before anything else is committed, or built again, that nothing of it was
 * @param options of the commit
 */
export async function commitChanges(
  document: UserDocument,
  build: () => Change[],
  onFailure: () => void = () => {},
  options: CommitOptions = {},
): Promise<void> {
  await mutexOf(document).runExclusive(async () => {
    for (let tries = 1; ; tries += 1) {
      const changes = build();
      try {
        if (changes.length > 0) await document.commit(changes, options);
        return;
      } catch (error) {
        onFailure();
        const isStale = error instanceof StoreError && error.code === 'changed_meanwhile';
        if (!isStale || tries >= MAX_TRIES) throw error;
      }
    }
  });
}

/** The same document under a lease: what a run commits is refused once another run has taken its mailbox over. */
export function fenceDocument(document: UserDocument, fence: string | null): UserDocument {
  if (fence === null) return document;
  const fenced: UserDocument = {
    id: document.id,
    get: (collection, key) => document.get(collection, key),
    list: (collection) => document.list(collection),
    commit: (changes, options) => document.commit(changes, { ...options, fence }),
  };
  // Whoever changes a record waits for the run, and the run for whoever changes one.
  mutexes.set(fenced, mutexOf(document));
  return fenced;
}

function mutexOf(document: UserDocument): Mutex {
  const mutex = mutexes.get(document) ?? new Mutex();
  mutexes.set(document, mutex);
  return mutex;
}
