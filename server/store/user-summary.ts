import {
  LINK_COUNT_STATES,
  SUBSCRIPTION_STATES,
  type LinkCountState,
  type StoreCounts,
  type SubscriptionRecord,
  type UserChoice,
  type UserDocument,
} from './types.ts';

/** What the counts need to know of one user. */
export interface UserSummary {
  link: LinkCountState | null;
  waitingRuns: number;
  /** In the order of their codes, so that equal summaries are equal texts. */
  attention: string[];
  isRunning: boolean;
  hasChat: boolean;
  /** In their order, too. */
  subscriptions: SubscriptionRecord['state'][];
}

/** The collections that a summary is made of. */
export const SUMMARISED: ReadonlySet<string> = new Set([
  'link',
  'settings',
  'runs',
  'attention',
  'bot',
  'subscriptions',
]);

export function summariseUser(document: Pick<UserDocument, 'get' | 'list'>): UserSummary {
  const runs = [...document.list('runs').values()];
  return {
    link: readLinkState(document),
    waitingRuns: runs.filter(({ state }) => state === 'waiting_for_approval').length,
    attention: [...document.list('attention').values()].map(({ code }) => code).sort(),
    isRunning: runs.some(({ state }) => state === 'running'),
    hasChat: document.get('bot', 'self') !== undefined,
    subscriptions: [...document.list('subscriptions').values()].map(({ state }) => state).sort(),
  };
}

function readLinkState(document: Pick<UserDocument, 'get'>): LinkCountState | null {
  const link = document.get('link', 'self');
  if (!link) return null;
  if (link.state === 'sign_in_expired') return link.state;
  if (!link.started) return 'not_started';
  return document.get('settings', 'self')?.paused ? 'paused' : 'ok';
}

export function isAmong(summary: UserSummary | undefined, which: Exclude<UserChoice, 'all'>): boolean {
  return (which === 'running' ? summary?.isRunning : summary?.hasChat) === true;
}

/** @param summaries each with the number of users of whom it is true */
export function addUp(summaries: Iterable<{ summary: UserSummary; users: number }>): StoreCounts {
  const links = startCount(LINK_COUNT_STATES);
  const counts: StoreCounts = { links, waitingRuns: 0, attention: {}, subscriptions: startCount(SUBSCRIPTION_STATES) };
  for (const { summary, users } of summaries) {
    if (summary.link) links[summary.link] += users;
    counts.waitingRuns += summary.waitingRuns * users;
    for (const state of summary.subscriptions) counts.subscriptions[state] += users;
    for (const code of summary.attention) counts.attention[code] = (counts.attention[code] ?? 0) + users;
  }
  return counts;
}

function startCount<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
}
