import { ProblemError } from '../../api/problem.ts';
import type { Texts } from '../../i18n/texts.tsx';
import { readAddresses, type ConnectionDraft } from './connection-draft.ts';

export const FIELDS = [
  'tenantId',
  'clientId',
  'clientSecret',
  'clientCertificate',
  'secretExpiresOn',
  'allowedUsers',
] as const;
export type FieldName = (typeof FIELDS)[number];

/** A sentence below a field. */
export type FieldProblems = Partial<Record<FieldName, string>>;

/** What can be told without asking the server. */
export function findMissing(draft: ConnectionDraft, { t }: Texts): FieldProblems {
  const { credential, isOpenToAll } = draft;
  return {
    ...(draft.clientId.trim() ? {} : { clientId: t('administration.missing.clientId') }),
    ...(credential === 'secret' && !draft.clientSecret.trim()
      ? { clientSecret: t('administration.missing.clientSecret') }
      : {}),
    ...(credential === 'certificate' && !draft.clientCertificate.trim()
      ? { clientCertificate: t('administration.missing.clientCertificate') }
      : {}),
    ...(!isOpenToAll && readAddresses(draft.allowedUsers).length === 0
      ? { allowedUsers: t('administration.missing.allowedUsers') }
      : {}),
  };
}

/**
 * What the server found, at its fields: `errors[].pointer` of a 422 names them.
 * @returns nothing for errors that are about no field
 */
export function readFieldProblems(error: unknown, draft: ConnectionDraft, { t }: Texts): FieldProblems {
  if (!(error instanceof ProblemError) || error.problem.status !== 422) return {};
  const { code, detail, errors = [] } = error.problem;
  if (code === 'tenant_mismatch') return { tenantId: detail };
  const problems: FieldProblems = {};
  for (const { pointer } of errors) {
    const [, name, index] = pointer.split('/');
    const field = FIELDS.find((known) => known === name);
    if (!field || problems[field] !== undefined) continue;
    const address = readAddresses(draft.allowedUsers)[Number(index)] ?? '';
    problems[field] = t(`administration.invalid.${field}`, { address });
  }
  return problems;
}
