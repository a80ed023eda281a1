import type { CheckContext } from './context.ts';
import { checkClock } from './clock-step.ts';
import { GraphTrouble } from './evidence.ts';
import { fault, type Finding } from './finding.ts';
import { checkDirectory, checkGraph, checkMailbox, checkUser } from './graph-steps.ts';
import { checkLupax } from './lupax-step.ts';
import { checkCalendars, checkMailboxSettings, checkOnlineMeetings, checkSharing } from './mailbox-steps.ts';
import { checkPermissions } from './permissions-step.ts';
import { checkSignIn } from './sign-in-steps.ts';
import { SETUP_CODES, STEP_IDS, STEP_PLANS, type StepId } from './steps.ts';
import { checkCalendarWrite, checkWebhook } from './write-steps.ts';

const CHECKS: Record<StepId, (context: CheckContext) => Promise<Finding>> = {
  entra: (context) => checkSignIn(context, 'entra'),
  tenant: (context) => checkSignIn(context, 'tenant'),
  application: (context) => checkSignIn(context, 'application'),
  secret: (context) => checkSignIn(context, 'secret'),
  permissions: checkPermissions,
  graph: checkGraph,
  directory: checkDirectory,
  user: checkUser,
  mailbox: checkMailbox,
  calendars: checkCalendars,
  sharing: checkSharing,
  mailboxSettings: checkMailboxSettings,
  calendarWrite: checkCalendarWrite,
  onlineMeetings: checkOnlineMeetings,
  webhook: checkWebhook,
  clock: checkClock,
  lupax: checkLupax,
};

/**
 * Carries the steps out one after the other; what depends on a fault is left out. A step that meets a Graph which is
 * not there any more makes that the fault of the step `graph`.
 * @param write also those that write; else nothing is written
 * @returns the findings in the order of the steps
 */
export async function runCheck(context: CheckContext, write: boolean): Promise<Map<StepId, Finding>> {
  const findings = new Map<StepId, Finding>();
  for (const step of STEP_IDS) {
    if (STEP_PLANS[step].writes && !write) continue;
    const blocker = findBlocker(step, findings);
    findings.set(step, blocker ? { kind: 'blocked', by: blocker } : await carryOut(step, context, findings));
  }
  return findings;
}

async function carryOut(step: StepId, context: CheckContext, findings: Map<StepId, Finding>): Promise<Finding> {
  try {
    return await CHECKS[step](context);
  } catch (error) {
    if (!(error instanceof GraphTrouble)) throw error;
    const trouble = fault(error.code, error.params);
    if (step === 'graph') return trouble;
    findings.set('graph', trouble);
    return { kind: 'blocked', by: 'graph' };
  }
}

/** The step at the root of why this one cannot be carried out. */
function findBlocker(step: StepId, findings: ReadonlyMap<StepId, Finding>): StepId | null {
  const { needs, unlessFailed = [], permission } = STEP_PLANS[step];
  for (const need of needs) {
    const finding = findings.get(need);
    if (finding?.kind === 'blocked') return finding.by;
    if (isFailed(finding)) return need;
  }
  const failed = unlessFailed.find((id) => isFailed(findings.get(id)));
  if (failed) return failed;
  const permissions = findings.get('permissions');
  if (permissions?.kind !== 'fault' || !isFailed(permissions)) return null;
  // Without a list of what is missing, nobody was signed in.
  const { missing } = permissions;
  const isExplained = missing ? permission !== undefined && missing.includes(permission) : needs.includes('secret');
  return isExplained ? 'permissions' : null;
}

function isFailed(finding: Finding | undefined): boolean {
  return finding?.kind === 'fault' && SETUP_CODES[finding.code] === 'failed';
}
