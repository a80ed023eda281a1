import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { LupaxError } from '../lupax/errors.ts';
import type { LupaxReminder, LupaxSession, LupaxTask } from '../lupax/types.ts';
import { createDefaultSettings } from '../store/defaults.ts';
import { StoreError } from '../store/errors.ts';
import type { Change, ReminderRecord, Settings, Store, UserDocument, UserId } from '../store/types.ts';
import { SessionError, type OpenLupax } from '../sync/session.ts';
import { commitChanges } from '../sync/update-record.ts';
import type { DeliverNotice } from './delivery.ts';
import { CATCH_UP_MS, choosePosts, findNew, toReminderKey } from './plan.ts';
import { findSecretReminder } from './secret-expiry.ts';
import { createSending, type SendingDeps } from './sending.ts';

const PARALLEL_USERS = 8;
/** A Lupax or a Teams that does not answer costs minutes a user, not more. */
const LONGEST_SILENCE_MS = 15 * 60 * 1000;
/** A record is needed as long as Lupax may still list the reminder. */
const KEEP_MS = 14 * 24 * 60 * 60 * 1000;
/** A query names wall times, and how the organisation's zone differs from the user's is not known. */
const ZONE_SLACK_MS = 14 * 60 * 60 * 1000;

export interface ReminderService {
  /** Looks once at everybody's reminders and posts what is due. */
  tick(): Promise<void>;
  /** Rejects when nobody's reminders have been looked at for long. */
  check(): Promise<void>;
  stop(): Promise<void>;
}

export interface ReminderDeps {
  store: Pick<Store, 'listUsers' | 'openUser' | 'getOrganization'>;
  openLupax: OpenLupax;
  deliver: DeliverNotice;
  onOutcome?: SendingDeps['onOutcome'];
  /** How often Lupax is asked; 0: only `tick` does. */
  intervalMs: number;
  longestSilenceMs?: number;
  now: () => number;
  log: Logger;
}

function readSettings(document: UserDocument): Settings {
  return document.get('settings', 'self') ?? createDefaultSettings();
}

