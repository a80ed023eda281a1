import type { Logger } from 'pino';
import type { SubscriptionKeeper } from '../notifications/keeper.ts';
import type { ChangedEvent, MailboxNote, NotificationOutcome } from '../notifications/types.ts';
import { findNextCare } from '../notifications/plan-subscriptions.ts';
import { StoreError } from '../store/errors.ts';
import type { Store, UserDocument, UserId } from '../store/types.ts';
import type { Run } from '../sync/core/run.ts';
import type { SyncService } from '../sync/types.ts';
import type { PollGate } from './poll-gate.ts';
import { choosePollDelayMs } from './poll-delay.ts';
import type { MailboxQueue, MailboxWork, PollSchedule } from './types.ts';

/** Graph may tell of a change before its delta shows it ("Processing delays" in delta-query-overview): it is looked for again. */
const LOOK_AGAIN_MS = [1_000, 5_000] as const;
/** After a look that failed: nobody else may tell of the change again. */
const TRY_AGAIN_MS = [30_000, 2 * 60_000, 10 * 60_000, 30 * 60_000] as const;
/** Not at once: whoever has just synchronised for the first time looks at that, and perhaps undoes it. */
const GAP_LOOK_MS = 3_000;
/** Another process is at the mailbox; in this one its end is waited for. */
const BUSY_ELSEWHERE_MS = 1_000;
/** Without polling, each user is looked after at least so often. */
const LONGEST_CARE_MS = 24 * 60 * 60 * 1000;
/** What could not be done is not tried again at once. */
const SHORTEST_CARE_MS = 60 * 1000;

export interface MailboxWorkDeps {
  store: Pick<Store, 'openUser'>;
  sync: Pick<SyncService, 'startSync' | 'settle' | 'watch' | 'isRunning'>;
  gate: PollGate;
  keeper: Pick<SubscriptionKeeper, 'keep' | 'recognise' | 'authorise' | 'forget'>;
  queue: Pick<MailboxQueue, 'ask'>;
  schedule: Pick<PollSchedule, 'plan'>;
  /** 0: nobody is polled. */
  intervalSeconds: number;
  onOutcome(outcome: NotificationOutcome): void;
  now: () => number;
  /** A number in [0, 1). */
  random?: () => number;
  log: Logger;
}

/** What a look at the mailbox came to. */
type Look = 'skipped' | 'busy' | 'failed' | 'quiet' | 'changed';

