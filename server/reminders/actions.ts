import { DateTime } from 'luxon';
import { LupaxError } from '../lupax/errors.ts';
import type { LupaxSession, LupaxTask } from '../lupax/types.ts';
import type { ReminderRecord, Store, UserDocument, UserId } from '../store/types.ts';
import { SessionError, type OpenLupax } from '../sync/session.ts';
import { updateRecord } from '../sync/update-record.ts';

export type SnoozeFor = '10m' | '1h' | 'tomorrow';
const TOMORROW_HOUR = 8;
/** Before the secret expires there is to be time for a new one. */
const SECRET_TASK_LEAD_DAYS = 14;

export interface ReminderActions {
  /** Marks the task as done in Lupax; an appointment has nothing to be done. @throws SessionError, LupaxError */
  finish(user: UserId, key: string): Promise<ReminderRecord | null>;
  /** @returns when it comes again */
  snooze(user: UserId, key: string, how: SnoozeFor): Promise<ReminderRecord | null>;
  /** Makes a Serienaufgabe in Lupax of the secret's expiry, once. */
  makeTask(user: UserId, key: string, texts: { title: string; notes: string }): Promise<ReminderRecord | null>;
}

export function createReminderActions(deps: {
  store: Pick<Store, 'openUser'>;
  openLupax: OpenLupax;
  now: () => number;
}): ReminderActions {
  const { store, openLupax, now } = deps;

  const change = (document: UserDocument, key: string, patch: Partial<ReminderRecord>) =>
    updateRecord(document, 'reminders', key, (record) => ({
      ...record,
      ...patch,
      updatedAt: new Date(now()).toISOString(),
    }));

  return {
    async finish(user, key) {
      const document = await store.openUser(user);
      const record = document.get('reminders', key);
      if (!record) return null;
      if (record.kind === 'task') await finishTask(await openLupax(user, document), record.itemId);
      return (await change(document, key, { state: 'done', snoozed: false, retryAt: null })) ?? null;
    },

    async snooze(user, key, how) {
      const document = await store.openUser(user);
      const zone = document.get('link', 'self')?.timeZone;
      if (!zone) throw new SessionError('not_linked');
      const plannedAt = computeSnooze(now(), how, zone);
      const patch = { state: 'waiting', snoozed: true, plannedAt, attempts: 0, retryAt: null, reason: null } as const;
      return (await change(document, key, patch)) ?? null;
    },

    async makeTask(user, key, { title, notes }) {
      const document = await store.openUser(user);
      const record = document.get('reminders', key);
      if (record?.kind !== 'secret' || record.at === null) return null;
      const made = [...document.list('reminders').values()].find(
        (other) => other.kind === 'secret' && other.at === record.at && other.taskId !== undefined,
      );
      if (made) return (await change(document, key, { taskId: made.taskId! })) ?? null;
      const zone = document.get('link', 'self')?.timeZone ?? 'Europe/Berlin';
      const task = await (
        await openLupax(user, document)
      ).createTask(describeTask(record.at, { title, notes }, zone, now()));
      return (await change(document, key, { taskId: task.id })) ?? null;
    },
  };
}

/** Read right before it is written, so that nobody's edit is overwritten; somebody faster is given one more try. */
async function finishTask(lupax: LupaxSession, id: number): Promise<void> {
  for (const isLast of [false, true]) {
    const task = (await lupax.listTasks()).find((candidate) => candidate.id === id);
    if (!task || task.done) return;
    try {
      await lupax.replaceTask({ ...task, done: true });
      return;
    } catch (error) {
      if (!(error instanceof LupaxError)) throw error;
      if (error.code === 'not_found') return;
      if (error.code !== 'changed_meanwhile' || isLast) throw error;
    }
  }
}

export function computeSnooze(now: number, how: SnoozeFor, zone: string): string {
  const at = DateTime.fromMillis(now, { zone });
  const later =
    how === '10m'
      ? at.plus({ minutes: 10 })
      : how === '1h'
        ? at.plus({ hours: 1 })
        : at.plus({ days: 1 }).set({ hour: TOMORROW_HOUR, minute: 0, second: 0, millisecond: 0 });
  return later.toUTC().toISO()!;
}

/** Weekly until the secret expires; the first one two weeks before, or tomorrow when that is over. */
function describeTask(
  expiresAt: string,
  texts: { title: string; notes: string },
  zone: string,
  now: number,
): Omit<LupaxTask, 'id' | 'revision' | 'url'> {
  const expiry = DateTime.fromISO(expiresAt, { zone });
  const early = expiry.minus({ days: SECRET_TASK_LEAD_DAYS }).set({ hour: 9 });
  const tomorrow = DateTime.fromMillis(now, { zone }).plus({ days: 1 }).startOf('day').set({ hour: 9 });
  const due = DateTime.max(early, DateTime.min(tomorrow, expiry));
  const write = (at: DateTime): string => at.toFormat("yyyy-MM-dd'T'HH:mm:ssZZ");
  const until = expiry.endOf('day').toUTC().toFormat("yyyyMMdd'T'HHmmss'Z'");
  return { ...texts, dueAt: write(due), remindAt: write(due), done: false, rule: `FREQ=WEEKLY;UNTIL=${until}` };
}
