import { SCHEMA, type Connection, type Database } from '../store/postgres/database.ts';
import { applyCommit, createRecords, freezeDeep, type Records } from '../store/records.ts';
import type { Collection, UserCollections, UserId } from '../store/types.ts';
import { toUserKey } from '../store/user-ids.ts';
import { summariseUser } from '../store/user-summary.ts';

/** In the place of a commit's id: nobody has committed since the import. */
const MARK = 'imported';
const RECORDS_A_STATEMENT = 1_000;

export type ImportOutcome = 'imported' | 'in_use';

/**
 * Writes one person's records into the database, in one transaction, in the place of an earlier import.
 * @param force also in the place of what servers have committed since
 * @returns `in_use` when there is such a thing, and nothing was written
 */
export async function importUser(
  database: Database,
  user: UserId,
  records: Records,
  force: boolean,
): Promise<ImportOutcome> {
  const userKey = toUserKey(user);
  return await database.transact(async (connection) => {
    const [found] = await connection.query<{ last_commit: string | null }>(
      `SELECT last_commit FROM ${SCHEMA}.users WHERE user_key = $1 FOR UPDATE`,
      [userKey],
    );
    if (found && found.last_commit !== MARK && !force) return 'in_use';
    await connection.query(`DELETE FROM ${SCHEMA}.records WHERE user_key = $1`, [userKey]);
    await connection.query(`DELETE FROM ${SCHEMA}.users WHERE user_key = $1`, [userKey]);
    await connection.query(
      `INSERT INTO ${SCHEMA}.users (user_key, tenant_id, object_id, version, last_commit, summary)
       VALUES ($1, $2, $3, 1, $4, $5)`,
      [userKey, user.tenantId, user.objectId, MARK, JSON.stringify(summarise(records))],
    );
    await insertRecords(connection, userKey, records);
    return 'imported';
  });
}

async function insertRecords(connection: Connection, userKey: string, records: Records): Promise<void> {
  const rows = [...records].flatMap(([collection, values]) =>
    [...values].map(([key, value]) => ({ collection, key, text: JSON.stringify(value) })),
  );
  for (let start = 0; start < rows.length; start += RECORDS_A_STATEMENT) {
    const part = rows.slice(start, start + RECORDS_A_STATEMENT);
    await connection.query(
      `INSERT INTO ${SCHEMA}.records (user_key, collection, key, value, version, place)
       SELECT $1, c.collection, c.key, c.value, 1, $5::bigint + c.ordinal
         FROM unnest($2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS c (collection, key, value, ordinal)`,
      [
        userKey,
        part.map(({ collection }) => collection),
        part.map(({ key }) => key),
        part.map(({ text }) => text),
        start,
      ],
    );
  }
}

/** What the database holds of a person. */
export async function readImported(database: Database, user: UserId): Promise<Records> {
  const rows = await database.repeat<{ collection: string; key: string; value: string }>(
    `SELECT collection, key, value FROM ${SCHEMA}.records WHERE user_key = $1 AND value IS NOT NULL ORDER BY place`,
    [toUserKey(user)],
  );
  const records = createRecords();
  applyCommit(
    records,
    rows.map(({ collection, key, value }) => ({ collection, key, value: freezeDeep(JSON.parse(value)) })),
  );
  return records;
}

function summarise(records: Records) {
  return summariseUser({
    get: <C extends Collection>(collection: C, key: string) =>
      records.get(collection)?.get(key) as UserCollections[C] | undefined,
    list: <C extends Collection>(collection: C) =>
      (records.get(collection) ?? new Map()) as ReadonlyMap<string, UserCollections[C]>,
  });
}
