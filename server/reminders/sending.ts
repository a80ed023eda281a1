import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { BotChatRecord, Change, ReminderRecord, UserDocument, UserId } from '../store/types.ts';
import { commitChanges, updateRecord } from '../sync/update-record.ts';
import { DeliveryError, type DeliverNotice, type DueReminder, type Notice } from './delivery.ts';
import { CATCH_UP_MS } from './plan.ts';

/** Nobody else takes a reminder that is being sent, unless its process has died. */
const CLAIM_MS = 2 * 60 * 1000;
const FIRST_RETRY_MS = 15_000;
const LONGEST_RETRY_MS = 15 * 60 * 1000;

export interface Sending {
  /** Posts one notice, with a record before and after; an outage leaves it for another try. */
  send(user: UserId, document: UserDocument, chat: BotChatRecord, notice: Notice): Promise<void>;
}

export interface SendingDeps {
  deliver: DeliverNotice;
  /** Is told what became of a notice with so many reminders. */
  onOutcome?: ((result: 'posted' | 'put_off' | 'given_up', count: number) => void) | undefined;
  now: () => number;
  log: Logger;
}

/**
 * Each reminder is claimed in its record before it is posted and noted after it was: a process that dies in between
 * leaves a claim that runs out, and the reminder is posted again (at least once); in every other case it comes once.
 * With several processes, the store's `updateRecord` decides who claims.
 */
export function createSending(deps: SendingDeps): Sending {
  const { deliver, now, log } = deps;

  async function claim(document: UserDocument, reminders: DueReminder[], by: string): Promise<DueReminder[]> {
    const until = new Date(now() + CLAIM_MS).toISOString();
    const claimed: DueReminder[] = [];
    for (const { key } of reminders) {
      const record = await updateRecord(document, 'reminders', key, (current) => {
        const isFree = current.claim === null || Date.parse(current.claim.until) <= now();
        const isDue = current.state === 'waiting' || (current.state === 'sending' && isFree);
        return isDue ? { ...current, state: 'sending', claim: { by, until }, attempts: current.attempts + 1 } : null;
      });
      if (record?.claim?.by === by) claimed.push({ key, ...record });
    }
    return claimed;
  }

  async function note(
    document: UserDocument,
    reminders: DueReminder[],
    by: string,
    change: (record: ReminderRecord) => ReminderRecord,
  ): Promise<void> {
    const updatedAt = new Date(now()).toISOString();
    await commitChanges(document, () =>
      reminders.flatMap(({ key }): Change[] => {
        const record = document.get('reminders', key);
        if (record?.claim?.by !== by) return [];
        return [{ collection: 'reminders', key, value: { ...change(record), claim: null, updatedAt } }];
      }),
    );
  }

  return {
    async send(user, document, chat, notice) {
      const by = randomUUID();
      const reminders = await claim(document, notice.reminders, by);
      if (reminders.length === 0) return;
      try {
        const messageId = await deliver(user, chat, { ...notice, reminders });
        deps.onOutcome?.('posted', reminders.length);
        await note(document, reminders, by, (record) => ({
          ...record,
          state: 'posted',
          messageId,
          retryAt: null,
          reason: null,
        }));
      } catch (error) {
        if (!(error instanceof DeliveryError)) throw error;
        log.warn({ code: error.code, status: error.facts.status }, 'a reminder was not delivered');
        for (const record of reminders) {
          deps.onOutcome?.(judge(record, error, now()).state === 'given_up' ? 'given_up' : 'put_off', 1);
        }
        await note(document, reminders, by, (record) => judge(record, error, now()));
        if (error.code !== 'not_in_conversation') return;
        await updateRecord(document, 'bot', 'self', (current) =>
          current.conversationId === chat.conversationId ? { ...current, reachable: false } : null,
        );
      }
    },
  };
}

/** Another try when that can help, else the end, with the reason. */
function judge(record: ReminderRecord, { code, facts }: DeliveryError, now: number): ReminderRecord {
  const passes = code === 'throttled' || code === 'unavailable';
  if (!passes || now - Date.parse(record.plannedAt) > CATCH_UP_MS) {
    return { ...record, state: 'given_up', reason: code, retryAt: null };
  }
  const backoffMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.max(0, record.attempts - 1));
  const waitMs = Math.max(facts.retryAfterMs ?? 0, code === 'throttled' && facts.retryAfterMs ? 0 : backoffMs);
  return { ...record, state: 'waiting', reason: code, retryAt: new Date(now + waitMs).toISOString() };
}
