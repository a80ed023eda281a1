import { nameSystemError, StoreError } from '../errors.ts';

/** What administrators meet when they set it up (postgresql.org/docs/current/errcodes-appendix.html). */
const SENTENCES: Record<string, string> = {
  ECONNREFUSED: 'no PostgreSQL listens there',
  ENOTFOUND: 'the host is not known',
  EAI_AGAIN: 'the host is not known at the moment',
  ETIMEDOUT: 'PostgreSQL does not answer',
  '28P01': 'user name or password is not accepted',
  '28000': 'the user may not connect from here, or not without TLS',
  '3D000': 'there is no such database',
  '42501': 'the user lacks a privilege; it needs CREATE on the database',
  '53300': 'PostgreSQL has no connection left',
  '25006': 'the database is read-only',
};

/** Classes of SQLSTATE that another try may get over: connection, resources, intervention, conflicts, failing over. */
const PASSING_STATES = /^(?:08...|53...|57P0[1-5]|40001|40P01|25006)$/;
const PASSING_SYSTEM = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'no_answer']);

/** A fault of the database: `state` is its SQLSTATE, or the system's code. */
export class DatabaseError extends StoreError {
  constructor(readonly state: string) {
    const sentence = SENTENCES[state] ?? (state === 'no_answer' ? 'PostgreSQL does not answer' : 'PostgreSQL refused');
    super('unavailable', `${sentence} (${state})`, { variable: 'DATABASE_URL' });
  }
}

/** In the store's words. Messages of PostgreSQL may quote records and are left out. */
export function toDatabaseError(error: unknown): StoreError {
  return error instanceof StoreError ? error : new DatabaseError(nameState(error));
}

/** Whether the same may work in a moment. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof DatabaseError)) return false;
  return PASSING_STATES.test(error.state) || PASSING_SYSTEM.has(error.state);
}

function nameState(error: unknown): string {
  // Several addresses of one host were tried.
  if (error instanceof AggregateError && error.errors.length > 0) return nameState(error.errors[0]);
  const name = nameSystemError(error);
  // pg's own errors have no code: "Connection terminated", "Query read timeout", "timeout exceeded when trying to connect".
  const isOwn = error instanceof Error && !('code' in error) && /terminated|timeout|not queryable/i.test(error.message);
  return isOwn ? 'no_answer' : name;
}
