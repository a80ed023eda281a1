import { createEmptyFeed } from '../store/defaults.ts';
import type { Change, ReminderRecord, UserDocument } from '../store/types.ts';
import type { Run } from './core/run.ts';
import { endStale } from './run-archive.ts';

/**
 * What a document that was restored from a backup must not believe any more, because the world has moved on: which
 * entries both sides agreed on, and how far they were read. A copy that was made, or made again, since would be doubled,
 * and one that was taken back since would pass for somebody's deletion. The next synchronisation finds everything by its
 * marks, as after linking again. Reminders that were due before are not posted again.
 * @param now instant of the restore
 */
export function forgetAgreements(document: UserDocument, now: string): Change[] {
  const clear = (collection: 'pairs' | 'journal' | 'subscriptions'): Change[] =>
    [...document.list(collection).keys()].map((key) => ({ collection, key, value: null }));
  const link = document.get('link', 'self');
  const chat = document.get('bot', 'self');
  return [
    ...clear('pairs'),
    ...clear('journal'),
    // They may have been renewed, replaced or removed since: what Graph still has of them is adopted.
    ...clear('subscriptions'),
    { collection: 'feed', key: 'self', value: createEmptyFeed() },
    ...[...document.list('calendars')].map(([key, calendar]): Change => {
      return { collection: 'calendars', key, value: { ...calendar, deltaLink: null, window: null } };
    }),
    ...[...document.list('runs')]
      .filter(([, run]) => isOpen(run))
      .map(([key, run]): Change => {
        return { collection: 'runs', key, value: { ...endStale(run), parkedPairIds: [] } };
      }),
    ...[...document.list('reminders')]
      .filter(([, reminder]) => wasDue(reminder, now))
      .map(([key, reminder]): Change => {
        return { collection: 'reminders', key, value: { ...reminder, state: 'obsolete', claim: null } };
      }),
    ...(chat ? [{ collection: 'bot' as const, key: 'self', value: { ...chat, since: now } }] : []),
    // Interface, role and the list of calendars are asked for anew.
    ...(link ? [{ collection: 'link' as const, key: 'self', value: { ...link, askedAt: null } }] : []),
  ];
}

function isOpen({ state }: Run): boolean {
  return state === 'running' || state === 'waiting_for_approval';
}

function wasDue({ state, plannedAt }: ReminderRecord, now: string): boolean {
  return (state === 'waiting' || state === 'sending') && Date.parse(plannedAt) <= Date.parse(now);
}
