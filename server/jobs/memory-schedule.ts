import type { UserId } from '../store/types.ts';
import type { PollSchedule } from './types.ts';

/** How often it is looked whether users came or went. */
const LIST_AGAIN_MS = 60_000;
/** After this time a user who was handed out is handed out again. */
const LEASE_MS = 60 * 60 * 1000;

export interface MemoryScheduleOptions {
  listUsers(): Promise<UserId[]>;
  /** Users of whom nothing is known yet, after a start, are spread over this time. */
  spreadMs: number;
  /** No user is planned for later than this from now: a longer time means that the clock was set back. */
  longestMs: number;
  /** Milliseconds since 1970. */
  now: () => number;
  /** A number in [0, 1). */
  random: () => number;
}

interface Entry {
  dueAtMs: number;
  /** Until then it is in somebody's hands. */
  takenUntilMs: number;
}

/** The poll schedule of a single process, in memory: some hundred bytes a user. */
export function createMemorySchedule(options: MemoryScheduleOptions): PollSchedule {
  const { listUsers, spreadMs, longestMs, now, random } = options;
  const entries = new Map<string, Entry>();
  let listedAt = -Infinity;

  /** Reads no document: the schedule learns from whoever looked at the user. */
  async function bringUpToDate(): Promise<void> {
    if (performance.now() - listedAt < LIST_AGAIN_MS) return;
    const keys = new Set((await listUsers()).map(toKey));
    listedAt = performance.now();
    for (const key of entries.keys()) if (!keys.has(key)) entries.delete(key);
    for (const key of keys) {
      if (!entries.has(key)) entries.set(key, { dueAtMs: now() + spreadMs * random(), takenUntilMs: 0 });
    }
  }

  function listDue(): [string, Entry][] {
    const nowMs = now();
    const isPast = (ms: number): boolean => ms <= nowMs || ms > nowMs + Math.max(longestMs, LEASE_MS);
    const due: [string, Entry][] = [];
    for (const [key, entry] of entries) if (isPast(entry.dueAtMs) && isPast(entry.takenUntilMs)) due.push([key, entry]);
    return due.sort(([, a], [, b]) => a.dueAtMs - b.dueAtMs);
  }

  return {
    async takeDue(limit) {
      await bringUpToDate();
      return listDue()
        .slice(0, limit)
        .map(([key, entry]) => {
          entry.takenUntilMs = now() + LEASE_MS;
          return toUser(key);
        });
    },
    plan: async (user, dueAtMs) => void entries.set(toKey(user), { dueAtMs, takenUntilMs: 0 }),
    readNext: async (user) => entries.get(toKey(user))?.dueAtMs ?? null,
    async readOverdueMs() {
      let overdueMs = 0;
      for (const { dueAtMs } of entries.values()) overdueMs = Math.max(overdueMs, now() - dueAtMs);
      return overdueMs;
    },
  };
}

const toKey = ({ tenantId, objectId }: UserId): string => `${tenantId}/${objectId}`;

function toUser(key: string): UserId {
  const [tenantId = '', objectId = ''] = key.split('/');
  return { tenantId, objectId };
}
