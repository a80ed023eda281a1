import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { useApi } from '../../api/context.tsx';
import type { Settings, SettingsPatch } from '../../api/types.ts';
import { useReview } from './review.tsx';

const SHOW_SAVED_MS = 3_000;

/** How it stands with the saving of one field. */
export interface Saving {
  save(patch: SettingsPatch): void;
  /** What is on its way: shown in place of what is stored, and gone again when the server refuses. */
  pending: SettingsPatch | undefined;
  isSaved: boolean;
  error: unknown;
}

/** Saves one field at once. Changes of several fields are sent one after the other, so that the last answer is the newest. */
export function useSaveSetting(): Saving {
  const { call, queries } = useApi();
  const cache = useQueryClient();
  const review = useReview();
  const { queryKey } = queries.settings;
  const [pending, setPending] = useState<SettingsPatch>();
  const { mutate, reset, data, isSuccess, submittedAt, error } = useMutation({
    scope: { id: 'settings' },
    async mutationFn(patch: SettingsPatch) {
      await cache.cancelQueries({ queryKey });
      return await review(cache.getQueryData(queryKey), patch, async () => {
        cache.setQueryData(queryKey, await call<Settings>('PATCH', '/api/me/settings', patch));
        void cache.invalidateQueries({ queryKey: ['sync'] });
      });
    },
  });
  useEffect(() => {
    if (!isSuccess) return;
    const timer = setTimeout(reset, SHOW_SAVED_MS);
    return () => clearTimeout(timer);
  }, [isSuccess, submittedAt, reset]);
  const save = useCallback(
    (patch: SettingsPatch) => {
      // Within the same event, or the control would jump back for a moment.
      setPending(patch);
      mutate(patch, { onSettled: () => setPending(undefined) });
    },
    [mutate],
  );
  return { save, pending, isSaved: data === true, error };
}
