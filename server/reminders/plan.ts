import type { LupaxReminder } from '../lupax/types.ts';
import type { ReminderRecord, Settings } from '../store/types.ts';
import type { DueReminder } from './delivery.ts';
import { isQuiet } from './quiet-hours.ts';

/** How far back is caught up on after an outage. */
export const CATCH_UP_MS = 24 * 60 * 60 * 1000;

/** The same reminder of the same item is one, however often Lupax lists it; at another time it is another one. */
export function toReminderKey({ kind, itemId, remindAt }: Pick<LupaxReminder, 'kind' | 'itemId' | 'remindAt'>): string {
  return `${kind}-${itemId}-${Date.parse(remindAt)}`;
}

/**
 * Reminders of Lupax whose time has come and that have no record yet.
 * @param since when the chat began; what was due before is not caught up on
 */
export function findNew(
  reminders: readonly LupaxReminder[],
  known: ReadonlyMap<string, ReminderRecord>,
  options: { leadMinutes: number; since: number; now: number },
): Map<string, ReminderRecord> {
  const { leadMinutes, since, now } = options;
  const found = new Map<string, ReminderRecord>();
  for (const reminder of reminders) {
    const key = toReminderKey(reminder);
    const plannedMs = Date.parse(reminder.remindAt) - leadMinutes * 60_000;
    const isDue = plannedMs <= now && plannedMs >= Math.max(since, now - CATCH_UP_MS);
    if (!isDue || known.has(key) || found.has(key)) continue;
    const { kind, itemId, title, at, location, url } = reminder;
    const planned = new Date(plannedMs).toISOString();
    found.set(key, makeRecord({ kind, itemId, title, at, location, url, plannedAt: planned }, now));
  }
  return found;
}

export function makeRecord(
  item: Pick<ReminderRecord, 'kind' | 'itemId' | 'title' | 'at' | 'location' | 'url' | 'plannedAt'>,
  now: number,
): ReminderRecord {
  return {
    ...item,
    snoozed: false,
    state: 'waiting',
    claim: null,
    attempts: 0,
    retryAt: null,
    reason: null,
    messageId: null,
    updatedAt: new Date(now).toISOString(),
  };
}

/**
 * What is to be posted now. During the quiet hours nothing but what the user put off to then; what fell into them comes
 * as one digest at their end.
 */
export function choosePosts(
  records: Iterable<[string, ReminderRecord]>,
  options: { reminders: Settings['reminders']; timeZone: string; now: number },
): { reminders: DueReminder[]; isDigest: boolean }[] {
  const { reminders: settings, timeZone, now } = options;
  const quietNow = isQuiet(now, settings, timeZone);
  const single: DueReminder[] = [];
  const digest: DueReminder[] = [];
  for (const [key, record] of records) {
    if (!isOpen(record, now)) continue;
    const due = { key, ...record };
    if (record.snoozed) single.push(due);
    else if (quietNow) continue;
    else if (isQuiet(Date.parse(record.plannedAt), settings, timeZone)) digest.push(due);
    else single.push(due);
  }
  digest.sort((a, b) => Date.parse(a.at ?? a.plannedAt) - Date.parse(b.at ?? b.plannedAt));
  const alone = single.map((due) => ({ reminders: [due], isDigest: false }));
  return [...(digest.length > 0 ? [{ reminders: digest, isDigest: true }] : []), ...alone];
}

/** Waiting for its time, for another try, or for a process that has died while it was sending. */
function isOpen(record: ReminderRecord, now: number): boolean {
  if (Date.parse(record.plannedAt) > now) return false;
  if (record.retryAt !== null && Date.parse(record.retryAt) > now) return false;
  if (record.state === 'waiting') return true;
  return record.state === 'sending' && (record.claim === null || Date.parse(record.claim.until) <= now);
}
