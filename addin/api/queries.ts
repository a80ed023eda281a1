import { queryOptions } from '@tanstack/react-query';
import { SignInError } from '../host/sign-in-error.ts';
import type { Call } from './call.ts';
import { ProblemError } from './problem.ts';
import type {
  AdminUser,
  Attention,
  Calendar,
  Entry,
  Me,
  Microsoft365,
  PaneEntry,
  PaneExplanation,
  ProjectOwner,
  ProjectRef,
  Run,
  RunSummary,
  Settings,
  SetupScript,
  SyncState,
} from './types.ts';

/** What is shown may be this old before it is asked for again in the background. */
const FRESH_MS = 15_000;
/** While something runs or is due, the page looks again. */
const WATCH_MS = 15_000;
const RUN_WATCH_MS = 2_000;
const LONGEST_TRIES = 2;

/** A refusal will not change by asking again; an unreachable server may. Each failed sign-in may have been a question to the user. */
export function shouldTryAgain(tries: number, error: unknown): boolean {
  if (error instanceof SignInError) return false;
  return tries < LONGEST_TRIES && !(error instanceof ProblemError && error.problem.status < 500);
}

/** Every question that the add-in asks the server, by its key. */
export function describeQueries(call: Call) {
  const get = <T>(path: string) => ({ queryFn: () => call<T>('GET', path), staleTime: FRESH_MS });
  return {
    me: queryOptions({ queryKey: ['me'], ...get<Me>('/api/me') }),
    sync: queryOptions({ queryKey: ['sync'], ...get<SyncState>('/api/me/sync-state'), refetchInterval: WATCH_MS }),
    calendars: queryOptions({ queryKey: ['calendars'], ...get<Calendar[]>('/api/me/calendars') }),
    settings: queryOptions({ queryKey: ['settings'], ...get<Settings>('/api/me/settings') }),
    projectOwners: queryOptions({ queryKey: ['project-owners'], ...get<ProjectOwner[]>('/api/me/project-owners') }),
    attention: queryOptions({ queryKey: ['attention'], ...get<Attention[]>('/api/me/attention') }),
    runs: queryOptions({ queryKey: ['runs'], ...get<RunSummary[]>('/api/me/runs'), refetchInterval: WATCH_MS }),
    run: (id: string) =>
      queryOptions({
        queryKey: ['runs', id],
        ...get<Run>(`/api/me/runs/${encodeURIComponent(id)}`),
        refetchInterval: ({ state }) => state.data?.state === 'running' && RUN_WATCH_MS,
      }),
    entries: (from: string, to: string) =>
      queryOptions({
        queryKey: ['entries', from, to],
        ...get<Entry[]>(`/api/me/entries?${new URLSearchParams({ from, to })}`),
      }),
    /** How an Outlook event stands in Lupax, and why: asked for together, so that one never explains another state of the other. */
    paneFacts: (eventId: string) =>
      queryOptions({ queryKey: ['pane', eventId], queryFn: () => readPaneFacts(call, eventId), staleTime: 0 }),
    /** @param query words of the title; empty: all projects */
    projects: (query: string) =>
      queryOptions({
        queryKey: ['projects', query],
        ...get<ProjectRef[]>(`/api/me/projects${query && `?${new URLSearchParams({ query })}`}`),
      }),
    microsoft365: queryOptions({
      queryKey: ['admin', 'microsoft365'],
      ...get<Microsoft365>('/api/admin/microsoft365'),
    }),
    setupScripts: queryOptions({
      queryKey: ['admin', 'scripts'],
      ...get<SetupScript[]>('/api/admin/microsoft365/scripts'),
    }),
    adminUsers: queryOptions({ queryKey: ['admin', 'users'], ...get<AdminUser[]>('/api/admin/users') }),
  };
}

export type Queries = ReturnType<typeof describeQueries>;

export interface PaneFacts {
  entry: PaneEntry;
  explanation: PaneExplanation;
}

async function readPaneFacts(call: Call, eventId: string): Promise<PaneFacts> {
  const path = `/api/me/entries/${encodeURIComponent(eventId)}`;
  const [entry, explanation] = await Promise.all([
    call<PaneEntry>('GET', path),
    call<PaneExplanation>('GET', `${path}/explanation`),
  ]);
  return { entry, explanation };
}
