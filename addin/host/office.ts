import { NoHostError, SignInError, type Host, type ThemeName } from './types.ts';

/** What the pane stands beside: nothing selected, a draft that Outlook has not saved yet, or an appointment by its REST id. */
export type PaneItem = { state: 'none' } | { state: 'unsaved' } | { state: 'saved'; id: string };

/** The pane's host: what Outlook offers beside the theme and the token is the appointment at hand. Nobody else knows Office.js. */
export interface OutlookHost extends Host {
  readItem(): Promise<PaneItem>;
  /** Saves the draft, so that it gets an id. @throws Error */
  saveItem(): Promise<void>;
  /** Told when another appointment is shown in a pinned pane. */
  watchItem(listener: () => void): void;
}

/**
 * Waits for Outlook.
 * @throws NoHostError
 */
export async function connectOutlook(): Promise<OutlookHost> {
  if (typeof Office === 'undefined') throw new NoHostError('Office.js is missing');
  const { host } = await Office.onReady();
  if (host !== Office.HostType?.Outlook && String(host) !== 'Outlook') throw new NoHostError('not in Outlook');
  const { mailbox } = Office.context;
  return {
    look: 'office',
    locale: Office.context.displayLanguage,
    theme: readTheme(),
    view: null,
    watchTheme(listener) {
      mailbox.addHandlerAsync(Office.EventType.OfficeThemeChanged, () => listener(readTheme()));
      return () => undefined;
    },
    getToken: () =>
      Office.auth.getAccessToken({ allowSignInPrompt: true, allowConsentPrompt: true }).catch((error: unknown) => {
        throw new SignInError(String((error as { code?: unknown }).code ?? error));
      }),
    readItem: () => readItem(mailbox),
    saveItem: () => saveItem(mailbox),
    watchItem: (listener) => mailbox.addHandlerAsync(Office.EventType.ItemChanged, listener),
  };
}

/** While reading the id is there; while composing it is there once Outlook has saved the draft. */
async function readItem(mailbox: Office.Mailbox): Promise<PaneItem> {
  const item = mailbox.item as (Office.AppointmentRead & Office.AppointmentCompose) | null | undefined;
  if (!item) return { state: 'none' };
  const id = typeof item.itemId === 'string' ? item.itemId : await askItemId(item);
  if (!id) return { state: 'unsaved' };
  return { state: 'saved', id: mailbox.convertToRestId(id, Office.MailboxEnums.RestVersion.v2_0) };
}

function askItemId(item: Office.AppointmentCompose): Promise<string | null> {
  return new Promise((resolve) => {
    // The error means that nothing was saved yet (learn.microsoft.com/javascript/api/outlook/office.appointmentcompose).
    item.getItemIdAsync((result) =>
      resolve(result.status === Office.AsyncResultStatus.Succeeded ? result.value : null),
    );
  });
}

function saveItem(mailbox: Office.Mailbox): Promise<void> {
  const item = mailbox.item as unknown as Office.AppointmentCompose;
  return new Promise((resolve, reject) => {
    item.saveAsync((result) =>
      result.status === Office.AsyncResultStatus.Succeeded ? resolve() : reject(new Error(result.error.message)),
    );
  });
}

/** Outlook tells colours, not a name. */
function readTheme(): ThemeName {
  const color = Office.context.officeTheme?.bodyBackgroundColor ?? '#ffffff';
  if (matchMedia('(forced-colors: active)').matches) return 'contrast';
  const [red = 255, green = 255, blue = 255] = (color.match(/[0-9a-f]{2}/gi) ?? []).map((part) => parseInt(part, 16));
  return red + green + blue < 384 ? 'dark' : 'light';
}
