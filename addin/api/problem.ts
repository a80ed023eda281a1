import type { Problem } from './types.ts';

/** The server refused, and said why in the user's language (RFC 9457). */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  constructor(readonly problem: Problem) {
    super(problem.title);
  }
}

/** No answer came: the device is offline, or the server is. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** @returns the stable code of a refusal; null for everything else */
export function readCode(error: unknown): Problem['code'] | null {
  return error instanceof ProblemError ? error.problem.code : null;
}
