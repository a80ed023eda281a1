import type { RunSummary } from '../../api/types.ts';
import { SIDES } from '../../preview/judge-run.ts';
import type { Texts } from '../../i18n/texts.tsx';

const COUNTED = ['created', 'updated', 'deleted', 'failed'] as const;

/** What a run did, in one line: `Lupax: 14 neu, 2 geändert · Outlook: 9 neu`. */
export function describeCounts({ counts, state }: Pick<RunSummary, 'counts' | 'state'>, { t }: Texts): string {
  const sides = SIDES.map((side) => {
    const parts = COUNTED.filter((kind) => counts[side][kind] > 0).map((kind) =>
      t(`activity.counts.${kind}`, { count: counts[side][kind] }),
    );
    return parts.length === 0 ? null : `${t(`side.${side}`)}: ${parts.join(', ')}`;
  }).filter((part) => part !== null);
  const parts = state === 'waiting_for_approval' ? [...sides, t('activity.counts.waiting')] : sides;
  return parts.length === 0 ? t('activity.counts.nothing') : parts.join(' · ');
}

export type RunMark = 'running' | 'done' | 'partly' | 'failed' | 'waiting' | 'preview' | 'undone' | 'undo';

export function markRun({ state, dryRun, counts, kind, undone }: RunSummary): RunMark {
  if (state === 'running') return 'running';
  if (state === 'failed') return 'failed';
  if (state === 'waiting_for_approval') return 'waiting';
  if (dryRun) return 'preview';
  if (undone) return 'undone';
  if (counts.outlook.failed + counts.lupax.failed > 0) return 'partly';
  return kind === 'undo' ? 'undo' : 'done';
}
