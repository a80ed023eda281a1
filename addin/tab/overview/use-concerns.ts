import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../api/context.tsx';
import type { Attention } from '../../api/types.ts';

export interface Concerns {
  attention: readonly Attention[];
  /** The brake holds something back until the person decides. */
  isDecisionDue: boolean;
}

/** What needs a person; nothing while it is not known. */
export function useConcerns(): Concerns {
  const { queries } = useApi();
  const attention = useQuery(queries.attention);
  const runs = useQuery(queries.runs);
  return {
    attention: attention.data ?? [],
    isDecisionDue: runs.data?.some(({ state }) => state === 'waiting_for_approval') ?? false,
  };
}
