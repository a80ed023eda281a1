import { toUserKey, normalizeUserId } from '../user-ids.ts';
import { createUserLocks, type WithUserLock } from '../user-locks.ts';
import type { Database } from './database.ts';

/** Of advisory locks in this database: which are about users (the other number is the user's). */
const USERS_CLASS = 365_365_002;
/** Somebody may be waiting for a run to end under the lock. */
const LONGEST_WAIT_MS = 10 * 60 * 1000;

/**
 * What changes a user's link, one after the other over all processes: an advisory lock, which ends with its connection.
 * Within one process the users queue up without one, so each user takes one connection at most.
 * @param database of its own: whoever holds a lock needs the other connections to get on
 */
export function createPostgresUserLocks(database: Database): WithUserLock {
  const withLocalLock = createUserLocks();
  return (user, work) =>
    withLocalLock(user, () =>
      database.borrow(async (connection) => {
        const lock = [USERS_CLASS, toUserKey(normalizeUserId(user))];
        await connection.query(`SET statement_timeout = ${LONGEST_WAIT_MS}`);
        await connection.query('SELECT pg_advisory_lock($1, hashtext($2))', lock, LONGEST_WAIT_MS);
        // When `work` throws, the connection is closed, and the lock with it.
        const result = await work();
        await connection.query('SELECT pg_advisory_unlock($1, hashtext($2))', lock);
        await connection.query('RESET statement_timeout');
        return result;
      }),
    );
}
