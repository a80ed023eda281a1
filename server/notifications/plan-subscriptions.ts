import type { SubscriptionRecord } from '../store/types.ts';

/** Subscriptions live for seven days at most; each is prolonged when between a half and a quarter of that is left. */
const EARLIEST_RENEWAL = 0.5;
const LATEST_RENEWAL = 0.75;
/** A renewal or removal that failed is tried again after this time, sooner near the end. */
const TRY_AGAIN_MS = 15 * 60 * 1000;
/** The pause after a first refusal, doubled with each one more. */
const FIRST_RETRY_MS = 5 * 60 * 1000;
const LONGEST_RETRY_MS = 24 * 60 * 60 * 1000;
const RETRY_JITTER = 0.2;

/** What is wanted of a calendar. */
export interface WantedCalendar {
  id: string;
  isDefault: boolean;
}

export interface SubscriptionPlan {
  create: WantedCalendar[];
  /** Calendar ids. */
  renew: string[];
  /** Calendar ids: removed at Graph where it knows them, and forgotten. */
  remove: string[];
}

/** Where notifications go, and whose app asks for them. */
export interface SubscriptionPlace {
  url: string;
  clientId: string;
}

/**
 * What has to be done so that exactly the wanted calendars are subscribed to.
 * @param records by calendar id
 * @param place null: nothing is wanted
 */
export function planSubscriptions(
  records: ReadonlyMap<string, SubscriptionRecord>,
  wanted: readonly WantedCalendar[],
  place: SubscriptionPlace | null,
  now: number,
): SubscriptionPlan {
  const calendars = place ? wanted : [];
  const wantedIds = new Set(calendars.map(({ id }) => id));
  const plan: SubscriptionPlan = { create: [], renew: [], remove: [] };
  for (const [id, record] of records) {
    const isResting = record.state === 'active' && Date.parse(record.removeAgainAt ?? '') > now;
    if (!wantedIds.has(id) && !isResting) plan.remove.push(id);
  }
  for (const calendar of calendars) {
    const record = records.get(calendar.id);
    if (!record || isOver(record, place!, now)) plan.create.push(calendar);
    else if (record.state === 'active' && Date.parse(record.renewAt) <= now) plan.renew.push(calendar.id);
  }
  return plan;
}

/** Whether a record stands for nothing any more: its subscription ended, or goes elsewhere, or was never answered. */
function isOver(record: SubscriptionRecord, place: SubscriptionPlace, now: number): boolean {
  if (record.state === 'creating') return true;
  if (record.state === 'refused') return Date.parse(record.retryAt) <= now;
  return record.url !== place.url || record.clientId !== place.clientId || Date.parse(record.expiresAt) <= now;
}

/** When something has to be done next, in milliseconds since 1970; null: never, as things are. */
export function findNextCare(records: Iterable<SubscriptionRecord>): number | null {
  let next: number | null = null;
  for (const record of records) {
    if (record.state === 'creating') continue;
    const at = Date.parse(record.state === 'active' ? (record.removeAgainAt ?? record.renewAt) : record.retryAt);
    next = next === null ? at : Math.min(next, at);
  }
  return next;
}

/** When a subscription is prolonged: well before its end, and not all on the same day. @param random in [0, 1) */
export function chooseRenewal(expiresAt: string, now: number, random: number): string {
  const share = EARLIEST_RENEWAL + (LATEST_RENEWAL - EARLIEST_RENEWAL) * random;
  return new Date(now + (Date.parse(expiresAt) - now) * share).toISOString();
}

/** When a renewal, or a removal, that failed is tried again. */
export function postpone(expiresAt: string, now: number): string {
  const leftMs = Math.max(0, Date.parse(expiresAt) - now);
  return new Date(now + Math.min(TRY_AGAIN_MS, leftMs / 2)).toISOString();
}

/** @param failures in a row, this one included @param random in [0, 1) */
export function noteRefusal(code: string, failures: number, now: number, random: number): SubscriptionRecord {
  const pauseMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1));
  const retryAt = new Date(now + pauseMs * (1 - RETRY_JITTER * random)).toISOString();
  return { state: 'refused', code, failures, retryAt };
}
