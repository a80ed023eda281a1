import type { Language } from '../i18n/language.ts';
import { ProblemError, UnreachableError } from './problem.ts';
import type { Problem } from './types.ts';

export type Method = 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE';

/** One call of the server's API as the signed-in user. */
export interface Call {
  /** @throws ProblemError, UnreachableError, SignInError */
  <T>(method: Method, path: string, body?: unknown): Promise<T>;
  /** The answer as it comes in, for streams. @throws the same */
  open(path: string, signal: AbortSignal): Promise<Response>;
}

export interface CallDeps {
  getToken(): Promise<string>;
  /** The language of the server's sentences. */
  readLanguage(): Language;
}

export function createCall({ getToken, readLanguage }: CallDeps): Call {
  async function send(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
    // A host may wait for the network as long as it takes to come back before it gives a token.
    if (!navigator.onLine) throw new UnreachableError('offline');
    const headers: Record<string, string> = {
      Authorization: `Bearer ${await getToken()}`,
      'Accept-Language': readLanguage(),
    };
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    const response = await fetch(path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    }).catch((error: unknown) => {
      if (signal?.aborted) throw error;
      throw new UnreachableError(error instanceof Error ? error.message : String(error));
    });
    if (!response.ok) throw await readRefusal(response);
    return response;
  }

  async function call<T>(method: Method, path: string, body?: unknown): Promise<T> {
    const response = await send(method, path, body);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }
  return Object.assign(call, { open: (path: string, signal: AbortSignal) => send('GET', path, undefined, signal) });
}

/** A proxy in between answers without a problem document: then nobody was reached. */
async function readRefusal(response: Response): Promise<Error> {
  const isProblem = response.headers.get('Content-Type')?.startsWith('application/problem+json');
  if (!isProblem) return new UnreachableError(`status ${response.status}`);
  return new ProblemError((await response.json()) as Problem);
}
