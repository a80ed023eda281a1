import type { RunSummary } from '../../api/types.ts';
import type { Texts } from '../../i18n/texts.tsx';

/** What became of the copies, in sentences. */
export function describeRemoval({ state, error, counts }: RunSummary, { t }: Texts): string[] {
  const { outlook, lupax } = counts;
  const count = outlook.deleted + lupax.deleted;
  const removed =
    count === 0
      ? t('settings.unlink.removedNone')
      : t('settings.unlink.removed', { outlook: outlook.deleted, lupax: lupax.deleted });
  if (state === 'failed') return [error?.detail ?? '', removed, t('settings.unlink.failed')].filter(Boolean);
  const skipped = outlook.skipped + lupax.skipped;
  const failed = outlook.failed + lupax.failed;
  return [
    removed,
    ...(skipped > 0 ? [t('settings.unlink.skipped', { count: skipped })] : []),
    ...(failed > 0 ? [t('settings.unlink.notRemoved', { count: failed })] : []),
  ];
}
