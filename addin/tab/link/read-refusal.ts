import { ProblemError, readCode } from '../../api/problem.ts';
import type { Problem } from '../../api/types.ts';

export type Organization = NonNullable<Problem['organizations']>[number];

/** @returns the organisations to choose from; null when the refusal is another one */
export function readOrganizations(error: unknown): Organization[] | null {
  if (!(error instanceof ProblemError) || error.problem.code !== 'organization_required') return null;
  return error.problem.organizations ?? null;
}

/** Refusals whose way out is written in the catalogue, in place of the server's short sentence. */
const EXPLAINED = [
  'interface_disabled',
  'tenant_mismatch',
  'lupax_unavailable',
  'too_many_requests',
  'organization_unknown',
] as const;
export type ExplainedRefusal = (typeof EXPLAINED)[number];

export function readExplained(error: unknown): ExplainedRefusal | null {
  const code = readCode(error);
  return EXPLAINED.find((explained) => explained === code) ?? null;
}

/** @returns whether the server complains about this field of the body */
export function isAbout(error: unknown, field: 'email' | 'password'): boolean {
  if (!(error instanceof ProblemError)) return false;
  return error.problem.errors?.some(({ pointer }) => pointer.endsWith(`/${field}`)) ?? false;
}
