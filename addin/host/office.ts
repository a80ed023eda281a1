import { describeOfficeEvent } from './office-events.ts';
import { readItem, saveItem, type PaneItem } from './office-item.ts';
import { readOfficeTheme, watchOfficeTheme } from './office-theme.ts';
import { readOfficeSignInError } from './sign-in-error.ts';
import { NoHostError, type Host } from './types.ts';

/** The pane's host: what Outlook offers beside the theme and the token is the appointment at hand. Nobody else knows Office.js. */
export interface OutlookHost extends Host {
  /** @throws OutlookError */
  readItem(): Promise<PaneItem>;
  /** Saves the new appointment, so that it gets an id. @throws OutlookError */
  saveItem(): Promise<PaneItem>;
  /** Told when something else is selected while the pane stays open. @returns ends it */
  watchItem(listener: () => void): () => void;
}

/**
 * Waits for Outlook.
 * @throws NoHostError
 */
export async function connectOutlook(): Promise<OutlookHost> {
  if (typeof Office === 'undefined') throw new NoHostError('Office.js is missing');
  const { host } = await Office.onReady();
  if (host !== Office.HostType.Outlook) throw new NoHostError('not in Outlook');
  const { mailbox } = Office.context;
  const itemChanged = describeOfficeEvent<unknown>(Office.context, Office.EventType.ItemChanged);
  const themeChanged = describeOfficeEvent<Office.OfficeThemeChangedEventArgs>(
    Office.context,
    Office.EventType.OfficeThemeChanged,
    '1.14',
  );
  return {
    look: 'office',
    locale: Office.context.displayLanguage,
    theme: readOfficeTheme(Office.context.officeTheme),
    view: null,
    watchTheme: (listener) => watchOfficeTheme(themeChanged, listener),
    getToken: shareWhilePending(getToken),
    readItem: () => readItem(mailbox),
    saveItem: () => saveItem(mailbox),
    watchItem: (listener) => itemChanged(listener),
  };
}

/** Office keeps the token and renews it; it asks the user only when it has to. @throws SignInError */
async function getToken(): Promise<string> {
  try {
    return await Office.auth.getAccessToken({ allowSignInPrompt: true, allowConsentPrompt: true });
  } catch (error) {
    throw readOfficeSignInError(error);
  }
}

/** Office on the web refuses a call made before the one before it was answered (13008). */
function shareWhilePending<T>(ask: () => Promise<T>): () => Promise<T> {
  let pending: Promise<T> | null = null;
  return () => (pending ??= ask().finally(() => (pending = null)));
}