/** Posts what Lupax wants linked users to be reminded of into their chats with the bot. */
export function startReminders(deps: ReminderDeps): ReminderService {
  const { store, now, log } = deps;
  const sending = createSending(deps);
  const stopping = new AbortController();
  let lookedAt = performance.now();

  async function look(user: UserId): Promise<void> {
    const document = await store.openUser(user);
    const [chat, link] = [document.get('bot', 'self'), document.get('link', 'self')];
    const settings = readSettings(document);
    if (!chat?.reachable || link?.state !== 'ok' || !settings.reminders.enabled) return;
    const asked = await ask(user, document, settings.reminders);
    if (asked) await keepRecords(document, asked, settings.reminders, Date.parse(chat.since));
    await noteSecret(document);
    const { timeZone } = link;
    const language = settings.language ?? chat.language ?? 'de';
    const posts = choosePosts(document.list('reminders'), { reminders: settings.reminders, timeZone, now: now() });
    for (const post of posts) {
      // People may have switched them off while Lupax was asked.
      if (stopping.signal.aborted || !readSettings(document).reminders.enabled) return;
      await sending.send(user, document, chat, { ...post, now: now(), timeZone, language });
    }
  }

  /** @returns null while Lupax does not answer: what is waiting may go out all the same */
  async function ask(
    user: UserId,
    document: UserDocument,
    { leadMinutes }: Settings['reminders'],
  ): Promise<Asked | null> {
    if (!document.get('link', 'self')?.interface.connector) return null;
    try {
      const lupax = await deps.openLupax(user, document);
      return await readDue(lupax, now() - CATCH_UP_MS, now() + leadMinutes * 60_000);
    } catch (error) {
      if (!(error instanceof LupaxError || error instanceof SessionError)) throw error;
      log.debug({ reason: error.code }, 'reminders not asked');
      return null;
    }
  }

  /** New ones get a record, what Lupax no longer lists is dropped, what is long over is forgotten. */
  async function keepRecords(
    document: UserDocument,
    asked: Asked,
    { leadMinutes }: Settings['reminders'],
    since: number,
  ) {
    await commitChanges(document, () => {
      const known = document.list('reminders');
      const changes: Change[] = [];
      for (const [key, record] of findNew(asked.reminders, known, { leadMinutes, since, now: now() })) {
        changes.push({ collection: 'reminders', key, value: record });
      }
      for (const [key, record] of known) {
        const isOver = now() - Date.parse(record.updatedAt) > KEEP_MS && record.state !== 'waiting';
        if (isOver && record.kind !== 'secret') changes.push({ collection: 'reminders', key, value: null });
        else if (record.state === 'waiting' && isGone(key, record, asked)) {
          changes.push({ collection: 'reminders', key, value: { ...record, state: 'obsolete' } });
        }
      }
      return changes;
    });
  }

  async function noteSecret(document: UserDocument): Promise<void> {
    const link = document.get('link', 'self');
    if (link?.role !== 'admin') return;
    const organization = await store.getOrganization(link.organization.id);
    await commitChanges(document, () => {
      const zone = link.timeZone;
      const found = findSecretReminder(organization, document.list('reminders'), { zone, now: now() });
      return found ? [{ collection: 'reminders', key: found[0], value: found[1] }] : [];
    });
  }

  async function tick(): Promise<void> {
    // Nobody else's document is opened every time.
    const queue = (await store.listUsers('chat')).values();
    const work = async (): Promise<void> => {
      for (const user of queue) {
        if (stopping.signal.aborted) return;
        await look(user).catch((error: unknown) => {
          // Unlinked while it was looked at.
          if (error instanceof StoreError && error.code === 'deleted') return;
          log.error({ err: error }, "a user's reminders could not be looked at");
        });
        lookedAt = performance.now();
      }
    };
    await Promise.all(Array.from({ length: PARALLEL_USERS }, work));
    lookedAt = performance.now();
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await tick().catch((error: unknown) => log.error({ err: error }, 'reminders could not be looked at'));
      await sleep(deps.intervalMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const running = deps.intervalMs > 0 ? run() : Promise.resolve();
  let ticking = Promise.resolve();
  return {
    tick: () => (ticking = ticking.then(tick)),
    async check() {
      const silentMs = performance.now() - lookedAt;
      if (deps.intervalMs > 0 && silentMs > (deps.longestSilenceMs ?? LONGEST_SILENCE_MS) + deps.intervalMs) {
        throw new Error("nobody's reminders are looked at any more");
      }
    },
    async stop() {
      stopping.abort();
      await Promise.all([running, ticking.catch(() => undefined)]);
    },
  };
}

interface Asked {
  reminders: LupaxReminder[];
  tasks: Map<number, LupaxTask>;
  keys: Set<string>;
  fromMs: number;
}

/** Lupax' reminders and, where it does not list them there, those that stand in the tasks. */
async function readDue(lupax: LupaxSession, fromMs: number, toMs: number): Promise<Asked> {
  const window = { start: toIso(fromMs - ZONE_SLACK_MS), end: toIso(toMs + ZONE_SLACK_MS) };
  const [listed, tasks] = await Promise.all([lupax.listReminders(window), lupax.listTasks()]);
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const open = listed.filter(({ kind, itemId }) => kind !== 'task' || byId.get(itemId)?.done !== true);
  const known = new Set(open.map(toReminderKey));
  const more = tasks.flatMap((task) => {
    const reminder = readTaskReminder(task);
    return reminder && !known.has(toReminderKey(reminder)) ? [reminder] : [];
  });
  const reminders = [...open, ...more];
  return { reminders, tasks: byId, keys: new Set(reminders.map(toReminderKey)), fromMs };
}

function readTaskReminder({ id, title, remindAt, dueAt, done, url }: LupaxTask): LupaxReminder | null {
  const remindMs = Date.parse(remindAt ?? '');
  if (done || Number.isNaN(remindMs)) return null;
  const dueMs = Date.parse(dueAt);
  const at = Number.isNaN(dueMs) ? null : toIso(dueMs);
  return { kind: 'task', itemId: id, title, remindAt: toIso(remindMs), at, location: '', url };
}

/** Done or deleted since; a reminder that was put off is only looked for by its task. */
function isGone(key: string, record: ReminderRecord, asked: Asked): boolean {
  if (record.kind === 'secret') return false;
  if (record.kind === 'task') return asked.tasks.get(record.itemId)?.done !== false;
  if (record.snoozed) return false;
  const remindMs = Number(key.slice(key.lastIndexOf('-') + 1));
  return remindMs >= asked.fromMs && !asked.keys.has(key);
}

const toIso = (ms: number): string => new Date(ms).toISOString();
