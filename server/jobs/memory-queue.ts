import type { Logger } from 'pino';
import type { MailboxNote } from '../notifications/types.ts';
import type { UserId } from '../store/types.ts';
import { FIRST_RETRY_MS, MAX_NOTES, MAX_TRIES, PLACES, STUCK_MS, type QueueOptions } from './queue-limits.ts';
import { LANES, type Lane, type MailboxQueue, type MailboxWork } from './types.ts';

export interface MemoryQueueOptions extends QueueOptions {
  log: Logger;
}

interface Request {
  user: UserId;
  /** By their JSON: the same note twice is one. */
  notes: Map<string, MailboxNote>;
  /** `performance.now()`. */
  dueAt: number;
  /** null: its time has come. */
  timer: NodeJS.Timeout | null;
  tries: number;
}

interface Activity {
  lane: Lane;
  since: number;
  done: Promise<void>;
}

/** The mailbox queue of a single process, in memory: a mailbox that nobody asks for costs nothing. */
export function createMemoryQueue({ log, places = PLACES, stuckMs = STUCK_MS }: MemoryQueueOptions): MailboxQueue {
  const waiting: Record<Lane, Map<string, Request>> = { notified: new Map(), background: new Map() };
  /** Keys whose time has come, who waits longest first. */
  const ready: Record<Lane, Set<string>> = { notified: new Set(), background: new Set() };
  const active = new Map<string, Activity>();
  let work: MailboxWork | null = null;
  let stopped = false;

  function add(user: UserId, lane: Lane, notes: readonly MailboxNote[], delayMs: number, tries = 0): void {
    if (stopped) return;
    const key = `${user.tenantId}/${user.objectId}`;
    const dueAt = performance.now() + delayMs;
    const request = waiting[lane].get(key) ?? { user, notes: new Map(), dueAt: Infinity, timer: null, tries };
    waiting[lane].set(key, request);
    for (const note of notes) addNote(request.notes, note);
    if (dueAt >= request.dueAt) return;
    request.dueAt = dueAt;
    if (request.timer) clearTimeout(request.timer);
    request.timer = null;
    if (delayMs <= 0) makeReady(lane, key);
    else request.timer = setTimeout(() => makeReady(lane, key), delayMs).unref();
  }

  function makeReady(lane: Lane, key: string): void {
    const request = waiting[lane].get(key);
    if (!request) return;
    request.timer = null;
    ready[lane].add(key);
    fillPlaces(lane);
  }

  function fillPlaces(lane: Lane): void {
    if (!work || stopped) return;
    let free = places[lane] - countActive(lane);
    for (const key of ready[lane]) {
      if (free <= 0) return;
      // What comes while the mailbox is being worked at waits for the end of that.
      if (active.has(key)) continue;
      free -= 1;
      begin(lane, key, work);
    }
  }

  function begin(lane: Lane, key: string, carryOut: MailboxWork): void {
    const { user, notes, tries } = waiting[lane].get(key)!;
    waiting[lane].delete(key);
    ready[lane].delete(key);
    const given = [...notes.values()];
    const done = Promise.resolve()
      .then(() => carryOut(user, lane, given))
      .catch((error: unknown) => {
        log.error({ err: error, lane, tries }, 'work at a mailbox failed');
        if (tries + 1 < MAX_TRIES) add(user, lane, given, FIRST_RETRY_MS * 2 ** tries, tries + 1);
      })
      .finally(() => {
        active.delete(key);
        for (const each of LANES) fillPlaces(each);
      });
    active.set(key, { lane, since: performance.now(), done });
  }

  function countActive(lane: Lane, since = Infinity): number {
    return [...active.values()].filter((each) => each.lane === lane && each.since < since).length;
  }

  return {
    ask: async (user, lane, note, delayMs = 0) => add(user, lane, [note], delayMs),
    async start(given) {
      work = given;
      for (const lane of LANES) fillPlaces(lane);
    },
    countWaiting: async () => ({ notified: waiting.notified.size, background: waiting.background.size }),
    async check() {
      const longAgo = performance.now() - stuckMs;
      const full = LANES.find((lane) => countActive(lane, longAgo) >= places[lane]);
      if (full) throw new Error(`every place of the lane ${full} is taken by work that does not end`);
    },
    async stop() {
      stopped = true;
      for (const lane of LANES) for (const { timer } of waiting[lane].values()) if (timer) clearTimeout(timer);
      await Promise.all([...active.values()].map(({ done }) => done));
    },
  };
}

function addNote(notes: Map<string, MailboxNote>, note: MailboxNote): void {
  const isCrowded = notes.size >= MAX_NOTES && 'event' in note;
  const kept = isCrowded ? { ...note, event: null } : note;
  notes.set(JSON.stringify(kept), kept);
}
