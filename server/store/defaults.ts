import type { FeedRecord, Settings } from './types.ts';

/** A user's settings before the first change. A fresh object each time. */
export function createDefaultSettings(): Settings {
  return {
    conflictWinner: 'outlook',
    pastDays: 30,
    futureDays: 365,
    includeProjects: false,
    projectsOf: null,
    includeFreeEvents: false,
    onlineMeetings: false,
    reminders: { enabled: true, leadMinutes: 0, quietFrom: '20:00', quietTo: '07:00' },
    paused: false,
    language: null,
  };
}

/** A feed that was never read. */
export function createEmptyFeed(): FeedRecord {
  return { cursor: null, keptFrom: null };
}
