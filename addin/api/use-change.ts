import { useMutation, useQueryClient, type QueryKey } from '@tanstack/react-query';
import type { Call } from './call.ts';
import { useApi } from './context.tsx';

/**
 * A change of something on the server, after which the named answers are asked for again.
 * @param change what is called with the variables of `mutate`
 * @param stale keys of the questions whose answers it changes
 */
export function useChange<Variables, Answer>(
  change: (call: Call, variables: Variables) => Promise<Answer>,
  stale: QueryKey[],
) {
  const { call } = useApi();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (variables: Variables) => change(call, variables),
    onSettled: () => Promise.all(stale.map((queryKey) => cache.invalidateQueries({ queryKey }))),
  });
}
