import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, type ReactNode } from 'react';
import { useApi } from '../../api/context.tsx';
import type { Settings, SettingsPatch } from '../../api/types.ts';
import { PreviewDialog } from '../../preview/preview-dialog.tsx';
import { usePreview } from '../../preview/use-preview.ts';
import { ErrorBar } from '../../ui/error-bar.tsx';
import { findWayBack } from './find-way-back.ts';

type Review = (before: Settings, after: Settings) => void;
const ReviewContext = createContext<Review>(() => undefined);

/** Shows what a change would take away or open up before that happens; whoever cancels takes the change back. */
export function useReview(): Review {
  return useContext(ReviewContext);
}

export function ReviewProvider({ children }: { children: ReactNode }) {
  const { call, queries } = useApi();
  const cache = useQueryClient();
  const { data: sync } = useQuery(queries.sync);
  const preview = usePreview();
  const takeBack = useMutation({
    scope: { id: 'settings' },
    mutationFn: (patch: SettingsPatch) => call<Settings>('PATCH', '/api/me/settings', patch),
    onSuccess: (settings) => cache.setQueryData(queries.settings.queryKey, settings),
  });

  function review(before: Settings, after: Settings): void {
    const wayBack = findWayBack(before, after);
    // Before the first synchronisation there is nothing to take away; a pause lets nobody look.
    if (!wayBack || after.paused || sync?.state === 'never') return;
    void preview.start({ quiet: true, onCancel: () => takeBack.mutate(wayBack) });
  }
  return (
    <ReviewContext value={review}>
      <ErrorBar error={takeBack.error} />
      {children}
      <PreviewDialog preview={preview} />
    </ReviewContext>
  );
}
