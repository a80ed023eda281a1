import { app, authentication } from '@microsoft/teams-js';
import { SignInError } from './sign-in-error.ts';
import { NoHostError, type Host, type ThemeName } from './types.ts';

/** Hosts answer within milliseconds; a frame that is none of theirs never does, and teams-js would wait a minute. */
const HANDSHAKE_LIMIT_MS = 15_000;

/**
 * Shakes hands with Teams, Outlook or Microsoft 365. Nobody else imports teams-js.
 * @throws NoHostError
 */
export async function connectTeams(): Promise<Host> {
  const { context } = await limitTime(openContext());
  const listeners = new Set<(theme: ThemeName) => void>();
  const host: Host = {
    look: context.app.host.name === 'Teams' || context.app.host.name === 'TeamsModern' ? 'teams' : 'office',
    locale: context.app.locale,
    theme: toThemeName(context.app.theme),
    view: context.page.subPageId || null,
    watchTheme(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getToken: () =>
      authentication.getAuthToken().catch((error: unknown) => {
        throw new SignInError('other', String(error instanceof Error ? error.message : error));
      }),
  };
  app.registerOnThemeChangeHandler((theme) => {
    host.theme = toThemeName(theme);
    for (const listener of listeners) listener(host.theme);
  });
  // Ends the host's own loading screen (manifest: showLoadingIndicator).
  app.notifySuccess();
  return host;
}

async function openContext(): Promise<{ context: app.Context }> {
  try {
    await app.initialize();
    return { context: await app.getContext() };
  } catch (error) {
    throw new NoHostError(error instanceof Error ? error.message : String(error));
  }
}

function limitTime<T>(answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new NoHostError('no answer')), HANDSHAKE_LIMIT_MS);
    answer.then(resolve, reject).finally(() => clearTimeout(limit));
  });
}

/** Teams' names: learn.microsoft.com/microsoftteams/platform/tabs/how-to/access-teams-context. `glass` is a dark one. */
function toThemeName(theme: string): ThemeName {
  if (theme === 'contrast') return 'contrast';
  return theme === 'dark' || theme === 'glass' ? 'dark' : 'light';
}
