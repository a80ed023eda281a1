import { randomUUID } from 'node:crypto';
import type { UserId } from '../types.ts';
import { toUserKey } from '../user-ids.ts';
import type { UserSummary } from '../user-summary.ts';
import { SCHEMA, type Database } from './database.ts';

/** Removals are remembered for so many commits; who has seen less reads everything again. */
const REMEMBERED_COMMITS = 1_000;
const PRUNE_EVERY = 256;
/** Records that one commit may add in order. */
const PLACES = 1_000_000;

/** A record as it is committed and read; `text` is its JSON, null when it was removed. */
export interface RecordRow {
  collection: string;
  key: string;
  text: string | null;
}

/** What was seen of a user last: nothing, or a version of one incarnation. */
export interface Seen {
  incarnation: string | null;
  version: number;
}

export interface UserState extends Seen {
  incarnation: string;
  /** Whether `records` is everything rather than what changed since. */
  isWhole: boolean;
  records: RecordRow[];
  lastCommit: string | null;
  /** Token of the lease of the run that works on the mailbox. */
  fence: string | null;
}

export interface Writing {
  seen: Seen & { incarnation: string };
  /** Tells this commit from others, should its answer get lost. */
  commitId: string;
  /** At most one a record. */
  records: RecordRow[];
  /** null: as it was. */
  summary: UserSummary | null;
  fence: string | null;
}

/** One user's rows. Each call is one statement but for `remove`. */
export interface UserRows {
  /** @returns what was committed since; null when there is no such user */
  readNewer(seen: Seen): Promise<UserState | null>;
  /**
   * Commits, if nobody else has since `seen`, and if the lease still holds.
   * @returns the new version; null when one of the two is not so and nothing was written
   */
  write(writing: Writing): Promise<number | null>;
  /** Makes the user's row, unless it is there. */
  create(): Promise<void>;
  remove(): Promise<void>;
}

export const makeCommitId = (): string => randomUUID();

export function createUserRows(database: Database, id: UserId): UserRows {
  const userKey = toUserKey(id);

  async function readSince({ incarnation, version }: Seen): Promise<UserState | null> {
    const rows = await database.repeat<StateRow>(READ_NEWER, [userKey, version]);
    const [first] = rows;
    if (!first) return null;
    const isKnown = incarnation === first.incarnation;
    // Of another incarnation, or after removals that are forgotten, what is newer says too little.
    const saysAll = version === 0 || (isKnown && Number(first.pruned_to) <= version);
    if (!saysAll) return await readSince({ incarnation: null, version: 0 });
    return {
      incarnation: first.incarnation,
      version: Number(first.version),
      isWhole: version === 0,
      lastCommit: first.last_commit,
      fence: first.run_token,
      records: rows.flatMap(({ collection, key, value }) =>
        collection === null || key === null || (version === 0 && value === null)
          ? []
          : [{ collection, key, text: value }],
      ),
    };
  }

  return {
    readNewer: readSince,

    async write({ seen, commitId, records, summary, fence }) {
      const [row] = await database.query<{ version: string }>(WRITE, [
        userKey,
        seen.incarnation,
        seen.version,
        commitId,
        summary && JSON.stringify(summary),
        fence,
        records.map(({ collection }) => collection),
        records.map(({ key }) => key),
        records.map(({ text }) => text),
      ]);
      if (!row) return null;
      const version = Number(row.version);
      if (version % PRUNE_EVERY === 0) await database.query(PRUNE, [userKey, version - REMEMBERED_COMMITS]);
      return version;
    },

    async create() {
      await database.repeat(CREATE, [userKey, id.tenantId, id.objectId]);
    },

    async remove() {
      await database.transact(async (connection) => {
        await connection.query(`DELETE FROM ${SCHEMA}.users WHERE user_key = $1`, [userKey]);
        for (const table of ['requests', 'polls']) {
          await connection.query(`DELETE FROM ${SCHEMA}.${table} WHERE user_key = $1`, [userKey]);
        }
        // A statement of its own: it sees what was committed while the one before waited for the row.
        await connection.query(`DELETE FROM ${SCHEMA}.records WHERE user_key = $1`, [userKey]);
      });
    },
  };
}

interface StateRow {
  incarnation: string;
  version: string;
  pruned_to: string;
  last_commit: string | null;
  run_token: string | null;
  collection: string | null;
  key: string | null;
  value: string | null;
}

const READ_NEWER = `
  SELECT u.incarnation, u.version, u.pruned_to, u.last_commit, u.run_token, r.collection, r.key, r.value
    FROM ${SCHEMA}.users u
    LEFT JOIN ${SCHEMA}.records r ON r.user_key = u.user_key AND r.version > $2
   WHERE u.user_key = $1
   ORDER BY r.place`;

const CREATE = `
  INSERT INTO ${SCHEMA}.users (user_key, tenant_id, object_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`;

/** The row of the user is the lock: whoever waits for it finds another version afterwards, and writes nothing. */
const WRITE = `
  WITH own AS (
    UPDATE ${SCHEMA}.users
       SET version = version + 1, last_commit = $4, summary = coalesce($5::jsonb, summary)
     WHERE user_key = $1 AND incarnation = $2 AND version = $3 AND ($6::text IS NULL OR run_token = $6)
    RETURNING version
  ), written AS (
    INSERT INTO ${SCHEMA}.records AS r (user_key, collection, key, value, version, place)
    SELECT $1, c.collection, c.key, c.value, own.version, own.version * ${PLACES} + c.ordinal
      FROM own, unnest($7::text[], $8::text[], $9::text[]) WITH ORDINALITY AS c (collection, key, value, ordinal)
    ON CONFLICT (user_key, collection, key) DO UPDATE
       SET value = excluded.value, version = excluded.version,
           place = CASE WHEN r.value IS NULL THEN excluded.place ELSE r.place END
  )
  SELECT version FROM own`;

const PRUNE = `
  WITH forgotten AS (DELETE FROM ${SCHEMA}.records WHERE user_key = $1 AND value IS NULL AND version <= $2)
  UPDATE ${SCHEMA}.users SET pruned_to = greatest(pruned_to, $2) WHERE user_key = $1`;
