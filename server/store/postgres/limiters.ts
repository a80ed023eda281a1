import { RateLimiterPostgres } from 'rate-limiter-flexible';
import type { MakeLimiter } from '../limiters.ts';
import { SCHEMA, type Database } from './database.ts';

/** Limits that all processes share. What rejects is the library's, or PostgreSQL's. */
export function createPostgresLimiters({ pool }: Database): MakeLimiter {
  return (limit) =>
    new RateLimiterPostgres({
      ...limit,
      storeClient: pool,
      storeType: 'pool',
      schemaName: SCHEMA,
      tableName: 'limits',
      // By the migrations.
      tableCreated: true,
    });
}
