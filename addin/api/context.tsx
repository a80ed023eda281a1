import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createContext, useContext, useMemo, useState, type ReactNode } from 'react';
import type { Call } from './call.ts';
import { describeQueries, shouldTryAgain, type Queries } from './queries.ts';

interface Api {
  call: Call;
  queries: Queries;
}

const ApiContext = createContext<Api | null>(null);

/** Gives the components below it the server's API, and one cache of its answers. */
export function ApiProvider({ call, children }: { call: Call; children: ReactNode }) {
  const [client] = useState(createCache);
  const api = useMemo(() => ({ call, queries: describeQueries(call) }), [call]);
  return (
    <ApiContext value={api}>
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    </ApiContext>
  );
}

function createCache(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: shouldTryAgain, retryDelay: (tries) => 500 * 2 ** tries },
      // Offline, a change is refused at once and said so, instead of being carried out some time later.
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}

export function useApi(): Api {
  const api = useContext(ApiContext);
  if (!api) throw new Error('no API above this component');
  return api;
}
