import type { SetupProbe } from '../graph/types.ts';
import { translate, type Language } from '../i18n/index.ts';
import type { AppRegistration } from '../graph/types.ts';
import type { CheckPlace, CheckSubject } from './context.ts';
import { describeFindings, type CheckResult } from './describe.ts';
import { gatherEvidence } from './evidence.ts';
import { runCheck } from './run-check.ts';

export interface SetupCheckDeps {
  place: CheckPlace;
  openProbe(app: AppRegistration): SetupProbe;
  now: () => number;
}

export interface CheckRequest {
  /** Creates one event and one subscription, and removes both; nothing is written otherwise. */
  write: boolean;
  language: Language;
}

/** Checks an organisation's connection to Microsoft 365 and Lupax, step by step. */
export type CheckSetup = (subject: CheckSubject, request: CheckRequest) => Promise<CheckResult[]>;

export function createSetupCheck({ place, openProbe, now }: SetupCheckDeps): CheckSetup {
  return async (subject, { write, language }) => {
    const { tenantId, clientId } = subject;
    // Of a credential that cannot be read, only what needs none is asked.
    const app = subject.app ?? { tenantId, clientId, credential: { kind: 'secret' as const, secret: '' } };
    const probe = openProbe(app);
    const testTitle = translate(language, 'setup.testTitle') ?? '';
    const evidence = gatherEvidence(probe, subject.user);
    const context = { ...subject, place, probe, evidence, testTitle, now };
    return describeFindings(await runCheck(context, write), context, language);
  };
}