/** Works at one mailbox: what its subscriptions ask for, then a synchronisation where there is a reason for one. */
export function createMailboxWork(deps: MailboxWorkDeps): MailboxWork {
  const { store, sync, gate, keeper, queue, schedule, now, log, random = Math.random } = deps;
  const intervalMs = deps.intervalSeconds * 1000;

  /** @returns the notes that hold: not those of subscriptions that are none of ours any more */
  async function settleNotes(
    user: UserId,
    document: UserDocument,
    notes: readonly MailboxNote[],
  ): Promise<MailboxNote[]> {
    const valid: MailboxNote[] = [];
    const known = new Map<string, boolean>();
    for (const note of notes) {
      if ('subscription' in note) {
        const key = `${note.subscription.id} ${note.subscription.nonce}`;
        if (!known.has(key)) known.set(key, await keeper.recognise(user, document, note.subscription));
        if (!known.get(key)) {
          deps.onOutcome('unknown_subscription');
          continue;
        }
        if (note.why === 'reauthorizationRequired') await keeper.authorise(user, document, note.subscription);
        if (note.why === 'subscriptionRemoved') await keeper.forget(user, document, note.subscription);
      }
      valid.push(note);
    }
    return valid;
  }

  async function look(user: UserId, document: UserDocument): Promise<Look> {
    const link = document.get('link', 'self');
    if (!link?.started || document.get('settings', 'self')?.paused) return 'skipped';
    // Somebody else's run may have read the mailbox before the change that this look is for.
    if (await sync.isRunning(user)) return 'busy';
    if (!(await gate.admit(user, document))) return 'skipped';
    const started = await sync.startSync(user, { dryRun: false, background: true });
    if (!started.ok) {
      log.debug({ code: started.code }, 'look not started');
      return started.code === 'run_in_progress' ? 'busy' : 'skipped';
    }
    if (started.joined) return 'busy';
    let ended: Run | null = null;
    const stopWatching = sync.watch(user, started.runId, (event) => {
      if (event.type === 'end') ended = event.run;
    });
    await sync.settle(user);
    stopWatching();
    await gate.note(user, document);
    return judge(ended);
  }

  /** Nothing that was told of is lost: what was not seen yet is looked for again, at growing distances. */
  async function followUp(user: UserId, document: UserDocument, look: Look, notes: MailboxNote[]): Promise<void> {
    const told = notes.filter(isOfChange);
    if (told.length === 0 || look === 'skipped' || look === 'changed') return;
    if (look === 'busy') {
      const askAll = async (delayMs: number): Promise<void> => {
        for (const note of told) await queue.ask(user, 'notified', 'event' in note ? note : { why: 'waited' }, delayMs);
      };
      if (!(await sync.isRunning(user))) return await askAll(BUSY_ELSEWHERE_MS);
      // No place is held meanwhile: a first synchronisation may take long.
      const afterwards = sync.settle(user).then(() => askAll(0));
      afterwards.catch((error: unknown) => log.error({ err: error }, 'a change that was told of is not looked for'));
      return;
    }
    const pauses: readonly number[] = look === 'failed' ? TRY_AGAIN_MS : LOOK_AGAIN_MS;
    for (const note of told) {
      if (look === 'quiet' && !isMissing(document, note)) continue;
      const tries = note.why === 'again' ? note.tries : 0;
      const pauseMs = pauses[tries];
      if (pauseMs === undefined) continue;
      const event = 'event' in note ? note.event : null;
      await queue.ask(user, 'notified', { why: 'again', tries: tries + 1, event }, pauseMs);
    }
  }

  /** What changed between the last look and a new subscription was told of by nobody. */
  const askForGap = (user: UserId): Promise<void> => queue.ask(user, 'notified', { why: 'waited' }, GAP_LOOK_MS);

  async function planNext(user: UserId, document: UserDocument): Promise<void> {
    const careMs = Math.max(0, (findNextCare(document.list('subscriptions').values()) ?? Infinity) - now());
    const quietMs = readQuietMs(document, now());
    const pollMs = intervalMs > 0 ? choosePollDelayMs({ intervalMs, quietMs, random: random() }) : LONGEST_CARE_MS;
    await schedule.plan(user, now() + Math.min(pollMs, Math.max(careMs, SHORTEST_CARE_MS)));
  }

  return async (user, _lane, notes) => {
    const document = await store.openUser(user);
    try {
      const told = await settleNotes(user, document, notes);
      // A change that was told of is looked at first.
      const isCareDue = told.some(({ why }) => why !== 'changed' && why !== 'again');
      if (isCareDue && (await keeper.keep(user, document))) await askForGap(user);
      const isPolled = intervalMs > 0 && told.some(({ why }) => why === 'poll');
      if (!isPolled && !told.some(isOfChange)) return;
      await followUp(user, document, await look(user, document), told);
      // What the run met may end subscriptions or begin some: an interface that is locked, a calendar that is shared again.
      if (await keeper.keep(user, document)) await askForGap(user);
    } catch (error) {
      // Unlinked meanwhile, or the server stops.
      if (!(error instanceof StoreError) || (error.code !== 'deleted' && error.code !== 'closed')) throw error;
    } finally {
      await planNext(user, document);
    }
  };
}

function isOfChange({ why }: MailboxNote): boolean {
  return why !== 'poll' && why !== 'keep';
}

function judge(run: Run | null): Look {
  if (!run || run.error?.code === 'interrupted') return 'skipped';
  if (run.state === 'failed') return 'failed';
  return run.operations.length > 0 ? 'changed' : 'quiet';
}

/** Whether a quiet look leaves open what was told of. */
function isMissing(document: UserDocument, note: MailboxNote): boolean {
  if (!('event' in note)) return false;
  return note.event === null || !hasSeen(document, note.event);
}

/** Whether the event was read as it was told of: an echo of our own write, or a duplicate. */
function hasSeen(document: UserDocument, { id, etag }: ChangedEvent): boolean {
  for (const { outlook } of document.list('pairs').values()) {
    if (outlook.seen?.id === id) return outlook.seen.etag === etag;
  }
  return etag === null;
}

/** Since a run last had something to do. */
function readQuietMs(document: UserDocument, now: number): number | null {
  let last: number | null = null;
  for (const { operations, startedAt } of document.list('runs').values()) {
    if (operations.length > 0) last = Math.max(last ?? 0, Date.parse(startedAt));
  }
  return last === null ? null : now - last;
}
