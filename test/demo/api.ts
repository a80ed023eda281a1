import type { Language } from './options.ts';

/** What the product refused, in its own words. */
export class ApiRefusal extends Error {
  constructor(
    readonly code: string,
    detail: string,
  ) {
    super(detail);
  }
}

export interface SideCounts {
  created: number;
  updated: number;
  deleted: number;
  unchanged: number;
  skipped: number;
  failed: number;
}

export interface Operation {
  side: 'outlook' | 'lupax';
  action: 'create' | 'update' | 'delete';
  title: string;
  reason: string;
  result: 'planned' | 'done' | 'skipped' | 'conflict' | 'failed';
}

export interface Run {
  id: string;
  state: 'running' | 'done' | 'failed' | 'waiting_for_approval';
  error: { code: string; detail: string } | null;
  requests: { graph: number; lupax: number };
  counts: { outlook: SideCounts; lupax: SideCounts };
  operations: Operation[];
}

/** The product's API as one signed-in person uses it. */
export interface Api {
  /** @throws ApiRefusal */
  call<T>(method: 'GET' | 'PUT' | 'PATCH' | 'POST', path: string, body?: unknown): Promise<T>;
  /** Starts a synchronisation and waits for its end. */
  sync(): Promise<Run>;
}

const POLL_INTERVAL_MS = 100;

/** @param issueToken single sign-on token, as Teams would give it; asked for every call because it expires */
export function createApi(url: string, issueToken: () => string, language: Language): Api {
  const call: Api['call'] = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${issueToken()}`,
        'Accept-Language': language,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as T & { code?: string; detail?: string };
    if (!response.ok)
      throw new ApiRefusal(answer.code ?? String(response.status), answer.detail ?? response.statusText);
    return answer;
  };
  return {
    call,
    async sync() {
      const { runId } = await call<{ runId: string }>('POST', '/api/me/sync');
      for (;;) {
        const run = await call<Run>('GET', `/api/me/runs/${runId}`);
        if (run.state !== 'running') return run;
        await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
      }
    },
  };
}
