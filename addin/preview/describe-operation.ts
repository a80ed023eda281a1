import type { Operation } from '../api/types.ts';
import type { Texts } from '../i18n/texts.tsx';
import { describeReason } from '../ui/describe-reason.ts';

const FAILURES = [
  'unavailable',
  'forbidden',
  'unauthorized',
  'mailbox_missing',
  'mailbox_blocked',
  'sign_in_expired',
  'interface_disabled',
  'read_only',
  'not_found',
  'refused',
] as const;

const TENSES = {
  planned: 'planned',
  done: 'done',
  conflict: 'done',
  skipped: 'skipped',
  failed: 'failed',
} as const satisfies Record<Operation['result'], string>;

/** What becomes, or became, of an entry, and why: `In Lupax angelegt · Neu in Outlook`. */
export function describeOperation(operation: Operation, texts: Texts): string {
  const { t } = texts;
  const kind = operation.loosens ? 'loosens' : operation.action;
  const line = t(`preview.line.${TENSES[operation.result]}.${kind}`, { side: t(`side.${operation.side}`) });
  const parts = [line, describeReason(operation.reason, texts), describeFailure(operation, texts)];
  return parts.filter((part) => part !== null).join(' · ');
}

/** @returns why a write failed; null when it did not, or an older record does not say. A newer server may know more codes */
function describeFailure({ side, failure: code }: Operation, { t }: Texts): string | null {
  if (code === undefined) return null;
  const known = FAILURES.find((each) => each === code);
  return known ? t(`failure.${known}`, { side: t(`side.${side}`) }) : t('failure.other', { code });
}
