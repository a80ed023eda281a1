import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { isPassing, toDatabaseError } from './database-errors.ts';

/** All tables are in this schema of the database, so that it may be shared with other programs. */
export const SCHEMA = 'lupax_m365';

const MAX_CONNECTIONS = 10;
const CONNECT_TIMEOUT_MS = 5_000;
const IDLE_TIMEOUT_MS = 30_000;
/** The server gives a statement up after this. */
const STATEMENT_TIMEOUT_MS = 15_000;
/** A connection on which no answer came for so long is half open, or its server hangs: it is thrown away. */
const ANSWER_TIMEOUT_MS = 20_000;
const KEEP_ALIVE_AFTER_MS = 10_000;
/** A failover takes seconds; a restart of a small server less. */
const PAUSES_MS = [50, 500, 2_000];

export interface DatabaseTimes {
  connectTimeoutMs: number;
  statementTimeoutMs: number;
  answerTimeoutMs: number;
}

export const DEFAULT_TIMES: DatabaseTimes = {
  connectTimeoutMs: CONNECT_TIMEOUT_MS,
  statementTimeoutMs: STATEMENT_TIMEOUT_MS,
  answerTimeoutMs: ANSWER_TIMEOUT_MS,
};

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database?sslmode=…`: secret, never logged. */
  url: string;
  /** An idle connection broke; the next query gets another one. */
  onConnectionLost?: (code: string) => void;
  times?: Partial<DatabaseTimes>;
  maxConnections?: number;
}

/** A connection during a transaction or a session. */
export interface Connection {
  /** @param answerTimeoutMs where a statement may wait longer than usual (for a lock); its own timeout is another matter */
  query<Row extends object>(text: string, values?: unknown[], answerTimeoutMs?: number): Promise<Row[]>;
}

export interface Database {
  /** Carries out one statement; when it rejects, it may have been carried out all the same. @throws StoreError */
  query<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Like `query`, and again where the connection broke: for what may be carried out twice. @throws StoreError */
  repeat<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
  /** All or nothing. @throws StoreError, and what `work` throws */
  transact<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  /** Lends one connection, with what belongs to a session (locks). @throws StoreError, and what `work` throws */
  borrow<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  /** For libraries that want a pool of their own kind. */
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

/** A pool of connections to PostgreSQL. Connects with the first query. */
export function connectDatabase(options: DatabaseOptions): Database {
  const times = { ...DEFAULT_TIMES, ...options.times };
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.maxConnections ?? MAX_CONNECTIONS,
    connectionTimeoutMillis: times.connectTimeoutMs,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    statement_timeout: times.statementTimeoutMs,
    idle_in_transaction_session_timeout: times.statementTimeoutMs,
    query_timeout: times.answerTimeoutMs,
    application_name: 'lupax-microsoft365',
  });
  // Without a listener, Node would end the process.
  pool.on('error', (error) => options.onConnectionLost?.(toDatabaseError(error).message));

  async function query<Row extends object>(text: string, values?: unknown[]): Promise<Row[]> {
    try {
      return (await pool.query<Row>(text, values)).rows;
    } catch (error) {
      throw toDatabaseError(error);
    }
  }

  async function repeat<Row extends object>(text: string, values?: unknown[]): Promise<Row[]> {
    for (const pauseMs of PAUSES_MS) {
      try {
        return await query<Row>(text, values);
      } catch (error) {
        if (!isPassing(error)) throw error;
        await sleep(pauseMs);
      }
    }
    return await query<Row>(text, values);
  }

  async function borrow<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const client = await pool.connect().catch((error: unknown) => {
      throw toDatabaseError(error);
    });
    let broken: Error | null = null;
    const noteBroken = (error: Error): void => void (broken = error);
    client.on('error', noteBroken);
    const connection: Connection = {
      async query<Row extends object>(text: string, values: unknown[] = [], answerTimeoutMs = times.answerTimeoutMs) {
        try {
          // Only without values may a text have several statements.
          const config = { text, ...(values.length > 0 ? { values } : {}), query_timeout: answerTimeoutMs };
          return (await client.query<Row>(config)).rows;
        } catch (error) {
          broken = error as Error;
          throw toDatabaseError(error);
        }
      },
    };
    try {
      return await work(connection);
    } catch (error) {
      broken ??= error as Error;
      throw error;
    } finally {
      client.off('error', noteBroken);
      // A connection in an unknown state is not used again.
      client.release(broken ?? undefined);
    }
  }

  return {
    pool,
    query,
    repeat,
    borrow,
    transact: (work) =>
      borrow(async (connection) => {
        await connection.query('BEGIN');
        const result = await work(connection);
        await connection.query('COMMIT');
        return result;
      }),
    close: () => pool.end(),
  };
}
