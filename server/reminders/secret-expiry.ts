import { DateTime } from 'luxon';
import type { OrganizationRecord, ReminderRecord } from '../store/types.ts';
import { makeRecord } from './plan.ts';

/** Days before the expiry on which administrators are reminded; 0: it has expired. */
const DAYS_BEFORE = [0, 1, 3, 7, 14, 30];
const REMINDING_HOUR = 9;

/**
 * The reminder of the firm's secret or certificate that is due today, if any: the day's own, or the one that was missed last.
 * @param zone the administrator's: expiry and days are days there
 */
export function findSecretReminder(
  organization: OrganizationRecord | undefined,
  known: ReadonlyMap<string, ReminderRecord>,
  { zone, now }: { zone: string; now: number },
): [string, ReminderRecord] | null {
  const expiresOn = organization?.secretExpiresOn?.slice(0, 10);
  if (!expiresOn || !organization?.credential) return null;
  const today = DateTime.fromMillis(now, { zone });
  const expiry = DateTime.fromISO(expiresOn, { zone });
  if (!expiry.isValid || today.hour < REMINDING_HOUR) return null;
  const daysLeft = Math.round(expiry.startOf('day').diff(today.startOf('day'), 'days').days);
  const step = DAYS_BEFORE.find((days) => Math.max(daysLeft, 0) <= days);
  if (step === undefined) return null;
  const key = `secret-${expiresOn}-${step}`;
  if (known.has(key)) return null;
  const plannedAt = new Date(now).toISOString();
  const item = { kind: 'secret', itemId: 0, title: '', at: expiry.toUTC().toISO()!, location: '', url: '' } as const;
  return [key, makeRecord({ ...item, plannedAt }, now)];
}
