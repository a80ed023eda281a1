import { LINK_COUNT_STATES, type LinkCountState, type StoreCounts, type UserDocument } from './types.ts';

/** What the counts need to know of one user. */
export interface UserSummary {
  link: LinkCountState | null;
  waitingRuns: number;
  attention: string[];
}

/** The collections that a summary is made of. */
export const SUMMARISED: ReadonlySet<string> = new Set(['link', 'settings', 'runs', 'attention']);

export function summariseUser(document: Pick<UserDocument, 'get' | 'list'>): UserSummary {
  const runs = [...document.list('runs').values()];
  return {
    link: readLinkState(document),
    waitingRuns: runs.filter(({ state }) => state === 'waiting_for_approval').length,
    attention: [...document.list('attention').values()].map(({ code }) => code),
  };
}

function readLinkState(document: Pick<UserDocument, 'get'>): LinkCountState | null {
  const link = document.get('link', 'self');
  if (!link) return null;
  if (link.state === 'sign_in_expired') return link.state;
  if (!link.started) return 'not_started';
  return document.get('settings', 'self')?.paused ? 'paused' : 'ok';
}

export function addUp(summaries: Iterable<UserSummary>): StoreCounts {
  const links = Object.fromEntries(LINK_COUNT_STATES.map((state) => [state, 0])) as StoreCounts['links'];
  const counts: StoreCounts = { links, waitingRuns: 0, attention: {} };
  for (const { link, waitingRuns, attention } of summaries) {
    if (link) links[link] += 1;
    counts.waitingRuns += waitingRuns;
    for (const code of attention) counts.attention[code] = (counts.attention[code] ?? 0) + 1;
  }
  return counts;
}
