import type { PaneFacts } from '../api/queries.ts';
import type { PaneExplanation } from '../api/types.ts';
import type { Texts } from '../i18n/texts.tsx';

export type PaneState = 'in_sync' | 'excluded' | 'not_in_sync' | 'next_sync' | 'series' | 'leaving';

/** What takes an entry out of Lupax again with the next synchronisation. */
const GONE = ['not_shared', 'cancelled', 'declined', 'free_event'] as const;

/** Whether it is in Lupax, in one word. */
export function readState({ entry, explanation }: PaneFacts): PaneState {
  const { origin, obstacle, kind } = explanation;
  // The category keeps out what comes from Outlook; what is Lupax' own stays there.
  if (entry.excluded && origin === 'outlook') return 'excluded';
  if (entry.inSync) return origin === 'outlook' && findGone(obstacle) ? 'leaving' : 'in_sync';
  if (kind === 'series') return 'series';
  return obstacle === 'next_sync' ? 'next_sync' : 'not_in_sync';
}

/** Why, and what to do about it. */
export function describeWhy(facts: PaneFacts, { t }: Texts): string {
  const { entry, explanation } = facts;
  const { obstacle } = explanation;
  const calendar = explanation.calendar?.name ?? '';
  switch (readState(facts)) {
    case 'excluded':
      return t(entry.visibility === null ? 'pane.why.excluded' : 'pane.why.excluded_leaving');
    case 'leaving':
      return t('pane.why.leaving', { reason: t(`pane.gone.${findGone(obstacle)!}`, { calendar }) });
    case 'in_sync':
      return describeOrigin(explanation, { t });
    default:
      return t(`pane.obstacle.${obstacle ?? 'unknown'}`, { calendar });
  }
}

function describeOrigin({ origin, obstacle, isEditable, calendar }: PaneExplanation, { t }: Pick<Texts, 't'>): string {
  const name = { calendar: calendar?.name ?? '' };
  if (obstacle === 'paused') return t('pane.why.paused');
  if (obstacle !== null) return t(origin === 'outlook' ? 'pane.why.stays' : 'pane.why.copy_stays', name);
  if (origin === 'project') return t('pane.why.project');
  if (origin === 'lupax') return t(isEditable ? 'pane.why.lupax' : 'pane.why.lupax_fixed');
  return calendar ? t('pane.why.outlook', name) : t('pane.why.outlook_unknown');
}

/** Keeping out is offered for what is in Lupax or could still get there; letting in again, always. */
export function mayExclude({ entry, explanation }: PaneFacts): boolean {
  if (explanation.origin !== 'outlook') return false;
  const { obstacle } = explanation;
  const isElsewhere = obstacle === 'calendar_off' || obstacle === 'only_to_outlook' || obstacle === null;
  return entry.excluded || entry.inSync || !(isElsewhere || (findGone(obstacle) && obstacle !== 'free_event'));
}

function findGone(obstacle: PaneExplanation['obstacle']): (typeof GONE)[number] | null {
  return GONE.find((each) => each === obstacle) ?? null;
}
