import { isGraphAnswer } from '../graph/setup-probe.ts';
import type { CheckContext } from './context.ts';
import { requireGraphAnswer } from './evidence.ts';
import { fault, ok, type Finding } from './finding.ts';
import { isWantOfRight } from './permissions-step.ts';

/** Any answer of Graph will do. A token that it does not take is a Graph that this Entra has nothing to do with. */
export async function checkGraph({ evidence, app }: CheckContext): Promise<Finding> {
  const signedIn = app !== null && (await evidence.signIn()).ok;
  const asked = signedIn ? await evidence.person() : await evidence.reach();
  requireGraphAnswer(asked);
  if (!asked.ok && asked.error.code === 'unauthorized') {
    return fault('graph_unreachable', { cause: `HTTP 401 ${asked.error.facts.graphCode ?? ''}`.trim() });
  }
  return ok();
}

export async function checkDirectory({ evidence }: CheckContext): Promise<Finding> {
  const person = requireGraphAnswer(await evidence.person());
  return person.ok ? ok() : fault('directory_denied', { answer: person.error.facts.graphCode ?? '' });
}

export async function checkUser({ evidence, user }: CheckContext): Promise<Finding> {
  const person = requireGraphAnswer(await evidence.person());
  if (!person.ok || person.value === null) return fault('user_not_found', { email: user.email });
  const { name, address } = person.value;
  return ok({ name, address });
}

/**
 * What the calendars or the settings of the mailbox are answered with. Where both are refused for want of a right, nobody
 * can say whether there is a mailbox.
 */
export async function checkMailbox({ evidence, user }: CheckContext): Promise<Finding> {
  const { email } = user;
  const outcomes = [requireGraphAnswer(await evidence.calendars())];
  const [first] = outcomes;
  if (first && !first.ok && isWantOfRight(first.error)) {
    const settings = await evidence.settings();
    if (settings.ok) return ok({ email });
    if (isGraphAnswer(settings.error)) outcomes.push({ ok: false, error: settings.error });
  }
  for (const outcome of outcomes) {
    if (outcome.ok) return ok({ email });
    if (outcome.error.code === 'mailbox_blocked') return fault('mailbox_blocked', { email });
    // Also "Default folder … not found": a principal that is no mailbox.
    if (['mailbox_missing', 'not_found'].includes(outcome.error.code)) return fault('mailbox_missing', { email });
  }
  return { kind: 'unknown', note: 'denied' };
}
