import { useQuery } from '@tanstack/react-query';
import { createContext, useContext, type ReactNode } from 'react';
import { useApi } from '../../api/context.tsx';
import type { Settings, SettingsPatch } from '../../api/types.ts';
import { PreviewDialog } from '../../preview/preview-dialog.tsx';
import { usePreview } from '../../preview/use-preview.ts';
import { takesAway } from './takes-away.ts';

/** @returns whether it was saved. @throws what saving throws */
type Review = (before: Settings | undefined, patch: SettingsPatch, save: () => Promise<unknown>) => Promise<boolean>;
const ReviewContext = createContext<Review>(async (_before, _patch, save) => {
  await save();
  return true;
});

/** Saves a change; what it would take away or open up is shown before, and it is saved only when the user confirms it. */
export function useReview(): Review {
  return useContext(ReviewContext);
}

export function ReviewProvider({ children }: { children: ReactNode }) {
  const { queries } = useApi();
  const { data: sync } = useQuery(queries.sync);
  const preview = usePreview();
  const review: Review = async (before, patch, save) => {
    // Before the first synchronisation there is nothing to take away; a pause lets nobody look.
    const canLook = before && !before.paused && sync?.state !== 'never';
    if (canLook && takesAway(before, patch)) {
      return await preview.review({ proposal: { settings: patch }, save });
    }
    await save();
    return true;
  };
  return (
    <ReviewContext value={review}>
      {children}
      <PreviewDialog preview={preview} />
    </ReviewContext>
  );
}
