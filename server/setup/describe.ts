import { translate, type Language } from '../i18n/index.ts';
import type { CheckContext } from './context.ts';
import type { Finding, Params } from './finding.ts';
import { findLink } from './links.ts';
import { findScript } from './scripts.ts';
import { SETUP_CODES, type SetupCode, type StepId } from './steps.ts';

/** One step of the check as people read it. */
export interface CheckResult {
  id: StepId;
  status: 'ok' | 'hint' | 'failed' | 'skipped';
  code: SetupCode | null;
  title: string;
  detail: string;
  /** The one thing to do; null when there is nothing. */
  fix: string | null;
  /** To copy into a PowerShell or a shell. */
  script: string | null;
  /** Where it is mended. */
  link: string | null;
}

/** Puts what was found into sentences, with what an administrator needs to mend it. */
export async function describeFindings(
  findings: ReadonlyMap<StepId, Finding>,
  context: CheckContext,
  language: Language,
): Promise<CheckResult[]> {
  // Nothing is asked only to fill a script in.
  const wasLookedUp = findings.get('directory')?.kind === 'ok';
  const objectId = wasLookedUp ? await context.evidence.findObjectId() : context.user.objectId;
  return [...findings].map(([id, finding]) => describe(id, finding, context, objectId, language));
}

function describe(
  id: StepId,
  finding: Finding,
  context: CheckContext,
  objectId: string | null,
  language: Language,
): CheckResult {
  const say = (key: string, params = {}): string => translate(language, `setup.${key}`, params) ?? key;
  const step = say(`step.${id}`);
  // Graph's names of roles are none that people know.
  const name = (params: Params = {}): Params =>
    params['role'] === undefined ? params : { ...params, roleName: say(`role.${params['role']}`) };
  const nothingToDo = { code: null, title: step, fix: null, script: null, link: null };
  switch (finding.kind) {
    case 'ok':
      return { id, status: 'ok', ...nothingToDo, detail: say(`ok.${id}${suffix(finding.note)}`, name(finding.params)) };
    case 'unknown':
      return { id, status: 'skipped', ...nothingToDo, detail: say(`unknown.${id}_${finding.note}`, finding.params) };
    case 'blocked':
      return { id, status: 'skipped', ...nothingToDo, detail: say('blocked', { step: say(`step.${finding.by}`) }) };
    case 'fault': {
      const { code, note, params } = finding;
      const { tenantId, clientId, user } = context;
      return {
        id,
        status: SETUP_CODES[code],
        code,
        title: say(`code.${code}.title`),
        detail: say(`code.${code}.detail${suffix(note)}`, params),
        fix: say(`code.${code}.fix`, params),
        script: findScript(code, context, { tenantId, clientId, email: user.email, objectId }),
        link: findLink(code, context, objectId),
      };
    }
  }
}

const suffix = (note: string | undefined): string => (note ? `_${note}` : '');
