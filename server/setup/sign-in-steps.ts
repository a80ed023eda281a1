import { explainEntraCodes } from '../graph/entra-codes.ts';
import type { GraphError } from '../graph/errors.ts';
import type { CheckContext } from './context.ts';
import { findExpiry } from './expiry.ts';
import { fault, ok, type Finding } from './finding.ts';
import type { SetupCode, StepId } from './steps.ts';
import { nameTrouble } from './trouble.ts';

/** Entra looks at tenant, application and credential in this order, so what comes before its refusal is in order. */
const ORDER = ['entra', 'tenant', 'application', 'secret', 'permissions'] as const;

const STEP_OF: Partial<Record<SetupCode, StepId>> = {
  entra_unreachable: 'entra',
  tenant_not_found: 'tenant',
  application_not_found: 'application',
  application_disabled: 'application',
  access_policy: 'application',
  sign_in_refused: 'application',
  secret_invalid: 'secret',
  secret_expired: 'secret',
  certificate_unknown: 'secret',
  permission_missing: 'permissions',
  clock_skew: 'clock',
};

/** The fault that Entra's answer shows, at the step it belongs to; null when the app was signed in. */
export async function findSignInFault(context: CheckContext): Promise<{ step: StepId; finding: Finding } | null> {
  if (context.app === null) return { step: 'secret', finding: fault('secret_invalid', {}, 'unreadable') };
  const signIn = await context.evidence.signIn();
  if (signIn.ok) return null;
  const finding = describeRefusal(signIn.error, context.app.credential.kind);
  return { step: STEP_OF[finding.code] ?? 'application', finding };
}

function describeRefusal(error: GraphError, credential: 'secret' | 'certificate'): Finding & { kind: 'fault' } {
  const { facts } = error;
  const refuse = (code: SetupCode, params = {}, note?: string) =>
    fault(code, params, note) as Finding & { kind: 'fault' };
  if (error.code !== 'unauthorized') return refuse('entra_unreachable', nameTrouble(facts));
  // msal could not even sign: the key is none.
  if (!facts.entraCodes) {
    return credential === 'secret' ? refuse('secret_invalid') : refuse('certificate_unknown', {}, 'unusable');
  }
  const code = explainEntraCodes(facts.entraCodes);
  if (code === null) return refuse('sign_in_refused', { number: facts.entraCodes.map((n) => `AADSTS${n}`).join(', ') });
  return refuse(code);
}

/** The steps that Entra's answer decides. */
export async function checkSignIn(context: CheckContext, step: (typeof ORDER)[number]): Promise<Finding> {
  const found = await findSignInFault(context);
  if (found === null) return step === 'secret' ? checkExpiry(context) : ok();
  if (found.step === step) return found.finding;
  // Entra got as far as the credential and could not judge it.
  if (found.step === 'clock') return step === 'secret' ? { kind: 'blocked', by: 'clock' } : ok();
  const reached = ORDER.indexOf(found.step as (typeof ORDER)[number]);
  if (context.app === null && step !== 'secret') return { kind: 'unknown', note: 'unreadable' };
  return ORDER.indexOf(step) < reached ? ok() : { kind: 'blocked', by: found.step };
}

/** The app was signed in. With these permissions nobody can ask Entra until when that goes. */
function checkExpiry(context: CheckContext): Finding {
  const expiry = findExpiry(context.app, context.secretExpiresOn, context.now());
  if (expiry === null) return ok({}, 'expiryUnknown');
  const { day, daysLeft, isSoon } = expiry;
  if (!isSoon) return ok({ day }, 'expiryKnown');
  return fault('secret_expires_soon', { day }, daysLeft < 0 ? 'over' : undefined);
}
