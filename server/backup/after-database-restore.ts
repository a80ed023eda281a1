import type { Store } from '../store/types.ts';
import { forgetAgreements } from '../sync/forget-agreements.ts';
import { commitChanges } from '../sync/update-record.ts';

/**
 * What has to be done after PostgreSQL's own tools have put an earlier state back: see `forgetAgreements`. No server may be
 * running.
 * @returns how many people there are
 */
export async function finishDatabaseRestore(store: Store, now: number): Promise<number> {
  const users = await store.listUsers();
  for (const user of users) {
    const document = await store.openUser(user);
    await commitChanges(document, () => forgetAgreements(document, new Date(now).toISOString()));
  }
  return users.length;
}
