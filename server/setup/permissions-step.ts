import type { GraphError } from '../graph/errors.ts';
import type { CheckContext } from './context.ts';
import type { Outcome } from './evidence.ts';
import { fault, ok, type Finding } from './finding.ts';
import { checkSignIn } from './sign-in-steps.ts';
import { PERMISSIONS, type Permitted } from './steps.ts';

/** Roles that permit as much (https://learn.microsoft.com/graph/permissions-reference). */
const PERMITTING: Record<Permitted, readonly string[]> = {
  directory: [
    'User.Read.All',
    'User.ReadBasic.All',
    'User.ReadWrite.All',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
  ],
  calendars: ['Calendars.ReadWrite', 'Calendars.Read'],
  mailboxSettings: ['MailboxSettings.ReadWrite', 'MailboxSettings.Read'],
};

/**
 * Compares the token's roles with what is needed. Grants of Exchange RBAC for applications do not show in a token, so
 * the call itself decides about a role that is not in it: refused for want of a right, it is missing; answered, the right
 * comes from RBAC; where it cannot be tried, nothing is known.
 */
export async function checkPermissions(context: CheckContext): Promise<Finding> {
  const refused = await checkSignIn(context, 'permissions');
  const signIn = await context.evidence.signIn();
  if (refused.kind !== 'ok' || !signIn.ok) return refused;
  const roles = signIn.value;
  const lacking = (Object.keys(PERMISSIONS) as Permitted[]).filter(
    (permitted) => !PERMITTING[permitted].some((role) => roles.includes(role)),
  );
  const missing: Permitted[] = [];
  for (const permitted of lacking) {
    if (await isMissing(context, permitted)) missing.push(permitted);
  }
  const write = (list: Permitted[]): string => list.map((permitted) => PERMISSIONS[permitted]).join(', ');
  if (missing.length > 0) {
    return { kind: 'fault', code: 'permission_missing', params: { permissions: write(missing) }, missing };
  }
  if (lacking.length > 0) return fault('permission_unconfirmed', { permissions: write(lacking) });
  return roles.includes('Calendars.ReadWrite') ? ok() : ok({}, 'readOnly');
}

async function isMissing({ evidence }: CheckContext, permitted: Permitted): Promise<boolean> {
  // The directory is not Exchange's: what is not in the token is not granted.
  if (permitted === 'directory') return true;
  const outcome: Outcome<unknown> = await (permitted === 'calendars' ? evidence.calendars() : evidence.settings());
  return !outcome.ok && isWantOfRight(outcome.error);
}

/** As opposed to a mailbox that a policy keeps the app from, or a page of something in between. */
export function isWantOfRight({ code, facts }: GraphError): boolean {
  return code === 'forbidden' && facts.graphCode !== undefined;
}
