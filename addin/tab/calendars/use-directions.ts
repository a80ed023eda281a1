import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useApi } from '../../api/context.tsx';
import type { Calendar, Direction } from '../../api/types.ts';

/** Whoever walks through the choices with the arrow keys means the one where they stop. */
const SETTLE_MS = 400;

export interface DirectionChange {
  id: string;
  direction: Direction;
  before: Direction;
}

export interface Directions {
  /** What the user chose and is not saved yet, by calendar. */
  chosen: ReadonlyMap<string, Direction>;
  isSaving: boolean;
  /** Why the last change could not be saved. */
  error: unknown;
  /** Shown at once, saved when the user has settled; all that is chosen by then together. */
  choose(changes: { id: string; direction: Direction }[]): void;
  /** Saves what is not saved yet. */
  settle(): Promise<void>;
}

export function isTarget(direction: Direction): boolean {
  return direction === 'to_outlook' || direction === 'both';
}

/**
 * Saves the directions of calendars.
 * @param review saves the changes, or not when the user does not want what would come of them. @returns whether it did
 */
export function useDirections(
  review: (changes: DirectionChange[], save: () => Promise<void>) => Promise<boolean>,
): Directions {
  const { call, queries } = useApi();
  const cache = useQueryClient();
  const { queryKey } = queries.calendars;
  const [chosen, setChosen] = useState<ReadonlyMap<string, Direction>>(new Map());
  const [savings, setSavings] = useState(0);
  const [error, setError] = useState<unknown>(null);
  const waiting = useRef(new Map<string, Direction>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const queue = useRef<Promise<void>>(Promise.resolve());
  const reviewing = useRef(review);
  useEffect(() => void (reviewing.current = review));

  /** One calendar alone can receive Lupax' appointments: who gives that up goes first. */
  const send = useCallback(
    async (changes: DirectionChange[]) => {
      await cache.cancelQueries({ queryKey });
      const sorted = [...changes].sort((a, b) => Number(isTarget(a.direction)) - Number(isTarget(b.direction)));
      for (const { id, direction } of sorted) {
        const answer = await call<Calendar>('PATCH', `/api/me/calendars/${encodeURIComponent(id)}`, { direction });
        cache.setQueryData<Calendar[]>(queryKey, (all) => all?.map((one) => (one.id === id ? answer : one)));
      }
    },
    [cache, call, queryKey],
  );

  /** Of several, some may have been saved. */
  const takeBackSaved = useCallback(
    async (changes: DirectionChange[]) => {
      const now = cache.getQueryData<Calendar[]>(queryKey) ?? [];
      const saved = changes.filter(({ id, direction }) => now.find((one) => one.id === id)?.direction === direction);
      if (saved.length === 0) return;
      const back = saved.map(({ id, direction, before }) => ({ id, direction: before, before: direction }));
      await send(back).catch(setError);
      void cache.invalidateQueries({ queryKey });
    },
    [cache, queryKey, send],
  );

  const save = useCallback(async () => {
    const wanted = waiting.current;
    waiting.current = new Map();
    const known = cache.getQueryData<Calendar[]>(queryKey) ?? [];
    const changes = known.flatMap(({ id, direction: before }) => {
      const direction = wanted.get(id);
      return direction === undefined || direction === before ? [] : [{ id, direction, before }];
    });
    const sendCounted = async (): Promise<void> => {
      setSavings((count) => count + 1);
      await send(changes).finally(() => setSavings((count) => count - 1));
    };
    try {
      if (changes.length > 0 && !(await reviewing.current(changes, sendCounted))) await takeBackSaved(changes);
    } catch (failure) {
      setError(failure);
      await takeBackSaved(changes);
    } finally {
      setChosen((all) => new Map([...all].filter(([id, direction]) => wanted.get(id) !== direction)));
    }
  }, [cache, queryKey, send, takeBackSaved]);

  const settle = useCallback((): Promise<void> => {
    clearTimeout(timer.current);
    if (waiting.current.size > 0) queue.current = queue.current.then(save);
    return queue.current;
  }, [save]);

  const choose = useCallback(
    (changes: { id: string; direction: Direction }[]) => {
      setError(null);
      for (const { id, direction } of changes) waiting.current.set(id, direction);
      setChosen((all) => new Map([...all, ...changes.map(({ id, direction }) => [id, direction] as const)]));
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void settle(), SETTLE_MS);
    },
    [settle],
  );
  useEffect(() => () => void settle(), [settle]);

  return { chosen, isSaving: savings > 0, error, choose, settle };
}
