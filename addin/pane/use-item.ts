import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useChange } from '../api/use-change.ts';
import type { OutlookHost } from '../host/office.ts';
import type { PaneItem } from '../host/office-item.ts';

/** Who saves in Outlook itself is not told to the pane: it looks again this often. */
const DRAFT_LOOK_MS = 2_000;

/**
 * What Outlook shows beside the pane. Each selection has a turn of its own: an answer about the one before belongs to the turn
 * before, whenever it comes.
 */
export function useItem(host: OutlookHost) {
  const [turn, setTurn] = useState(0);
  useEffect(() => host.watchItem(() => setTurn((last) => last + 1)), [host]);
  const queryKey = ['item', turn];
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: () => host.readItem(),
    networkMode: 'always',
    retry: false,
    gcTime: 0,
    refetchInterval: ({ state }) => (state.data?.state === 'unsaved' ? DRAFT_LOOK_MS : false),
  });
  return { turn, item: data ?? null, error, retry: () => void refetch() };
}

/** Saves the new appointment; the pane then goes on with the id it has got. */
export function useSaveItem(host: OutlookHost, turn: number) {
  const cache = useQueryClient();
  return useChange(async () => {
    const item = await host.saveItem();
    cache.setQueryData<PaneItem>(['item', turn], item);
  }, []);
}
